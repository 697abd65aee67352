"""Files that are replaced whole, one process at a time."""

import contextlib
import math
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

_PAUSE = 0.01
"""Seconds between two looks at a lock that another process holds, or a file that it has open."""
_ATTEMPTS = 10


def replace(path: Path, content: bytes, *, durable: bool = True) -> None:
    """Write ``path``, for its owner only: a reader finds the old content or the new one.

    Args:
        path: The file.
        content: All of it.
        durable: Whether that is so after a power cut too. It takes some milliseconds.

    Raises:
        OSError: it was not written; what was there is there still.
    """
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # 0600 from the start
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            if durable:
                os.fsync(file.fileno())
        _take_the_place(Path(name), path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    if durable and sys.platform != "win32":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)  # else the name may be lost though the content is not
        finally:
            os.close(folder)


def _take_the_place(new: Path, path: Path) -> None:
    """On Windows nobody may have the file open at that moment: neither another assistant nor a virus scanner."""
    for _attempt in range(_ATTEMPTS):
        try:
            new.replace(path)
        except PermissionError:
            time.sleep(_PAUSE)
        else:
            return
    new.replace(path)


def clean_up(path: Path) -> None:
    """Remove what a ``replace`` of ``path`` has left that was killed. Nobody else may be replacing it."""
    for left in path.parent.glob(f".{path.name}.*"):
        with contextlib.suppress(OSError):
            left.unlink()


@contextlib.contextmanager
def alone(path: Path, seconds: float = math.inf) -> Iterator[bool]:
    """Wait until no other process is in here for the same ``path``; the end of a process lets the next one in.

    Gives whether nobody else is. A folder or a file system that takes no lock stops nobody, nor does a process that
    stays longer than ``seconds``: what is done in here reports its own failure.
    """
    with contextlib.ExitStack() as held:
        yield _locked_within(seconds, path.with_name(f"{path.name}.lock"), held)


def _locked_within(seconds: float, path: Path, held: contextlib.ExitStack) -> bool:
    end = time.monotonic() + seconds
    try:
        lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        held.callback(os.close, lock)
        while not _locked(lock):
            if time.monotonic() > end:
                return False
            time.sleep(_PAUSE)
    except OSError:
        return False
    return True


if sys.platform == "win32":
    import msvcrt

    def _locked(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True

else:
    import fcntl

    def _locked(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
