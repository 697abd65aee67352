"""Clean pasted text. Removes only characters that can never be part of a key."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from itertools import chain

from ava_onboard.domain import control_sequences, surroundings
from ava_onboard.domain.api_key import LONGEST, SHORTEST, UUID, ApiKey
from ava_onboard.domain.hints import Hint, Severity, about_surroundings, hints_of
from ava_onboard.domain.surroundings import Found, Source
from ava_onboard.locales import _, ngettext


class Change(Enum):
    """What was removed or replaced, in the order in which it is shown."""

    SPACES = "spaces"
    LINE_BREAKS = "line breaks"
    INVISIBLE = "invisible characters"
    CONTROL = "control characters"
    QUOTES = "quotes"
    DASHES = "typographic dashes"
    AUTHORIZATION = "Authorization:"
    BEARER = "Bearer"
    ASSIGNMENT = "VAPI_API_KEY="
    PUNCTUATION = "comma, semicolon or full stop"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True)
class Cleaning:
    """What was removed or replaced, and how often."""

    change: Change
    count: int

    @property
    def words(self) -> str:
        """What it was, in the current language."""
        return _WORDS[self.change](self.count).format(count=self.count)


_WORDS: Mapping[Change, Callable[[int], str]] = {
    Change.SPACES: lambda n: ngettext("{count} space", "{count} spaces", n),
    Change.LINE_BREAKS: lambda n: ngettext("{count} line break", "{count} line breaks", n),
    Change.INVISIBLE: lambda n: ngettext("{count} invisible character", "{count} invisible characters", n),
    Change.CONTROL: lambda n: ngettext("{count} control character", "{count} control characters", n),
    Change.QUOTES: lambda n: ngettext("{count} quotation mark", "{count} quotation marks", n),
    Change.DASHES: lambda n: ngettext("{count} typographic dash", "{count} typographic dashes", n),
    Change.AUTHORIZATION: lambda _n: _("“Authorization:”"),
    Change.BEARER: lambda _n: _("“Bearer”"),
    Change.ASSIGNMENT: lambda _n: _("the name before the key"),
    Change.PUNCTUATION: lambda n: ngettext("{count} punctuation mark", "{count} punctuation marks", n),
    Change.REPEATED: lambda n: ngettext("{count} repetition", "{count} repetitions", n),
}


@dataclass(frozen=True, slots=True)
class Pasted:
    """A cleaned text, what was removed, and what the text looks like. Its ``repr`` does not show the text."""

    text: str = field(repr=False)
    cleanings: tuple[Cleaning, ...] = ()
    hints: tuple[Hint, ...] = ()
    """What the text looks like, then why it cannot be sent. One is BLOCKING exactly if there is a text but no
    ``key``."""
    source: Source | None = None
    """What the text was taken from; None if that was nothing but the text."""

    @property
    def key(self) -> ApiKey | None:
        """The text as a key; None if it is empty, or certainly no key of Vapi's that Ava takes."""
        if not self.text or any(hint.severity is Severity.BLOCKING for hint in self.hints):
            return None
        return ApiKey(self.text)

    @property
    def looks_like_key(self) -> bool:
        """Whether it has the form of a key and nothing speaks against it: enough to check it without being asked."""
        return bool(self.hints) and all(hint.severity is Severity.GOOD for hint in self.hints)

    @property
    def is_one_key(self) -> bool:
        """Whether this looks like a key of Vapi's, and like nothing else."""
        return self.looks_like_key and self.source is None


def read(raw: str) -> Pasted:
    """Clean what was pasted or typed, and take a single key out of what is around it.

    Never raises; reading the cleaned ``text`` again does not change it.
    """
    pasted = _read_once(raw)
    while pasted.text != raw and len(pasted.text) <= _LONGEST_WRAPPED:
        raw, again = pasted.text, _read_once(pasted.text)  # what was removed may have kept a key from being found
        if again.text == raw:
            break
        cleanings = () if again.source else _sum(pasted.cleanings, again.cleanings)
        pasted = replace(again, cleanings=cleanings, source=again.source or pasted.source)
    return pasted


def _read_once(raw: str) -> Pasted:
    of_whole: Counter[Change] = Counter()
    whole = _until_stable(_OF_WHOLE_TEXT, raw, of_whole)
    counts = of_whole.copy()
    text = _until_stable(_CLEANINGS, whole, counts) if len(whole) <= _LONGEST_WRAPPED else whole
    found = Found() if _is_one_piece(whole) else surroundings.find(whole)
    if _is_one_piece(text) and not (found.by_form and len(found.keys) > 1):
        found = Found()
    if len(found.keys) > 1:  # what stands before one of them may be another, not its name
        return Pasted(whole, _cleanings(of_whole), _hints(whole, found, whole))
    if len(found.keys) == 1 and text != found.keys[0]:
        text = _until_stable(_CLEANINGS, found.keys[0], Counter())
        return Pasted(text, (), _hints(text, found, whole), surroundings.source_of(whole))
    return Pasted(text, _cleanings(counts), _hints(text, found, whole))


def _is_one_piece(text: str) -> bool:
    """Return whether nothing is taken out of ``text``."""
    return control_sequences.LEFT in text or re.fullmatch(surroundings.ONE_PIECE, text, re.ASCII) is not None


def _sum(*cleanings: tuple[Cleaning, ...]) -> tuple[Cleaning, ...]:
    counts: Counter[Change] = Counter()
    for cleaning in chain(*cleanings):
        counts[cleaning.change] += cleaning.count
    return _cleanings(counts)


def _cleanings(counts: Counter[Change]) -> tuple[Cleaning, ...]:
    return tuple(Cleaning(change, counts[change]) for change in Change if counts[change])


def _hints(text: str, found: Found, whole: str) -> tuple[Hint, ...]:
    """Return what ``text`` looks like, beginning with what ``whole``, the text it was taken from, says about it."""
    public = bool(text) and surroundings.says_public(whole, text)
    hint = about_surroundings(found, public=public)
    if hint is None:
        return hints_of(text)
    return (hint,) if hint.severity is Severity.BLOCKING else (hint, *hints_of(text))


_LONGEST_WRAPPED = 4 * LONGEST
"""Characters of a text that may be one key in a few layers. Nothing around a longer text is removed layer by layer:
that would take too long."""

# Each cleaning function removes something, counts it, and returns the rest.

_QUOTES = "\"'`´‘’‚‛“”„‟«»‹›"
_INVISIBLE = "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
_INVISIBLE += "\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff"
_DASHES = "\u00ad\u2010-\u2015\u2212\ufe58\ufe63\uff0d"
_BREAK = re.compile("\r\n|[\n\r\v\f\u2028\u2029]")
_COUNTED_BY_CHARACTER = {Change.INVISIBLE, Change.QUOTES, Change.PUNCTUATION}


_Clean = Callable[[str, Counter[Change]], str]


def _until_stable(cleanings: tuple[_Clean, ...], text: str, counts: Counter[Change]) -> str:
    """Clean until nothing more is removed. One layer may hide another."""
    for _round in range(len(text) if len(text) <= _LONGEST_WRAPPED else 3):
        before = text
        for clean in cleanings:
            text = clean(text, counts)
        if text == before:
            break
    return text


def _remove_control_sequences(text: str, counts: Counter[Change]) -> str:
    rest, count = control_sequences.remove(text)
    counts[Change.CONTROL] += count
    return rest


def _removing(change: Change, pattern: str) -> _Clean:
    compiled = re.compile(pattern, re.IGNORECASE)

    def remove(text: str, counts: Counter[Change]) -> str:
        for found in compiled.finditer(text):
            counts[change] += len(found[0]) if change in _COUNTED_BY_CHARACTER else 1
        return compiled.sub("", text)

    return remove


_TYPESET_UUID = re.compile(UUID.replace("-(", f"[-{_DASHES}](").replace("}-)", f"}}[-{_DASHES}])"))


def _repair_dashes(text: str, counts: Counter[Change]) -> str:
    """Replace the dashes that a word processor puts in the place of a UUID's hyphens."""

    def repaired(found: re.Match[str]) -> str:
        uuid, count = re.subn(f"[{_DASHES}]", "-", found[0])
        counts[Change.DASHES] += count
        return uuid

    return _TYPESET_UUID.sub(repaired, text)


# A line break as a terminal, a mail (quoted, quoted-printable) or a shell puts it into a long word.
_WRAP = r"(?:[=\\]?(?:\r\n|\n|\r)[ \t>]*+)?"
_WRAPPED_UUID = re.compile(_WRAP.join("-" if n in (8, 13, 18, 23) else "[0-9a-fA-F]" for n in range(36)))
_WRAPPED_SK_LIVE = re.compile(
    rf"\b(sk_live_[\w-]*)[=\\]?(?:\r\n|\n|\r)[ \t>]*+(?!sk_live_|{UUID})([\w-]*\d[\w-]*)(?=[\"']|\s*\Z)", re.ASCII
)


def _join_wrapped(text: str, counts: Counter[Change]) -> str:
    """Join a key that was wrapped. The rest of a key of Ava's guide is told from a word by a digit."""

    def joined(found: re.Match[str]) -> str:
        key = re.sub(r"[^\w-]", "", found[0], flags=re.ASCII)
        _count_white_space("".join(re.findall(r"\s", found[0])), counts)
        return key

    return _WRAPPED_SK_LIVE.sub(joined, _WRAPPED_UUID.sub(joined, text))


def _trim(text: str, counts: Counter[Change]) -> str:
    rest = text.strip()
    start = text.find(rest)
    _count_white_space(text[:start] + text[start + len(rest) :], counts)
    return rest


def _keep_once(text: str, counts: Counter[Change]) -> str:
    """Return the key once if it was pasted several times, with or without white space in between."""
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


_OF_WHOLE_TEXT: tuple[_Clean, ...] = (
    _remove_control_sequences,
    _repair_dashes,
    _removing(Change.INVISIBLE, f"[{_INVISIBLE}]"),
    _join_wrapped,
    _trim,
)
_CLEANINGS: tuple[_Clean, ...] = (
    *_OF_WHOLE_TEXT,
    _removing(Change.QUOTES, rf"\A[{_QUOTES}]+|(?<![{_QUOTES}])[{_QUOTES}]+\Z"),
    _removing(Change.PUNCTUATION, r"(?<![,;.])(?:[,;]+|\.)\Z"),
    _keep_once,
    _removing(Change.AUTHORIZATION, r"\A(?:Proxy-)?Authorization\s*[:=]\s*(?=\S)"),
    _removing(Change.BEARER, r"\ABearer[\s:]+(?=\S)"),
    # VAPI_API_KEY=, export ...=, set ...=, $env:... =, "vapi_api_key": and "Private key:".
    _removing(Change.ASSIGNMENT, r"\A(?:\$env:)?[a-z0-9_ -]{0,40}?(?:key|token)[\"']?\s*[:=]\s*(?=\S)"),
    _join_uuid,
)
