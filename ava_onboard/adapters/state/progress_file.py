"""Where the progress is remembered: a small JSON file without a secret."""

import contextlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from ava_onboard.domain import problems
from ava_onboard.domain.failure import failed
from ava_onboard.domain.progress import Journey, Progress, SeenForm, Stage, Step, UnderWay
from ava_onboard.domain.status import Answer, Fact

_SCHEMA = 1
_LARGEST = 64 * 1024
"""Bytes: a real journal has less than one thousand."""
_TURN = 0.5
"""Seconds that another assistant may take to write; then we write all the same."""


class FileJournal:
    """A journal in one file, readable by its owner only.

    It is read before the first paint: standard library only, and explicit checks. Two assistants may write to it:
    each changes what it has learnt itself, and leaves the rest as the other has written it.
    """

    def __init__(self, path: Path) -> None:
        """``path``: the file; its folder is made when something is saved."""
        self._path = path
        self._known: Progress | None = None
        """What was loaded or saved last."""

    def load(self) -> Progress:
        """What was remembered. A file that cannot be understood is kept aside as ``<name>.broken``."""
        self._known = self._read() or Progress()
        return self._known

    def save(self, progress: Progress) -> None:
        """Remember, atomically: a reader finds the old file or the new one, and does so after a power cut too.

        Where the person is reading is not worth the milliseconds that this takes between a key and the screen.

        Raises:
            ProblemError: C03 if the folder cannot be written.
        """
        from ava_onboard.adapters.state import atomic_file

        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with atomic_file.alone(self._path, _TURN) as nobody_else:
                there = self._read() if self._known else None
                whole = progress.merged(self._known, there) if self._known and there else progress
                if nobody_else:
                    atomic_file.clean_up(self._path)
                content = json.dumps(_document(whole), indent=2).encode("ascii")
                atomic_file.replace(
                    self._path, content, durable=not self._known or _more_than_reading(self._known, progress)
                )
        except OSError:
            pass
        else:
            self._known = progress
            return
        raise failed(problems.STATE_NOT_WRITTEN, folder=str(self._path.parent))

    def remove(self) -> None:
        """Remember nothing any more.

        Raises:
            ProblemError: C03 if the folder cannot be written.
        """
        try:
            self._path.unlink(missing_ok=True)
        except OSError:
            pass
        else:
            self._known = None
            return
        raise failed(problems.STATE_NOT_WRITTEN, folder=str(self._path.parent))

    def look(self) -> Progress | None:
        """What is in the file; None where there is none, or none that can be understood. Nothing is changed."""
        return self._read(aside=False)

    def _read(self, *, aside: bool = True) -> Progress | None:
        """What is in the file; ``aside``: whether one that cannot be understood is kept aside."""
        try:
            with self._path.open("rb") as file:
                content = file.read(_LARGEST + 1)
        except OSError:
            return None
        try:
            return _progress(json.loads(content))
        except (ValueError, TypeError, KeyError, RecursionError):
            with contextlib.suppress(OSError):
                if aside:
                    self._path.replace(self._path.with_name(f"{self._path.name}.broken"))
            return None


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

    def remove(self) -> None:
        """Remember nothing any more."""
        self._progress = Progress()


def _more_than_reading(known: Progress, progress: Progress) -> bool:
    """Whether more has changed than the step, the language and the theme."""
    return progress != known._replace(journey=progress.journey, language=progress.language, theme=progress.theme)


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
        "form": progress.form and {"name": progress.form.name, "learnt": progress.form.learnt.isoformat()},
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
        ava_url=_address(document.get("ava_url")),  # younger than the others, like the last two
        account=_text(document["account"]),
        kept=_fact(document["kept"]),
        known=_fact(document["known"]),
        accepted=_fact(document["accepted"]),
        under_way=_under_way(document.get("under_way")),
        form=_form(document.get("form")),
    )


def _fact(document: Any) -> Fact:
    return Fact(Answer(document["answer"]), _text(document["preview"]), _time(document["learnt"]))


def _under_way(document: Any) -> UnderWay | None:
    return None if document is None else UnderWay(Stage[document["stage"]], _text(document["preview"]))


def _form(document: Any) -> SeenForm | None:
    """Of somebody's curiosity only: one that cannot be understood is no reason to forget the rest."""
    try:
        name, learnt = _text(document["name"]), _time(document["learnt"])
    except (ValueError, TypeError, KeyError):
        return None
    return SeenForm(name, learnt) if name and learnt else None


def _address(value: object) -> str | None:
    """An address that may be used: tokens will go there."""
    text = _text(value)
    if text is None:
        return None
    from ava_onboard.domain.address import flaw

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
