"""Clean pasted text. Removes only characters that can never be part of a key."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from ava_onboard.domain.api_key import LONGEST, SHORTEST, ApiKey
from ava_onboard.domain.hints import UUID, Hint, Severity, hints_of
from ava_onboard.locales import _, ngettext


class Change(Enum):
    """What was removed, in the order in which it is shown."""

    SPACES = "spaces"
    LINE_BREAKS = "line breaks"
    INVISIBLE = "invisible characters"
    CONTROL = "control characters"
    QUOTES = "quotes"
    AUTHORIZATION = "Authorization:"
    BEARER = "Bearer"
    ASSIGNMENT = "VAPI_API_KEY="
    PUNCTUATION = "comma or semicolon"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True)
class Cleaning:
    """What was removed, and how often."""

    change: Change
    count: int

    @property
    def sentence(self) -> str:
        """What was removed, in the current language."""
        return _SENTENCES[self.change](self.count).format(count=self.count)


_SENTENCES: Mapping[Change, Callable[[int], str]] = {
    Change.SPACES: lambda n: ngettext("{count} space removed", "{count} spaces removed", n),
    Change.LINE_BREAKS: lambda n: ngettext("{count} line break removed", "{count} line breaks removed", n),
    Change.INVISIBLE: lambda n: ngettext(
        "{count} invisible character removed", "{count} invisible characters removed", n
    ),
    Change.CONTROL: lambda n: ngettext("{count} control character removed", "{count} control characters removed", n),
    Change.QUOTES: lambda n: ngettext("{count} quotation mark removed", "{count} quotation marks removed", n),
    Change.AUTHORIZATION: lambda _n: _("“Authorization:” removed"),
    Change.BEARER: lambda _n: _("“Bearer” removed"),
    Change.ASSIGNMENT: lambda _n: _("Name before the key removed"),
    Change.PUNCTUATION: lambda n: ngettext("{count} punctuation mark removed", "{count} punctuation marks removed", n),
    Change.REPEATED: lambda n: ngettext("Pasted twice: kept once", "Pasted several times: kept once", n),
}


@dataclass(frozen=True, slots=True)
class Pasted:
    """A cleaned text, what was removed, and what the text looks like. Its ``repr`` does not show the text."""

    text: str = field(repr=False)
    cleanings: tuple[Cleaning, ...] = ()
    hints: tuple[Hint, ...] = ()
    """At most two: what the text looks like, then why it cannot be sent. One is BLOCKING exactly if there is a text
    but no ``key``."""

    @property
    def key(self) -> ApiKey | None:
        """The text as a key; None if it is empty, not printable ASCII, or of a length that Ava refuses."""
        if not self.text or any(hint.severity is Severity.BLOCKING for hint in self.hints):
            return None
        return ApiKey(self.text)


def read(raw: str) -> Pasted:
    """Clean what was pasted or typed. Never raises; reading the cleaned ``text`` again changes nothing."""
    counts: Counter[Change] = Counter()
    text, before = raw, None
    while text != before:
        before = text
        for clean in _CLEANINGS:
            text = clean(text, counts)
    return Pasted(text, tuple(Cleaning(change, counts[change]) for change in Change if counts[change]), hints_of(text))


# Each cleaning function removes something, counts it, and returns the rest.

_QUOTES = "\"'`´‘’‚‛“”„‟«»‹›"
_INVISIBLE = "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
_INVISIBLE += "\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff"
_BREAK = re.compile("\r\n|[\n\r\v\f\u2028\u2029]")
_COUNTED_BY_CHARACTER = {Change.INVISIBLE, Change.QUOTES, Change.PUNCTUATION}


def _removing(change: Change, pattern: str) -> Callable[[str, Counter[Change]], str]:
    compiled = re.compile(pattern, re.IGNORECASE)

    def remove(text: str, counts: Counter[Change]) -> str:
        for found in compiled.finditer(text):
            counts[change] += len(found[0]) if change in _COUNTED_BY_CHARACTER else 1
        return compiled.sub("", text)

    return remove


def _trim(text: str, counts: Counter[Change]) -> str:
    rest = text.strip()
    start = text.find(rest)
    _count_white_space(text[:start] + text[start + len(rest) :], counts)
    return rest


def _keep_once(text: str, counts: Counter[Change]) -> str:
    """Return the key once if it was pasted several times, with or without white space in between."""
    if len(text) > 4 * LONGEST:
        return text
    found = re.fullmatch(rf"(.{{{SHORTEST},}}?)(?:\s*\1)+", text, re.DOTALL)
    if not found or len(set(found[1])) <= 4:  # xxxxxxxx... is one placeholder, not many
        return text
    counts[Change.REPEATED] += text.count(found[1]) - 1
    return found[1]


def _join_uuid(text: str, counts: Counter[Change]) -> str:
    """Join a UUID that spaces or line breaks split. Other texts may be words and stay as they are."""
    joined = "".join(text.split())
    if joined == text or not re.fullmatch(UUID, joined):
        return text
    _count_white_space("".join(re.findall(r"\s", text)), counts)
    return joined


def _count_white_space(removed: str, counts: Counter[Change]) -> None:
    rest, breaks = _BREAK.subn("", removed)
    spaces = sum(character in " \t" for character in rest)
    for change, count in (
        (Change.LINE_BREAKS, breaks),
        (Change.SPACES, spaces),
        (Change.INVISIBLE, len(rest) - spaces),
    ):
        counts[change] += count


_CLEANINGS: tuple[Callable[[str, Counter[Change]], str], ...] = (
    # The marks that a terminal puts around a paste, with or without their escape character.
    _removing(Change.CONTROL, r"\x1b\[20[01]~|\A(?:\^\[)?\[200~|(?:\^\[)?\[201~\Z"),
    _removing(Change.CONTROL, r"[\x00-\x08\x0e-\x1f\x7f-\x9f]"),
    _removing(Change.INVISIBLE, f"[{_INVISIBLE}]"),
    _trim,
    _removing(Change.QUOTES, rf"\A[{_QUOTES}]+|(?<![{_QUOTES}])[{_QUOTES}]+\Z"),
    _removing(Change.PUNCTUATION, r"(?<![,;])[,;]+\Z"),
    _keep_once,
    _removing(Change.AUTHORIZATION, r"\A(?:Proxy-)?Authorization\s*[:=]\s*(?=\S)"),
    _removing(Change.BEARER, r"\ABearer[\s:]+(?=\S)"),
    # VAPI_API_KEY=, export ...=, set ...=, $env:... =, "vapi_api_key": and "Private key:".
    _removing(Change.ASSIGNMENT, r"\A(?:\$env:)?[a-z0-9_ -]{0,40}?(?:key|token)[\"']?\s*[:=]\s*(?=\S)"),
    _join_uuid,
)
