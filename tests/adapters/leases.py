"""Files that block when they are opened."""

import contextlib
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest


@contextlib.contextmanager
def on_lease(path: Path) -> Iterator[None]:
    """Hold a lease on the file: opening it then blocks, as on a network disk that does not answer."""
    if sys.platform != "linux":
        pytest.skip("leases of Linux")
    import fcntl

    before = signal.signal(signal.SIGIO, signal.SIG_IGN)  # the kernel asks to give the lease back
    with path.open("r+b") as file:
        try:
            fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_WRLCK)
        except OSError:
            pytest.skip("this file system has no leases")
        try:
            yield
        finally:
            fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_UNLCK)
            signal.signal(signal.SIGIO, before)
