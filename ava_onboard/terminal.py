"""What a stream is connected to: the one place that decides what counts as a terminal.

Imports almost nothing, because ``--version`` uses it.
"""

import os
import sys

TYPE_CHECKING = False  # as in ``typing``, which takes several milliseconds to import
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


def is_terminal(stream: "Any") -> bool:
    """Return whether the stream is a terminal; False for None, and for a closed one.

    On Windows, ``isatty`` is also true for other devices, such as ``NUL``: scheduled tasks and services get it as their
    standard input, and nobody ever answers there.
    """
    try:
        return stream is not None and stream.isatty() and (sys.platform != "win32" or _is_console(stream.fileno()))
    except (OSError, ValueError, AttributeError):  # closed, or no file
        return False


def is_of_git_bash(stream: "Any") -> bool:
    r"""Return whether the stream is a window of Git Bash that shows itself to Windows programs as a pipe.

    That is what mintty does where it uses no pseudo-console. The pipe is named after the terminal, such as
    ``\msys-1888ae32e00d56aa-pty0-from-master``; other pipes of Git Bash are not.
    """
    try:
        return sys.platform == "win32" and stream is not None and _is_pipe_of_terminal(stream.fileno())
    except (OSError, ValueError, AttributeError):
        return False


def is_classic_console(environment: "Mapping[str, str]" = os.environ) -> bool:
    """Return whether the terminal may be the classic console window of Windows, whose fonts lack some signs.

    No call tells the windows apart. Windows Terminal and most others name themselves in a variable.
    """
    return sys.platform == "win32" and not any(environment.get(name) for name in _OTHER_WINDOWS)


CONSOLE_SIGNS = str.maketrans("✓✗▸▾╭╮╰╯⏎▎▊▏▕▔▁━", "√×►▼┌┐└┘<▌▌││▀▄─") | {ord("🔑"): "# ", 0x202F: "\u00a0"}
"""Replacements of the same width for the signs that Consolas and Lucida Console lack, the fonts of that window."""
_OTHER_WINDOWS = ("WT_SESSION", "TERM", "TERM_PROGRAM", "ConEmuPID", "WEZTERM_PANE", "ALACRITTY_WINDOW_ID")


def name(environment: "Mapping[str, str]" = os.environ) -> str:
    """Return what the terminal calls itself: ``TERM``, which is not usual on Windows, or the program's name there."""
    if term := environment.get("TERM"):
        return term
    if sys.platform != "win32":
        return "unknown"
    if environment.get("WT_SESSION"):
        return "Windows Terminal"
    return environment.get("TERM_PROGRAM") or ("ConEmu" if environment.get("ConEmuPID") else "Windows console")


if sys.platform == "win32":
    import msvcrt

    _FILE_NAME_INFO = 2

    def _is_console(descriptor: int) -> bool:
        import ctypes

        mode = ctypes.c_uint32()
        handle = ctypes.c_void_p(msvcrt.get_osfhandle(descriptor))
        return bool(ctypes.WinDLL("kernel32").GetConsoleMode(handle, ctypes.byref(mode)))

    def _is_pipe_of_terminal(descriptor: int) -> bool:
        import ctypes
        import re

        class Name(ctypes.Structure):
            _fields_ = (("length", ctypes.c_uint32), ("text", ctypes.c_wchar * 260))

        found = Name()
        handle = ctypes.c_void_p(msvcrt.get_osfhandle(descriptor))
        get = ctypes.WinDLL("kernel32").GetFileInformationByHandleEx
        if not get(handle, _FILE_NAME_INFO, ctypes.byref(found), ctypes.sizeof(found)):
            return False
        return bool(re.search(r"\\(?:msys|cygwin)-[0-9a-f]+-pty\d+-", found.text[: found.length // 2]))
