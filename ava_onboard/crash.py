"""Report an unexpected error as a sentence and a code, never as a traceback.

The text of the exception and its local variables are never written: both can hold a key.
"""

import contextlib
import traceback
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from ava_onboard import __version__
from ava_onboard.domain.failure import Failure
from ava_onboard.domain.local_time import now
from ava_onboard.domain.problems import UNEXPECTED
from ava_onboard.locales import _
from ava_onboard.text import problem


def describe(error: BaseException) -> str:
    """Return the error's types and places in the code, innermost last, without any value."""
    lines = []
    seen: BaseException | None = error
    described: list[BaseException] = []
    while seen is not None and seen not in described:  # a cause can be set so that it leads back to its effect
        described.append(seen)
        lines.append(f"{type(seen).__module__}.{type(seen).__qualname__}")
        lines += [f"  {_place(frame)}" for frame in traceback.extract_tb(seen.__traceback__)]
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return "\n".join(lines)


def write(log: Path, error: BaseException, now: datetime) -> bool:
    """Append the description to ``log``, readable only by its owner; return whether that worked."""
    from ava_onboard.log import append

    title = f"{now.isoformat(timespec='seconds')} ava-onboard {__version__} {UNEXPECTED.code}"
    return append(log, f"{title}\n{describe(error)}\n")


def report(error: BaseException, find_log: Callable[[], Path | None]) -> str:
    """Log the error and return what to print. Whatever is broken here as well only makes the message shorter.

    Args:
        error: What has happened.
        find_log: Returns the file of the log; None if it is not known where that is.
    """
    log = None
    with contextlib.suppress(Exception):
        log = find_log()
        if log and not write(log, error, now()):
            log = None
    return message(log)


def message(log: Path | None) -> str:
    """Return what to print once the app has left the screen."""
    failure = Failure(UNEXPECTED)
    words = f"{failure.sentence}\n{failure.remedy}\n" + _codes(failure)
    return f"{words}\n" + _("Details (nothing secret in them): {path}").format(path=log) if log else words


def _codes(failure: Failure) -> str:
    """Return the code, with the situation code unless that is what is broken."""
    with contextlib.suppress(Exception):
        return problem.codes(failure)
    return problem.code(failure)


def _place(frame: traceback.FrameSummary) -> str:
    return f"{Path(frame.filename).parent.name}/{Path(frame.filename).name}:{frame.lineno} {frame.name}"
