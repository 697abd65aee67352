"""What a call leaves in the log of the desk."""

from typing import Literal, NamedTuple

Kind = Literal["call", "heard", "situation", "report", "answer", "back", "note", "hand-over", "live"]


class Event(NamedTuple):
    """One line of the log. It holds no text of the customer's but a note, which was checked."""

    kind: Kind
    code: str | None = None
    """The problem code or the situation code."""
    node: str | None = None
    """The question."""
    answer: int | None = None
    """The number of the answer, from 1."""
    text: str | None = None
    """The note."""
