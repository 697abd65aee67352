"""Protect the memory of this process from other programs, before the first secret is in it."""

import sys

_PR_SET_DUMPABLE = 4
"""``prctl(2)``: with 0 no program that handles crashes is given the memory (the limit of core dumps does not stop
those), and ``/proc/PID/environ`` and ``/proc/PID/mem`` are closed to other programs of the same person."""

_closed = False


def close() -> None:
    """Close it, on Linux. Once is enough; the first time takes up to 10 ms, as it loads ``ctypes``: never at the start.

    What is started from here is as open as ever.
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
    except ImportError:  # Windows has no such limit, and writes no such file
        return
    _soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, hard))
