"""The JSON of the progress files: writing it, and parsing it strictly.

Parsing raises ValueError, TypeError or KeyError for anything else.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from ava_onboard.domain.fact import Answer, Fact
from ava_onboard.domain.failure import Failure
from ava_onboard.domain.problems import KEY_REFUSED, REFUTED
from ava_onboard.domain.progress import DEFAULT_AVA, Journey, Operation, Progress, Stage, Step
from ava_onboard.domain.verdict import Region

SCHEMA = 2
_FORMER_SCHEMA = 1
"""In this format, one file held the progress of the profile and what one Ava had said."""

Fields = Mapping[str, Any]
"""Some fields of a ``Progress``."""
_OF_PROFILE = (
    "journey",
    "language",
    "theme",
    "bell",
    "offers_clipboard",
    "ava",
    "kept",
    "accepted",
    "kept_for",
)
_REFUTED = {problem.code: problem for problem in (*REFUTED, *KEY_REFUSED)}
_OF_AVA = ("account", "known", "used", "under_way")


class NewerError(Exception):
    """The document was written by a newer version of this program."""


class AtAva(NamedTuple):
    """What is saved about one Ava."""

    ava: str
    fields: Fields


class Profile(NamedTuple):
    """The content of the profile's file."""

    fields: Fields
    former: AtAva | None = None
    """What a file of the former format also holds about an Ava."""


def profile_fields(progress: Progress) -> Fields:
    """Return the fields that belong to the profile, at every Ava."""
    return {name: getattr(progress, name) for name in _OF_PROFILE}


def ava_fields(progress: Progress) -> Fields:
    """Return the fields that belong to the profile at one Ava."""
    return {name: getattr(progress, name) for name in _OF_AVA}


NOTHING_OF_AVA = ava_fields(Progress())


def profile_document(fields: Fields) -> bytes:
    """Return the content of the profile's file."""
    journey: Journey = fields["journey"]
    return _encoded(
        {
            "step": journey.step.value,
            "done": sorted(journey.done, key=lambda step: step.number),
            "language": fields["language"],
            "theme": fields["theme"],
            "bell": fields["bell"],
            "offers_clipboard": fields["offers_clipboard"],
            "ava": fields["ava"],
            "kept": _fact_document(fields["kept"]),
            "accepted": _fact_document(fields["accepted"]),
            "kept_for": fields["kept_for"],
        }
    )


def ava_document(fields: Fields, ava: str) -> bytes:
    """Return the content of the profile's file about ``ava``."""
    operation: Operation | None = fields["under_way"]
    return _encoded(
        {
            "ava": ava,
            "account": fields["account"],
            "known": _fact_document(fields["known"]),
            "used": _fact_document(fields["used"]),
            "under_way": operation and {"stage": operation.stage.name, "preview": operation.preview},
        }
    )


def parse_profile(content: bytes) -> Profile:
    """Parse the profile's file, also one of the former format.

    Raises:
        NewerError: a newer version has written it.
    """
    document = _decoded(content, SCHEMA, _FORMER_SCHEMA)
    former = None
    if document["schema"] == SCHEMA:
        ava = _address(document["ava"])
    else:
        ava, fields = _address(document.get("ava_url")), _parsed_ava_fields(document)
        former = AtAva(ava or DEFAULT_AVA, fields)
        ava = ava if fields == NOTHING_OF_AVA else former.ava
    of_profile = {
        "journey": Journey(Step(document["step"]), frozenset(Step(value) for value in document["done"])),
        "language": _text(document["language"]),
        "theme": _text(document["theme"]),
        "bell": _choice(document.get("bell")),
        "offers_clipboard": document.get("offers_clipboard") is not False,
        "ava": ava,
        "kept": _fact(document["kept"]),
        "accepted": _fact(document["accepted"]),
        "kept_for": _text(document.get("kept_for")),
    }
    return Profile(of_profile, former)


def parse_ava(content: bytes) -> AtAva:
    """Parse a file about an Ava: which one, and what is known there.

    Raises:
        NewerError: a newer version has written it.
    """
    document = _decoded(content, SCHEMA)
    ava = _address(document["ava"])
    if ava is None:
        raise ValueError("about no Ava")
    return AtAva(ava, _parsed_ava_fields(document))


def _encoded(document: dict[str, Any]) -> bytes:
    return json.dumps({"schema": SCHEMA, **document}, indent=2).encode("ascii")


def _decoded(content: bytes, *schemas: int) -> Any:
    document = json.loads(content)
    schema = document["schema"]
    if not isinstance(schema, int):
        raise TypeError("no schema")
    if schema > SCHEMA:
        raise NewerError
    if schema not in schemas:
        raise ValueError("another schema")
    return document


def _parsed_ava_fields(document: Any) -> Fields:
    operation = document.get("under_way")
    return {
        "account": _text(document["account"]),
        "known": _fact(document["known"]),
        "used": _fact(document["used"]) if "used" in document else Fact(),  # version 0.2.0 did not test
        "under_way": operation and Operation(Stage[operation["stage"]], _text(operation["preview"])),
    }


def _fact_document(fact: Fact) -> dict[str, Any]:
    """Return what to save of a fact: of its failure only the code, and only that of a no; others are temporary."""
    refuted = fact.failure if fact.answer is Answer.NO else None
    more = {
        "region": fact.region and fact.region.value,
        "organisation": fact.organisation,
        "assistants": fact.assistants,
        "code": refuted and refuted.code,
        "since": fact.since and fact.since.isoformat(),
    }
    return {
        "answer": fact.answer.value,
        "preview": fact.preview,
        "learnt": fact.learnt and fact.learnt.isoformat(),
        **{name: value for name, value in more.items() if value is not None},
    }


def _fact(document: Any) -> Fact:
    """Parse a fact; version 0.2.0 saved only its answer, its preview and its time."""
    answer = Answer(document["answer"])
    region, assistants = document.get("region"), document.get("assistants")
    refuted = _REFUTED.get(document.get("code", ""))
    if not (assistants is None or (isinstance(assistants, int) and assistants >= 0)):
        raise ValueError("not a number of assistants")
    return Fact(
        answer,
        _text(document["preview"]),
        _time(document["learnt"]),
        Failure(refuted) if refuted else None,
        Region(region) if region else None,
        _text(document.get("organisation")),
        assistants,
        _time(document["since"]) if "since" in document else None,
    )


def _address(value: object) -> str | None:
    """Parse the name of an Ava. Tokens go there, so an address must be secure."""
    text = _text(value)
    if text in (None, DEFAULT_AVA):
        return text
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
        raise ValueError("a time without a zone")
    return time


def _choice(value: object) -> bool | None:
    if value is not None and not isinstance(value, bool):
        raise TypeError("no choice")
    return value
