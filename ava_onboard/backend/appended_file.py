"""A file of lines to which several processes append, and which others may rename, as logrotate does."""

import errno
import logging
import os
import stat
from pathlib import Path

_FLAGS = os.O_RDWR | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
"""Symbolic links are not followed: the owner of the folder could make root write to any file."""
_log = logging.getLogger(__name__)


class AppendedFile:
    """Appends each line with one `write`, so that the lines of several processes do not mix. On a local disk only.

    A line may be empty, where one process came upon what another had written in part and took it for cut.

    A new file can be read and written by its owner only. Where root creates it, it belongs to the owner of its folder,
    so that a service with another account can append to it too.
    """

    def __init__(self, path: Path) -> None:
        """Open the file, and create it if it is missing.

        Raises:
            OSError: That is not possible, or it is not an ordinary file.
        """
        self._path = path
        self._file = self._opened()
        self._lost = 0

    def found(self) -> os.stat_result:
        """Return what `stat` says about the open file."""
        return os.fstat(self._file)

    def append(self, line: str) -> None:
        """Append a line. If that is not possible, the log says so once, until it is possible again."""
        try:
            self._follow()
            self._write(f"{line}\n".encode())
        except OSError as error:
            if not self._lost:
                _log.error("%s cannot be written: %s", self._path, os.strerror(error.errno or 0))
            self._lost += 1
            return
        if self._lost:
            _log.warning("%s is written again; lines that are missing: %d", self._path, self._lost)
            self._lost = 0

    def close(self) -> None:
        """Close the file; nothing can be appended any more."""
        os.close(self._file)

    def _write(self, text: bytes) -> None:
        if not self._ends_with_a_line():
            text = b"\n" + text
        if os.write(self._file, text) < len(text):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def _follow(self) -> None:
        """Open the file again if its path leads to another one, or to none."""
        try:
            now, ours = os.stat(self._path), os.fstat(self._file)  # noqa: PTH116 - called for each line
            if (now.st_dev, now.st_ino) == (ours.st_dev, ours.st_ino):
                return
        except FileNotFoundError:
            pass
        opened = self._opened()
        os.close(self._file)
        self._file = opened

    def _opened(self) -> int:
        try:
            file = os.open(self._path, _FLAGS | os.O_CREAT | os.O_EXCL, 0o600)
            is_new = True
        except FileExistsError:
            file = os.open(self._path, _FLAGS)
            is_new = False
        if not stat.S_ISREG(os.fstat(file).st_mode):
            os.close(file)
            raise OSError(errno.EINVAL, "not an ordinary file")
        if is_new and os.name == "posix" and os.geteuid() == 0:
            folder = self._path.parent.stat()
            os.fchown(file, folder.st_uid, folder.st_gid)
        return file

    def _ends_with_a_line(self) -> bool:
        """Tell whether the last line is whole: a full disk or a power failure may have cut it, in any process."""
        if not os.fstat(self._file).st_size:
            return True
        os.lseek(self._file, -1, os.SEEK_END)
        return os.read(self._file, 1) == b"\n"
