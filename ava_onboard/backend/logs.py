"""Logs: one JSON object per line, without secrets."""

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Any

_OUR_OWN = "ava_fields"


def fields(**values: object) -> dict[str, Any]:
    """Add fields to a log record: `log.info("request", extra=fields(status=200))`."""
    return {_OUR_OWN: values}


class JsonLines(logging.Formatter):
    """Time, level, logger, message and the record's fields.

    An exception appears with its type and place only: its text may hold what was sent.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Format one line."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line.update(getattr(record, _OUR_OWN, {}))
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            line["error"] = type(error).__qualname__
            line["at"] = [f"{at.filename}:{at.lineno}" for at in traceback.extract_tb(error.__traceback__)]
        return json.dumps(line, ensure_ascii=False, default=str)


def configuration(level: str) -> dict[str, Any]:
    """Return a configuration for `logging.config.dictConfig`, which logs to standard output.

    Args:
        level: Of our loggers and the server's: `info`, `warning` or `error`. The audit log is written at any.
    """
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": JsonLines}},
        "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "json", "stream": "ext://sys.stdout"}},
        "root": {"handlers": ["out"], "level": "WARNING"},
        "loggers": {
            "ava_onboard": {"level": level.upper()},
            "ava_onboard.backend.audit": {"level": "INFO"},
            "_granian": {"level": level.upper()},
        },
    }
