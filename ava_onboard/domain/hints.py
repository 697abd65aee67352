"""Guess what a pasted text is, without a request.

What is certainly no key of Vapi's is not sent to anyone. Everything else may be: only Vapi decides.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from ava_onboard.domain import control_sequences, foreign_keys, problems
from ava_onboard.domain.api_key import LONGEST, SHORTEST, SK_LIVE, UUID
from ava_onboard.domain.failure import Problem
from ava_onboard.domain.surroundings import Found
from ava_onboard.locales import N_, _, ngettext


class Severity(Enum):
    """Whether a text can be checked with Vapi."""

    BLOCKING = "blocking"
    """It is certainly no key, so it is not sent."""
    DOUBT = "doubt"
    """It looks like something other than a key, but may be checked."""
    GOOD = "good"
    """It looks like a key."""


class Look(Enum):
    """What a text looks like."""

    MANY = "several keys"
    ID = "called an id"
    PUBLIC = "called public"
    CONTROL = "control sequence"
    NAME = "the key's name"
    MASKED = "dots of a hidden field"
    PLACEHOLDER = "placeholder"
    PREVIEW = "preview"
    URL = "web address"
    MAIL = "e-mail address"
    TOKEN = "access token"  # noqa: S105 - a description, not a token
    OTHER_SERVICE = "key of another service"
    UUID = "today's keys"
    SK_LIVE = "the guide's keys"
    CUT = "today's keys, cut"
    TOO_MUCH = "today's keys, and more"
    WRONG_CHARACTER = "today's keys, with a wrong character"
    WHITE_SPACE = "white space inside"
    FOREIGN = "not ASCII"
    TOO_SHORT = "too short"
    TOO_LONG = "too long"


Values = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Hint:
    """A guess about a text."""

    look: Look
    severity: Severity
    values: Values = field(default_factory=dict)
    """Values for the placeholders: counts, a position, a service, at most one character of the text."""

    @property
    def problem(self) -> Problem | None:
        """What support calls it; None for a good look."""
        return _PROBLEMS.get(self.look)

    @property
    def sentence(self) -> str:
        """The hint in the current language."""
        sentence = _SENTENCES[self.look]
        words = _(sentence) if isinstance(sentence, str) else sentence(int(self.values["count"]))
        return words.format_map(self.values)


_SENTENCES: Mapping[Look, str | Callable[[int], str]] = {
    Look.MANY: N_("There are {count} possible keys in there. Paste only the private one."),
    Look.ID: N_("This is labelled as an id. Click the eye: the key replaces the dots."),
    Look.PUBLIC: N_("Pasted with the word “public”: Ava needs a key from Private API Keys."),
    Look.CONTROL: N_("There is part of a terminal's control sequence in there. Copy the key again."),
    Look.NAME: N_("This is the name of the key. Copy the key itself: the icon beside the dots."),
    Look.MASKED: N_("These are the dots that hide the key. Click the copy icon beside them."),
    Look.PLACEHOLDER: N_("This looks like an example from a guide. Paste your own key."),
    Look.PREVIEW: N_("This is only the start of a key. Copy all of it, with the copy icon."),
    Look.URL: N_("This is a web address. Paste the key itself, from the API Keys page."),
    Look.MAIL: N_("This is an e-mail address. Paste the key itself, from the API Keys page."),
    Look.TOKEN: N_("This is an access token (it starts with “eyJ”), not a Vapi key."),
    Look.OTHER_SERVICE: N_("This key is for {service}, not for Vapi. Paste the one from the API Keys page."),
    Look.UUID: N_("This looks like a Vapi key. Private or public? Vapi will tell."),
    Look.SK_LIVE: N_("This looks like the key in Ava's guide. Vapi will say whether it accepts it."),
    Look.CUT: lambda n: ngettext(
        "{count} character is missing: the key was cut. Use the copy icon.",
        "{count} characters are missing: the key was cut. Use the copy icon.",
        n,
    ),
    Look.TOO_MUCH: lambda n: ngettext(
        "{count} character too many for a Vapi key. Copy it again with the icon.",
        "{count} characters too many for a Vapi key. Copy it again with the icon.",
        n,
    ),
    Look.WRONG_CHARACTER: N_("Character {position}, {character}, is not one of 0–9 and a–f. Use the copy icon."),
    Look.WHITE_SPACE: N_("There is a space or a line break inside. Copy the key again, in one piece."),
    Look.FOREIGN: N_("Character {position}, {character}, is never part of a key. Copy the key again."),
    Look.TOO_SHORT: lambda n: ngettext(
        "Too short: {count} character. A key has at least {shortest}.",
        "Too short: {count} characters. A key has at least {shortest}.",
        n,
    ),
    Look.TOO_LONG: N_("Too long: {count} characters. A key has at most {longest}."),
}

_PROBLEMS = {
    Look.MANY: problems.PASTED_SEVERAL_KEYS,
    Look.ID: problems.PASTED_ID,
    Look.PUBLIC: problems.PASTED_PUBLIC,
    Look.CONTROL: problems.PASTED_CONTROL_SEQUENCE,
    Look.NAME: problems.PASTED_NAME,
    Look.MASKED: problems.PASTED_DOTS,
    Look.PLACEHOLDER: problems.PASTED_EXAMPLE,
    Look.PREVIEW: problems.PASTED_START,
    Look.URL: problems.PASTED_ADDRESS,
    Look.MAIL: problems.PASTED_MAIL,
    Look.TOKEN: problems.PASTED_TOKEN,
    Look.OTHER_SERVICE: problems.PASTED_OTHER_SERVICE,
    Look.CUT: problems.PASTED_CUT,
    Look.TOO_MUCH: problems.PASTED_MORE,
    Look.WRONG_CHARACTER: problems.PASTED_WRONG_CHARACTER,
    Look.WHITE_SPACE: problems.PASTED_WHITE_SPACE,
    Look.FOREIGN: problems.PASTED_FOREIGN,
    Look.TOO_SHORT: problems.PASTED_TOO_SHORT,
    Look.TOO_LONG: problems.PASTED_TOO_LONG,
}

_Recognise = Callable[[str], Values | None]
"""Returns the values of the hint if a text has a look, else None."""


def _matching(pattern: str, flags: int = re.ASCII | re.IGNORECASE) -> _Recognise:
    """Recognise a text by a regular expression; its first character found is a value of the hint."""
    compiled = re.compile(pattern, flags)

    def recognise(text: str) -> Values | None:
        found = compiled.search(text)
        return _values(text, found.start()) if found else None

    return recognise


def _values(text: str, position: int) -> Values:
    return {
        "position": position + 1,
        "character": _shown(text[position : position + 1]),
        "count": len(text),
        "shortest": SHORTEST,
        "longest": LONGEST,
    }


def _other_service(text: str) -> Values | None:
    service = foreign_keys.service_of(text)
    return {"service": service} if service else None


def _token(text: str) -> Values | None:
    return {} if foreign_keys.has_access_token(text) else None


_LENGTH = 36
_TEMPLATE = "h" * 8 + "-hhhh" * 3 + "-" + "h" * 12
_SHORTEST_CUT = 13


def _form(text: str) -> str:
    """Return a text with ``h`` for each hexadecimal digit."""
    return re.sub("[0-9a-fA-F]", "h", text)


def _cut(text: str) -> Values | None:
    """Recognise a part of a UUID, or a UUID that lacks digits or hyphens."""
    missing = _LENGTH - len(text)
    if not 0 < missing <= _LENGTH - _SHORTEST_CUT or not re.fullmatch("[0-9a-fA-F-]+", text):
        return None
    without_hyphens = len(text) == _LENGTH - _TEMPLATE.count("-")
    return {"count": missing} if "-" in text or without_hyphens else None


def _too_much(text: str) -> Values | None:
    """Recognise a UUID with more before it or behind it."""
    extra = len(text) - _LENGTH
    if not 0 < extra <= LONGEST or re.search(r"\s", text):
        return None
    return {"count": extra} if re.search(rf"\A{UUID}|{UUID}\Z", text) else None


def _wrong_character(text: str) -> Values | None:
    """Recognise a UUID of which up to four digits are other letters, or more if all are o for 0, or i or l for 1."""
    if len(text) != _LENGTH or text.count("-") != 4 or [i for i in range(_LENGTH) if text[i] == "-"] != [8, 13, 18, 23]:
        return None
    wrong = [i for i, character in enumerate(_form(text)) if character not in "h-"]
    mistyped = 0 < len(wrong) <= 4 or (wrong and all(text[i] in "oOiIl" for i in wrong))
    return _values(text, wrong[0]) if mistyped else None


def _several(text: str) -> Values | None:
    """Recognise different keys one after the other."""
    keys = set(re.findall(UUID, text))
    return {"count": len(keys)} if len(keys) > 1 else None


_TOP_LEVEL = (
    "ai|app|at|be|biz|bzh|ca|ch|ci|cloud|co|com|de|dev|dk|dz|es|eu|fi|fr|gf|gp|health|ie|il|immo|info|io|it|lu|ma|mc|me"
    "|mq|net|nl|no|online|org|paris|pl|pro|pt|re|ro|se|shop|site|sn|store|tech|tn|tv|uk|us|xyz"
)
_HOST = r"(?:[a-z0-9-]+\.)+"
_MACHINE = r"(?:localhost|\d{1,3}(?:\.\d{1,3}){3})"
_DOTS = "•●∙·⋅*○◦▪■⚫⬤․・．"
_MAIL = rf"[\w.!#$%&'*+/=?^`{{|}}~-]+@{_HOST}[a-z]{{2,}}"

# What is certainly no key comes first; the first look that fits counts.
_LOOKS_LIKE: tuple[tuple[Look, Severity, _Recognise], ...] = (
    (Look.CONTROL, Severity.BLOCKING, _matching(control_sequences.LEFT)),
    (Look.NAME, Severity.BLOCKING, _matching(r"\Aava\W?ai\W*production")),
    (Look.MAIL, Severity.BLOCKING, _matching(rf"\A(?:[^@<]*<)?(?:mailto:)?{_MAIL}>?\Z")),
    (
        Look.URL,
        Severity.BLOCKING,
        _matching(
            rf"\A<?(?:[a-z][a-z0-9+.-]{{0,20}}:)?//|\A<?www\.|\A(?:{_HOST}(?:{_TOP_LEVEL})|{_MACHINE})(?::\d+)?(?:[/?#]|\Z)"
        ),
    ),
    (Look.TOKEN, Severity.BLOCKING, _token),
    (Look.OTHER_SERVICE, Severity.BLOCKING, _other_service),
    (
        Look.URL,
        Severity.BLOCKING,
        _matching(rf"://|%3A%2F%2F|\bhttps?:|\A(?:{_HOST}[a-z]{{2,}}|\[[0-9a-f:.]+\])(?::\d+)?/"),
    ),
    (Look.MAIL, Severity.BLOCKING, _matching(r"[\w.!#$%&'*+/=?^`{|}~-]@[a-z0-9]")),
    (Look.MASKED, Severity.BLOCKING, _matching(rf"[{_DOTS}]{{3,}}|\A[{_DOTS}.…\s]+\Z")),
    (
        Look.PLACEHOLDER,
        Severity.DOUBT,
        _matching(
            r"\A(?:sk_(?:live|test)_)?[x.…_-]{3,}\Z|\A([^-])(?:\1|-){7,}\Z|\A[<{\[][^:\"']*[>}\]]\Z"
            r"|\b(?:your|votre|my)[-_ ]|[-_ ]here\Z|placeholder|change-?me|example"
        ),
    ),
    (Look.PREVIEW, Severity.BLOCKING, _matching(r"\A[\w-]{4,40}(?:\.\.\.?|…)\Z")),
    (Look.UUID, Severity.GOOD, _matching(rf"\A{UUID}\Z")),
    (Look.SK_LIVE, Severity.GOOD, _matching(rf"\A{SK_LIVE}\Z", re.ASCII)),
    (Look.MANY, Severity.BLOCKING, _several),
    (Look.CUT, Severity.DOUBT, _cut),
    (Look.TOO_MUCH, Severity.DOUBT, _too_much),
    (Look.WRONG_CHARACTER, Severity.DOUBT, _wrong_character),
)

_UNSENDABLE: tuple[tuple[Look, Severity, _Recognise], ...] = (
    (Look.WHITE_SPACE, Severity.BLOCKING, _matching(r"\s", 0)),
    (Look.FOREIGN, Severity.BLOCKING, _matching("[^!-~]", 0)),
    (Look.TOO_SHORT, Severity.BLOCKING, _matching(rf"\A.{{1,{SHORTEST - 1}}}\Z", 0)),
    (Look.TOO_LONG, Severity.BLOCKING, _matching(rf"\A.{{{LONGEST + 1}}}", 0)),
)


def hints_of(text: str) -> tuple[Hint, ...]:
    """Return at most two hints about a cleaned text: what it looks like, then why it cannot be sent as a key.

    The second one is left out if the first already says so.
    """
    looks_like = _first(_LOOKS_LIKE, text)
    blocked = looks_like and looks_like.severity is Severity.BLOCKING
    unsendable = None if blocked else _first(_UNSENDABLE, text)
    return tuple(hint for hint in (looks_like, unsendable) if hint)


def about_surroundings(found: Found, *, public: bool) -> Hint | None:
    """Return the hint about what was around a key: several keys, an id, the word "public"; None if there is none."""
    if len(found.keys) > 1:
        return Hint(Look.MANY, Severity.BLOCKING, {"count": len(found.keys)})
    if found.id and not found.keys:
        return Hint(Look.ID, Severity.BLOCKING)
    return Hint(Look.PUBLIC, Severity.DOUBT) if public else None


def _first(rules: tuple[tuple[Look, Severity, _Recognise], ...], text: str) -> Hint | None:
    for look, severity, recognise in rules:
        values = recognise(text)
        if values is not None:
            return Hint(look, severity, values)
    return None


def _shown(character: str) -> str:
    """Return a character for the screen: itself if it is visible, and its number."""
    number = f"U+{ord(character):04X}"
    return f"{character} ({number})" if character.isprintable() else number
