"""Plays the part of Windows' console that wine lacks: it knows no escape sequences.

Python imports this as ``sitecustomize`` before the program, and ``bridge.py`` gives it a port. What is written to
stdout and stderr goes there, to a real terminal emulator. What comes from there is put into the console's input as
Windows does under ``ENABLE_VIRTUAL_TERMINAL_INPUT``: one key event for each UTF-16 unit. Handles, modes, reading of the
console and its size remain wine's, so the program and Textual's driver do what they do on Windows.
"""

import os
import sys

PORT = os.environ.pop("CONSOLE_SHIM_PORT", None)

if sys.platform == "win32" and PORT:
    os.environ.pop("TERM", None)  # for wine; Windows has none

    import codecs
    import ctypes
    import io
    import socket
    import threading
    from ctypes import wintypes

    channel = socket.create_connection(("127.0.0.1", int(PORT)))
    descriptor = sys.stdout.fileno()

    class Channel(io.RawIOBase):
        """Passes for the console's output."""

        def writable(self) -> bool:
            return True

        def isatty(self) -> bool:
            return True

        def fileno(self) -> int:
            return descriptor

        def write(self, data: object) -> int:
            content = bytes(data)  # type: ignore[call-overload]  # bytes or a view
            channel.sendall(content)
            return len(content)

    class Key(ctypes.Structure):
        _fields_ = (
            ("is_down", wintypes.BOOL),
            ("count", wintypes.WORD),
            ("key_code", wintypes.WORD),
            ("scan_code", wintypes.WORD),
            ("character", wintypes.WCHAR),
            ("state", wintypes.DWORD),
        )

    class Record(ctypes.Structure):
        _fields_ = (("kind", wintypes.WORD), ("key", Key))

    def stream(errors: str) -> io.TextIOWrapper:
        buffer = io.BufferedWriter(Channel())
        return io.TextIOWrapper(buffer, encoding="utf-8", errors=errors, line_buffering=True, newline="\r\n")

    def feed() -> None:
        kernel = ctypes.WinDLL("kernel32")
        kernel.GetStdHandle.restype = wintypes.HANDLE
        kernel.WriteConsoleInputW.argtypes = (wintypes.HANDLE, ctypes.c_void_p, wintypes.DWORD, ctypes.c_void_p)
        console = kernel.GetStdHandle(wintypes.DWORD(-10 & 0xFFFFFFFF))
        decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        while data := channel.recv(4096):
            units = decode(data).encode("utf-16-le", "surrogatepass")
            characters = [units[at : at + 2].decode("utf-16-le", "surrogatepass") for at in range(0, len(units), 2)]
            records = (Record * len(characters))(
                *(Record(1, Key(1, 1, 13 if it == "\r" else 1, 0, it, 0)) for it in characters)
            )
            kernel.WriteConsoleInputW(console, records, len(characters), ctypes.byref(wintypes.DWORD()))

    sys.stdout = sys.__stdout__ = stream("strict")  # type: ignore[misc]  # final to mypy
    sys.stderr = sys.__stderr__ = stream("backslashreplace")  # type: ignore[misc]  # final to mypy
    threading.Thread(target=feed, daemon=True).start()
