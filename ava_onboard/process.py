"""Protect the memory of this process from other programs, before the first secret is in it."""

import os
import sys

_PR_SET_DUMPABLE = 4
"""``prctl(2)``: with 0, crash handlers get no memory (the limit of core dumps does not stop them), and other programs
of the same user cannot read ``/proc/PID/environ`` and ``/proc/PID/mem``."""

_closed = False


def close() -> None:
    """Close the memory to other programs, on Linux. Child processes are not affected.

    The first call loads ``ctypes``, which takes up to 10 ms: never call it at the start.
    """
    global _closed  # noqa: PLW0603 - a process has one memory
    if _closed or sys.platform != "linux":
        return
    _closed = True
    try:
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    except (ImportError, OSError, AttributeError):  # a Python without ctypes, a C library without prctl
        return


def forbid_core_dumps() -> None:
    """Set the limit of core dumps to zero: a crash would otherwise write the memory, with the key in it, to a file."""
    try:
        import resource
    except ImportError:  # Windows has neither this limit nor such files
        return
    _soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, hard))


def allow_ctrl_break() -> None:
    """Treat Ctrl+Break on Windows as Ctrl+C: it would end the process in the middle of its work, without a word."""
    if sys.platform == "win32":
        import _signal

        _signal.signal(_signal.SIGBREAK, lambda *_: _signal.raise_signal(_signal.SIGINT))


def fill_standard_streams() -> None:
    """Open the null device instead of closed standard streams.

    The next file or connection would get their numbers otherwise, and what a library prints would be written into it.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # gets the lowest free number
