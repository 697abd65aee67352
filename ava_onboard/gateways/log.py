"""The log that support asks for: each request with its status and request id, never a header, a body or a value."""

import logging
import os
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

LARGEST = 256 * 1024
"""Bytes of one file."""

_OLDER = 2
_LOGGER = "ava_onboard.gateways"


def to_file(path: Path) -> None:
    """Write what the gateways report to ``path`` from here on, and to no file before it.

    The file is made with the first line, readable by its owner only, and renamed to ``<name>.1`` when it is full.
    A log that cannot be written is done without: no line of it ever reaches the screen.
    """
    logger = logging.getLogger(_LOGGER)
    for former in [handler for handler in logger.handlers if isinstance(handler, _PrivateFile)]:
        logger.removeHandler(former)
        former.close()
    handler = _PrivateFile(path, maxBytes=LARGEST, backupCount=_OLDER, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%Y-%m-%dT%H:%M:%S%z"))
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)


class _PrivateFile(RotatingFileHandler):
    def _open(self) -> TextIOWrapper:
        path = Path(self.baseFilename)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return open(path, "a", encoding="utf-8", opener=_private)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Say nothing: the screen is the person's, and what they do goes on."""


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
