"""Write lines to stdout and stderr. Imports almost nothing, as ``console``."""

import errno
import os
import sys

from ava_onboard.cli.characters import fitting

TYPE_CHECKING = False  # as in ``typing``, which takes several milliseconds to import
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from ava_onboard.text.line import Line


def write(stream: "TextIO | None", lines: "Iterable[str | Line]", end: str = "\n") -> bool:
    """Write and flush. Return False if the reader has closed the pipe (``| head -1``), which is not an error.

    Args:
        stream: Where to; None where there is none, as in a program without a console.
        lines: Text as it is, or lines of ``text``, which get their signs.
        end: What follows each.

    Raises:
        OSError: the disk is full, or the stream is gone in another way.
    """
    if stream is None:
        return True
    try:
        stream.write("".join(fitting(line, stream) + end for line in _as_text(lines)))
        stream.flush()
    except OSError as error:
        if error.errno not in (errno.EPIPE, errno.EINVAL):  # Windows says EINVAL
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        return False
    return True


def tell(lines: "Iterable[str | Line]", end: str = "\n") -> None:
    """Write to stderr. On a full disk there is nowhere left to say so; the exit code still tells."""
    try:  # without contextlib, see ``console``
        write(sys.stderr, lines, end)
    except OSError:
        return


def _as_text(lines: "Iterable[str | Line]") -> "list[str]":
    """Return the lines as they are printed. What knows signs is loaded only if there are some."""
    listed = list(lines)
    texts = [line for line in listed if isinstance(line, str)]
    if len(texts) == len(listed):
        return texts
    from ava_onboard.text.line import plain

    return plain(listed)
