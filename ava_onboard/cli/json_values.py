"""Types of the values in JSON output, with their limits. Only ``json_types`` imports them."""

from collections.abc import Iterable
from enum import Enum
from typing import Annotated, Any

from pydantic import Field
from typing_extensions import TypedDict

from ava_onboard.domain import failure, verdict
from ava_onboard.domain.attention import Concern
from ava_onboard.domain.fact import Answer
from ava_onboard.domain.hints import Look

_FAILURES = [code.value for code in failure.Exit if code not in (failure.Exit.DONE, failure.Exit.INTERRUPTED)]


def one_of(*values: str | int) -> Any:
    """Return the annotation of a field that has one of these values."""
    return Field(json_schema_extra={"enum": list(values)})


def name_of(members: Iterable[Enum]) -> Any:
    """Return the annotation of a field that holds the name of a member, in lower case."""
    return one_of(*(member.name.lower() for member in members))


Code = Annotated[str, Field(pattern="^[A-Z][0-9]{2}$")]
Preview = Annotated[str, Field(max_length=11)]
Time = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$")]
Exit = Annotated[int, one_of(*_FAILURES)]
Region = Annotated[str, one_of(*verdict.Region)]
Attention = Annotated[list[Annotated[str, name_of(Concern)]], Field(json_schema_extra={"uniqueItems": True})]
"""What speaks against the key that Ava has, the worst first. Empty: nothing."""

Hints = Annotated[list[Annotated[str, name_of(Look)]], Field(json_schema_extra={"uniqueItems": True})]
"""What the text that was read looks like, before Vapi was asked. Empty: nothing was read, or nothing is noticed."""


class Failure(TypedDict):
    """What went wrong."""

    code: Code
    """Explained by ``ava-onboard explain CODE``."""
    exit: Exit
    """The exit code of the program."""
    request_id: str | None
    """The id of the request, whole, for support: the service's own, or the one that this program has sent."""
    retry_after: Annotated[float, Field(ge=0)] | None
    """Seconds that the service asked to wait."""


class Fact(TypedDict):
    """What is known of one fact."""

    answer: Annotated[str, one_of(*(answer.value for answer in Answer))]
    preview: Preview | None
    """The first eight characters of a key and an ellipsis, never more."""
    learnt: Time | None
    """When it was learnt: ISO 8601 with its zone."""
    failure: Failure | None
    """Why it is unknown; with ``no``, why that is certain."""
    region: Region | None
    """The region of Vapi that accepts the key."""
    assistants: Annotated[int, Field(ge=0)] | None
    """How many assistants Ava saw with the key."""


class Facts(TypedDict):
    """The four facts behind ``configured`` and ``attention``."""

    kept: Fact
    """A key is kept on this computer."""
    known: Fact
    """Ava has a key."""
    accepted: Fact
    """Vapi accepts the key."""
    used: Fact
    """Ava can use the key that it has: it has listed the assistants with it."""


class Versions(TypedDict):
    """The versions that ran."""

    ava_onboard: str
    python: str
