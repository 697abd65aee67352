"""Read files without waiting, and replace them atomically, one process at a time."""

import contextlib
import errno
import math
import os
import stat
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

_PAUSE = 0.01
"""Seconds between two attempts to take a lock, or to use a file that another process has open.

No system can wait for either up to a deadline.
"""
_IN_USE = 1.5
"""Seconds after which a file that another process has open is given up."""
_BEING_REPLACED = 0.3
"""The same for reading: another ava-onboard may be replacing it."""


def read(path: Path, largest: int) -> bytes:
    """Return the content, ``largest`` bytes at most. Never waits for a pipe or a device; a disk may take for ever.

    Raises:
        NotRegularFileError: it is a pipe, a device or the like.
        OSError: it cannot be read.
    """
    with _patiently(lambda: open(path, "rb", opener=_without_waiting), path, _BEING_REPLACED) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise NotRegularFileError
        return file.read(largest)


class NotRegularFileError(OSError):
    """The path names a pipe, a device or the like."""


class InUseError(OSError):
    """Another process has the file open, and Windows lets nobody else replace it."""


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
        InUseError: another process has it open for longer than one to two seconds; the old content is still there.
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
        _patiently(lambda: Path(name).replace(path), path, _IN_USE)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    if durable and sys.platform != "win32":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)  # without this, a power cut may lose the name of the file
        finally:
            os.close(folder)


def _patiently(use: Callable[[], T], path: Path, seconds: float) -> T:
    """Return what ``use`` returns. On Windows, try again while another program has ``path`` open, as virus scanners do.

    Raises:
        InUseError: it still has.
        OSError: ``use`` failed otherwise.
    """
    end = time.monotonic() + seconds
    while True:
        try:
            return use()
        except PermissionError:
            if not _is_in_use(path):
                raise
            if time.monotonic() > end:
                raise InUseError(errno.EBUSY, "in use", str(path)) from None
        time.sleep(_PAUSE)


def clean_up(path: Path, *, older_than: float = 0.0) -> None:
    """Remove temporary files of a ``replace`` that was killed.

    Args:
        path: The file that was to be replaced.
        older_than: Seconds. Files that were written since then stay; 0 only if no other process may be writing one.
    """
    for left in path.parent.glob(f".{path.name}.*"):
        with contextlib.suppress(OSError):
            if older_than == 0 or time.time() - left.stat().st_mtime > older_than:
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

    _DELETE, _SHARE_ALL, _OPEN_EXISTING, _SHARING_VIOLATION = 0x10000, 7, 3, 32

    def _is_in_use(path: Path) -> bool:
        """Ask Windows, whose answer to a refused replacement is the same as for missing rights."""
        import ctypes

        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateFileW.restype = ctypes.c_void_p
        handle = kernel.CreateFileW(str(path), _DELETE, _SHARE_ALL, None, _OPEN_EXISTING, 0, None)
        if handle != ctypes.c_void_p(-1).value:
            kernel.CloseHandle(ctypes.c_void_p(handle))
            return False
        return ctypes.get_last_error() == _SHARING_VIOLATION

    def _locked(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True

else:
    import fcntl

    def _is_in_use(path: Path) -> bool:  # noqa: ARG001 - the same parameters as on Windows
        """Nothing prevents replacing an open file here."""
        return False

    def _locked(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
