"""Guess what a pasted text is, without a request. A hint never rejects a key for its prefix: only Vapi decides."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from ava_onboard.domain.api_key import LONGEST, SHORTEST
from ava_onboard.locales import N_, _

UUID = r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
"""The format of Vapi's keys today, private and public."""


class Severity(Enum):
    """Whether a text can be checked with Vapi."""

    BLOCKING = "blocking"
    """It cannot be sent as a key."""
    DOUBT = "doubt"
    """It looks like something other than a key, but may be checked."""
    GOOD = "good"
    """It looks like a key."""


class Look(Enum):
    """What a text looks like."""

    NAME = "the key's name"
    MASKED = "dots of a hidden field"
    PLACEHOLDER = "placeholder"
    PREVIEW = "preview"
    URL = "web address"
    MAIL = "e-mail address"
    TOKEN = "access token"  # noqa: S105 - a description, not a token
    UUID = "today's keys"
    SK_LIVE = "the guide's keys"
    WHITE_SPACE = "white space inside"
    FOREIGN = "not ASCII"
    TOO_SHORT = "too short"
    TOO_LONG = "too long"


@dataclass(frozen=True, slots=True)
class Hint:
    """A guess about a text."""

    look: Look
    severity: Severity
    message: str
    """English, marked for translation."""
    values: Mapping[str, str | int] = field(default_factory=dict)
    """Values for the placeholders: lengths, a position, at most one character of the text."""

    @property
    def sentence(self) -> str:
        """The hint in the current language."""
        return _(self.message).format_map(self.values)


@dataclass(frozen=True, slots=True)
class _Rule:
    look: Look
    severity: Severity
    pattern: str
    message: str


_LOOKS_LIKE = (
    _Rule(
        Look.NAME,
        Severity.DOUBT,
        r"\Aava\W?ai\W*production",
        N_("This is the name of the key. Copy the key itself: the icon beside the dots."),
    ),
    _Rule(
        Look.URL,
        Severity.DOUBT,
        r"\A[a-z]+://|\A(?:www\.|[a-z.]+\.(?:ai|com|io)(?:/|\Z))",
        N_("This is a web address. Paste the key itself, from the API Keys page."),
    ),
    _Rule(
        Look.MAIL,
        Severity.DOUBT,
        r"\A[^@\s]+@[^@\s]+\.[^@\s.]+\Z",
        N_("This is an e-mail address. Paste the key itself, from the API Keys page."),
    ),
    _Rule(
        Look.TOKEN,
        Severity.DOUBT,
        r"\Aeyj[\w-]+\.[\w-]+\.[\w-]*\Z",
        N_("This looks like an access token (Ava's, perhaps), not like a Vapi key."),
    ),
    _Rule(
        Look.MASKED,
        Severity.DOUBT,
        r"[•●∙·⋅*]{3,}|\A[.…]+\Z",
        N_("These are the dots that hide the key. Click the copy icon beside them."),
    ),
    _Rule(
        Look.PLACEHOLDER,
        Severity.DOUBT,
        r"\A(?:sk_(?:live|test)_)?[x.…_-]{3,}\Z|\A(.)(?:\1|-){7,}\Z|\A[<{\[].*[>}\]]\Z"
        r"|\b(?:your|votre|my)[-_ ]|[-_ ]here\Z|placeholder|change-?me|example",
        N_("This looks like an example from a guide. Paste your own key."),
    ),
    _Rule(
        Look.PREVIEW,
        Severity.DOUBT,
        r"\A[\w-]{4,12}(?:\.\.\.?|…)\Z",
        N_("This is only the start of a key. Copy all of it."),
    ),
    _Rule(
        Look.UUID, Severity.GOOD, rf"\A{UUID}\Z", N_("This looks like a Vapi key. Private or public? Vapi will tell.")
    ),
    _Rule(
        Look.SK_LIVE,
        Severity.GOOD,
        r"\Ask_live_[\w-]{8,200}\Z",
        N_("This looks like the key in Ava's guide. Vapi will tell whether it is good."),
    ),
)

_UNSENDABLE = (
    _Rule(
        Look.WHITE_SPACE,
        Severity.BLOCKING,
        r"\s",
        N_("There is a space or a line break inside. Copy the key again, in one piece."),
    ),
    _Rule(
        Look.FOREIGN,
        Severity.BLOCKING,
        r"[^!-~]",
        N_("Character {position}, {character}, is never part of a key. Copy the key again."),
    ),
    _Rule(
        Look.TOO_SHORT,
        Severity.BLOCKING,
        rf"\A.{{1,{SHORTEST - 1}}}\Z",
        N_("Too short: {length} characters. A key has at least {shortest}."),
    ),
    _Rule(
        Look.TOO_LONG,
        Severity.BLOCKING,
        rf"\A.{{{LONGEST + 1}}}",
        N_("Too long: {length} characters. A key has at most {longest}."),
    ),
)


def hints_of(text: str) -> tuple[Hint, ...]:
    """Return at most two hints about a cleaned text: what it looks like, then why it cannot be sent as a key."""
    looks_like = _first_match(_LOOKS_LIKE, text, re.IGNORECASE | re.ASCII)
    unsendable = _first_match(_UNSENDABLE, text)
    return tuple(hint for hint in (looks_like, unsendable) if hint)


def _first_match(rules: tuple[_Rule, ...], text: str, flags: int = 0) -> Hint | None:
    for rule in rules:
        if found := re.search(rule.pattern, text, flags):
            values: dict[str, str | int] = {
                "position": found.start() + 1,
                "character": _shown(found[0][:1]),
                "length": len(text),
                "shortest": SHORTEST,
                "longest": LONGEST,
            }
            return Hint(rule.look, rule.severity, rule.message, values)
    return None


def _shown(character: str) -> str:
    """Return a character for the screen: itself if it is visible, and its number."""
    number = f"U+{ord(character):04X}"
    return f"{character} ({number})" if character.isprintable() else number
