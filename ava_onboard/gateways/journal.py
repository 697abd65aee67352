"""Where the progress is remembered: a small JSON file without a secret."""

import contextlib
import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

from ava_onboard.domain import problems
from ava_onboard.domain.failure import failed
from ava_onboard.domain.journey import Journey, Progress, Stage, Step, UnderWay
from ava_onboard.domain.status import Answer, Fact

_SCHEMA = 1
_LARGEST = 64 * 1024
"""Bytes: a real journal has less than one thousand."""


class FileJournal:
    """A journal in one file, readable by its owner only.

    It is read before the first paint: standard library only, and explicit checks.
    """

    def __init__(self, path: Path) -> None:
        """``path``: the file; its folder is made when something is saved."""
        self._path = path

    def load(self) -> Progress:
        """What was remembered. A file that cannot be understood is kept aside as ``<name>.broken``."""
        try:
            with self._path.open("rb") as file:
                content = file.read(_LARGEST + 1)
        except OSError:
            return Progress()
        try:
            return _progress(json.loads(content))
        except (ValueError, TypeError, KeyError, RecursionError):
            with contextlib.suppress(OSError):
                self._path.replace(self._path.with_name(f"{self._path.name}.broken"))
            return Progress()

    def save(self, progress: Progress) -> None:
        """Remember, atomically: a reader finds the old file or the new one.

        Raises:
            ProblemError: C03 if the folder cannot be written.
        """
        content = json.dumps(_document(progress), indent=2)
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _replace(self._path, content)
        except OSError:
            pass
        else:
            return
        raise failed(problems.STATE_NOT_WRITTEN, folder=str(self._path.parent))


class MemoryJournal:
    """A journal that ends with the process: for the demo and for tests."""

    def __init__(self, progress: Progress | None = None) -> None:
        self._progress = progress or Progress()

    def load(self) -> Progress:
        """What was remembered."""
        return self._progress

    def save(self, progress: Progress) -> None:
        """Remember."""
        self._progress = progress


def _replace(path: Path, content: str) -> None:
    import tempfile  # noqa: PLC0415 - not for reading, which many commands do before anything else

    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # 0600 from the start
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(content)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def _document(progress: Progress) -> dict[str, Any]:
    return {
        "schema": _SCHEMA,
        "step": progress.journey.step.value,
        "done": sorted(progress.journey.done, key=lambda step: step.number),
        "language": progress.language,
        "theme": progress.theme,
        "ava_url": progress.ava_url,
        "account": progress.account,
        "kept": _fact_document(progress.kept),
        "known": _fact_document(progress.known),
        "accepted": _fact_document(progress.accepted),
        "under_way": progress.under_way
        and {"stage": progress.under_way.stage.name, "preview": progress.under_way.preview},
    }


def _fact_document(fact: Fact) -> dict[str, Any]:
    """Without the failure, which is of the moment."""
    return {"answer": fact.answer.value, "preview": fact.preview, "learnt": fact.learnt and fact.learnt.isoformat()}


def _progress(document: Any) -> Progress:
    """The progress that a document holds; raises ValueError, TypeError or KeyError for anything else."""
    if document["schema"] != _SCHEMA:
        raise ValueError("another schema")
    return Progress(
        journey=Journey(Step(document["step"]), frozenset(Step(value) for value in document["done"])),
        language=_text(document["language"]),
        theme=_text(document["theme"]),
        ava_url=_address(document.get("ava_url")),  # not in the files of 0.1, nor is ``under_way``
        account=_text(document["account"]),
        kept=_fact(document["kept"]),
        known=_fact(document["known"]),
        accepted=_fact(document["accepted"]),
        under_way=_under_way(document.get("under_way")),
    )


def _fact(document: Any) -> Fact:
    return Fact(Answer(document["answer"]), _text(document["preview"]), _time(document["learnt"]))


def _under_way(document: Any) -> UnderWay | None:
    return None if document is None else UnderWay(Stage[document["stage"]], _text(document["preview"]))


def _address(value: object) -> str | None:
    """An address that may be used: tokens will go there."""
    text = _text(value)
    if text is None:
        return None
    from ava_onboard.domain.address import flaw  # noqa: PLC0415 - most people have the Ava that everybody has

    if flaw(text) or text.endswith("/"):
        raise ValueError("not an address of Ava")
    return text


def _text(value: object) -> str | None:
    if value is None or (isinstance(value, str) and value.isprintable()):
        return value
    raise TypeError("not a line of text")


def _time(value: object) -> datetime | None:
    text = _text(value)
    time = datetime.fromisoformat(text) if text else None
    if time and time.tzinfo is None:
        raise ValueError("a time without a zone cannot be compared")
    return time
