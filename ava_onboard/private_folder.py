"""Make folders that nobody else can look into."""

import os
import sys
from pathlib import Path

_done: set[Path] = set()


def make(path: Path) -> None:
    """Create the folder, with its parents; do nothing if it is there and private.

    On Windows, a folder inherits who may read it. In a person's own profile that is nobody else; elsewhere, as on a
    second drive, it is often everyone. There the folder gets rights of its own, even if it exists already: only the
    person, the system and its administrators. A disk without rights, such as most memory sticks, stays as it is.

    Raises:
        OSError: it cannot be created, or belongs to someone else.
    """
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if sys.platform == "win32" and path not in _done:
        if not path.absolute().is_relative_to(os.environ.get("USERPROFILE") or path.home()):
            _shut(path)
        _done.add(path)


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _TOKEN_QUERY, _TOKEN_USER, _SDDL_1 = 8, 1, 1
    _DACL, _PROTECTED_DACL = 0x4, 0x80000000
    _ACCESS_DENIED = 5

    def _shut(path: Path) -> None:
        advapi = ctypes.WinDLL("advapi32", use_last_error=True)
        descriptor = ctypes.c_void_p()
        rights = "".join(f"(A;OICI;FA;;;{who})" for who in (_own_sid(advapi), "SY", "BA"))
        convert = advapi.ConvertStringSecurityDescriptorToSecurityDescriptorW
        if not convert(f"D:P{rights}", _SDDL_1, ctypes.byref(descriptor), None):
            raise ctypes.WinError(ctypes.get_last_error())
        try:
            done = advapi.SetFileSecurityW(str(path), wintypes.DWORD(_DACL | _PROTECTED_DACL), descriptor)
            if not done and (error := ctypes.get_last_error()) == _ACCESS_DENIED:
                raise ctypes.WinError(error)
        finally:
            _free(descriptor)

    def _own_sid(advapi: ctypes.WinDLL) -> str:
        """Return the name of the person in Windows' own form, such as ``S-1-5-21-…-1001``."""
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        token, text, size = wintypes.HANDLE(), wintypes.LPWSTR(), wintypes.DWORD()
        process = wintypes.HANDLE(kernel.GetCurrentProcess())
        if not advapi.OpenProcessToken(process, _TOKEN_QUERY, ctypes.byref(token)):
            raise ctypes.WinError(ctypes.get_last_error())
        try:
            user = ctypes.create_string_buffer(256)
            if not advapi.GetTokenInformation(token, _TOKEN_USER, user, len(user), ctypes.byref(size)):
                raise ctypes.WinError(ctypes.get_last_error())
        finally:
            kernel.CloseHandle(token)
        sid = ctypes.cast(user, ctypes.POINTER(ctypes.c_void_p))[0]
        if not advapi.ConvertSidToStringSidW(ctypes.c_void_p(sid), ctypes.byref(text)):
            raise ctypes.WinError(ctypes.get_last_error())
        try:
            return str(text.value)
        finally:
            _free(ctypes.cast(text, ctypes.c_void_p))

    def _free(memory: ctypes.c_void_p) -> None:
        kernel = ctypes.WinDLL("kernel32")
        kernel.LocalFree.restype = ctypes.c_void_p
        kernel.LocalFree(memory)
