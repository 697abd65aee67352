"""The log that support asks for: requests with their status and request id, and unexpected errors.

Never a header, a body or a value.
"""

import errno
import logging
import os
import stat
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

LARGEST = 256 * 1024
"""Bytes of one file."""

_OLDER = 2
_LOGGER = "ava_onboard.adapters"


def to_file(path: Path) -> None:
    """Write what the adapters report to ``path`` from now on.

    The file is created with the first line, readable only by its owner, and renamed to ``<name>.1`` when it is full.
    If it cannot be written, there is no log: no line ever reaches the screen.
    """
    if not logging.root.handlers:
        logging.root.addHandler(logging.NullHandler())  # else Python prints the warnings of libraries
    logger = logging.getLogger(_LOGGER)
    _close(logger)
    try:
        handler = _PrivateFile(path)
    except OSError:  # a relative path, and the folder that this program runs in does not exist any more
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%Y-%m-%dT%H:%M:%S%z"))
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)


def append(path: Path, text: str) -> bool:
    """Append ``text`` to the file; return False if that failed."""
    _close(logging.getLogger(_LOGGER))  # Windows cannot rename an open file
    try:
        file = _PrivateFile(path)
    except OSError:
        return False
    file.emit(logging.makeLogRecord({"msg": text}))
    file.close()
    return not file.failed


def _close(logger: logging.Logger) -> None:
    for former in [handler for handler in logger.handlers if isinstance(handler, _PrivateFile)]:
        logger.removeHandler(former)
        former.close()


class _PrivateFile(RotatingFileHandler):
    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=LARGEST, backupCount=_OLDER, encoding="utf-8", delay=True)
        self.failed = False

    def _open(self) -> TextIOWrapper:
        path = Path(self.baseFilename)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return open(path, "a", encoding="utf-8", opener=_private)

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
