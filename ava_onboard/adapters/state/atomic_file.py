"""Read files without waiting, and replace them atomically, one process at a time."""

import contextlib
import math
import os
import stat
import sys
import time
from collections.abc import Iterator
from pathlib import Path

_PAUSE = 0.01
"""Seconds between two attempts to take a lock, or to replace a file that another process has open."""
_ATTEMPTS = 10


def read(path: Path, largest: int) -> bytes:
    """Return the content, ``largest`` bytes at most. Never waits for a pipe or a device; a disk may take for ever.

    Raises:
        NoOrdinaryFileError: it is a pipe, a device or the like.
        OSError: it cannot be read.
    """
    with open(path, "rb", opener=_without_waiting) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise NoOrdinaryFileError
        return file.read(largest)


class NoOrdinaryFileError(OSError):
    """The path names a pipe, a device or the like."""


def _without_waiting(path: str, flags: int) -> int:
    """Open without waiting for the other end of a pipe; a file that another program holds on lease is waited for."""
    try:
        return os.open(path, flags | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0))
    except BlockingIOError:
        return os.open(path, flags)


def replace(path: Path, content: bytes, *, durable: bool = True) -> None:
    """Replace ``path`` atomically, readable only by its owner. A reader sees the old content or the new, never a mix.

    Args:
        path: The file.
        content: The whole content.
        durable: Whether the new content survives a power cut. This takes some milliseconds.

    Raises:
        OSError: it was not written; the old content is still there.
    """
    import tempfile  # slow to load, and reading needs none

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
            os.fsync(folder)  # without this, a power cut may lose the name of the file
        finally:
            os.close(folder)


def _take_the_place(new: Path, path: Path) -> None:
    """Move ``new`` to ``path``. On Windows, wait while another program, such as a virus scanner, has it open."""
    for _attempt in range(_ATTEMPTS):
        try:
            new.replace(path)
        except PermissionError:
            time.sleep(_PAUSE)
        else:
            return
    new.replace(path)


def clean_up(path: Path) -> None:
    """Remove temporary files of a ``replace`` that was killed. No other process may be replacing ``path``."""
    for left in path.parent.glob(f".{path.name}.*"):
        with contextlib.suppress(OSError):
            left.unlink()


@contextlib.contextmanager
def alone(path: Path, seconds: float = math.inf) -> Iterator[bool]:
    """Hold a lock for ``path`` that other processes wait for; it is released when the process ends.

    Yields:
        Whether the lock is held. It is not if another process keeps it longer than ``seconds``, or if the file
        system has no locks.
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
