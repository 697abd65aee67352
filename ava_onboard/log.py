"""The log that support asks for: requests with their status and request id, and unexpected errors.

Never a header, a body or a value.
"""

import contextlib
import errno
import logging
import os
import stat
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from ava_onboard import private_folder
from ava_onboard.time_limit import within

LARGEST = 256 * 1024
"""Bytes of one file."""

_OLDER = 2
_SECONDS = 2.0
"""To open the file. A disk that takes longer, such as a share whose server is away, gets no line in this run."""
_LOGGER = "ava_onboard.adapters"


def to_file(path: Path) -> None:
    """Write what the adapters report to ``path`` from now on.

    The file is created with the first line, readable only by its owner, and renamed to ``<name>.1`` when it is full.
    If it cannot be written, there is no log: no line ever reaches the screen.
    """
    if not logging.root.handlers:
        logging.root.addHandler(logging.NullHandler())  # else Python prints the warnings of libraries
    close()
    try:
        handler = _PrivateFile(path)
    except OSError:  # a relative path, and the folder that this program runs in does not exist any more
        return
    logger = logging.getLogger(_LOGGER)
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%Y-%m-%dT%H:%M:%S%z"))
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)


def append(path: Path, text: str) -> bool:
    """Append ``text`` to the file; return False if that failed."""
    close()  # Windows cannot rename an open file
    try:
        file = _PrivateFile(path)
    except OSError:
        return False
    file.emit(logging.makeLogRecord({"msg": text}))
    file.close()
    return not file.failed


def close() -> None:
    """Close the file: nothing more is written to it. Windows can neither remove nor rename an open one."""
    logger = logging.getLogger(_LOGGER)
    for former in [handler for handler in logger.handlers if isinstance(handler, _PrivateFile)]:
        logger.removeHandler(former)
        former.close()


class _PrivateFile(RotatingFileHandler):
    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=LARGEST, backupCount=_OLDER, encoding="utf-8", delay=True)
        self.failed = False

        self._given_up = False

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line, unless the file cannot be opened."""
        try:
            if self.stream is None and not self._given_up:
                self.stream = within(_SECONDS, self._open)
        except OSError as error:
            self._given_up = isinstance(error, TimeoutError)
        if self.stream is None:
            self.failed = True
        else:
            super().emit(record)

    def _open(self) -> TextIOWrapper:
        path = Path(self.baseFilename)
        private_folder.make(path.parent)
        return open(path, "a", encoding="utf-8", opener=_private)

    def doRollover(self) -> None:  # noqa: N802 - logging's name
        """Begin a new file. Go on with the full one if another program has it open, which Windows then does not move.

        It is moved aside first, so that no older file is lost if that fails.
        """
        if self.stream:
            self.stream.close()
            self.stream = None  # opened again with the next line
        full = Path(self.baseFilename)
        aside = full.with_name(f"{full.name}.full")
        with contextlib.suppress(OSError):
            if not aside.exists():  # left by an earlier attempt that did not get further
                full.replace(aside)
            for number in range(_OLDER, 1, -1):
                with contextlib.suppress(OSError):  # there is none yet
                    full.with_name(f"{full.name}.{number - 1}").replace(full.with_name(f"{full.name}.{number}"))
            aside.replace(full.with_name(f"{full.name}.1"))

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802 - logging's names
        """Print nothing: the app is on the screen."""
        self.failed = True


def _private(path: str, flags: int) -> int:
    """Open a regular file; raise OSError for anything else. A pipe without a reader would block."""
    descriptor = os.open(path, flags | getattr(os, "O_NONBLOCK", 0), 0o600)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), path)
    return descriptor
