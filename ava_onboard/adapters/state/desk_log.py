"""The log of the support desk: one line of JSON for each event, readable only by its owner, for 90 days."""

import contextlib
import json
import os
from datetime import datetime, timedelta
from pathlib import Path

from ava_onboard import private_folder
from ava_onboard.adapters.state import atomic_file
from ava_onboard.domain.desk.events import Event
from ava_onboard.domain.desk.redaction import looks_secret
from ava_onboard.domain.speakable import new_code

KEPT = timedelta(days=90)
_LARGEST = 64 * 1024 * 1024


class DeskLog:
    """Writes what happens in each call.

    Args:
        file: The file. It is created with the first event.
        now: The time, which decides what is older than 90 days.
    """

    def __init__(self, file: Path, now: datetime) -> None:
        self._file = file
        self.call = new_code(1)
        """The number of the call."""
        with contextlib.suppress(OSError):
            self._remove_older(now - KEPT)

    def next_call(self) -> str:
        """Begin a new call, and return its number."""
        self.call = new_code(1)
        return self.call

    def write(self, event: Event, now: datetime) -> bool:
        """Append an event; return False if it could not be written, or looks secret."""
        fields = {name: value for name, value in event._asdict().items() if value is not None}
        line = json.dumps({"time": now.isoformat(timespec="seconds"), "call": self.call, **fields}, ensure_ascii=False)
        if event.text and looks_secret(event.text):
            return False
        try:
            private_folder.make(self._file.parent)
            with open(self._file, "a", encoding="utf-8", opener=_private) as opened:
                opened.write(line + "\n")
        except OSError:
            return False
        return True

    def _remove_older(self, than: datetime) -> None:
        lines = atomic_file.read(self._file, _LARGEST).splitlines(keepends=True)
        kept = [line for line in lines if _is_after(line, than)]
        if len(kept) < len(lines):
            atomic_file.replace(self._file, b"".join(kept))


def _is_after(line: bytes, than: datetime) -> bool:
    try:
        return datetime.fromisoformat(json.loads(line)["time"]) > than
    except (ValueError, KeyError, TypeError):
        return False


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
