"""The JSON output of ``desk``; see ``json_types``."""

from typing import Any, Literal

from typing_extensions import TypedDict


class DeskAnswer(TypedDict):
    """An answer to a question."""

    text: str
    to: str
    """The name of the node that it leads to."""


class DeskNode(TypedDict):
    """One step of a call."""

    name: str
    say: str | None
    """What to say, in the customer's language."""
    ask: str | None
    """What to ask, in the customer's language."""
    look: str | None
    """What the agent finds out without the customer."""
    do: str | None
    done_when: str | None
    """What the customer reads out when it is solved."""
    end: Literal["solved", "wait", "escalate"] | None
    answers: list[DeskAnswer]


class Desk(TypedDict):
    """``desk``."""

    schema: Literal[1]
    code: str | None
    """The problem code."""
    situation: str | None
    """The six symbols of the situation code."""
    screen: dict[str, Any] | None
    """What the situation code says."""
    off: list[str]
    """What is off about what was typed, if it is not a code."""
    customer_language: str
    """The language of what is to be said and asked."""
    requests: list[str]
    """The ids of failed requests, from a report."""
    rule: str
    """What holds for every call."""
    say: str | None
    """The first sentence to say, in the customer's language."""
    start: str | None
    """The name of the first node."""
    nodes: list[DeskNode]
    """Every node that can be reached."""
