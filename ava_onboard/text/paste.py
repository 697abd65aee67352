"""Remarks about pasted text: what was removed, and what the rest looks like."""

from ava_onboard.domain.failure import Failure
from ava_onboard.domain.hints import Severity
from ava_onboard.domain.pasted import Pasted
from ava_onboard.locales import _
from ava_onboard.text import problem
from ava_onboard.text.line import Line, Tone, aside, shortened

_SIGNS = {Severity.BLOCKING: ("✗", Tone.BAD), Severity.DOUBT: ("▲", Tone.DOUBT), Severity.GOOD: ("▸", Tone.NOTE)}
"""A good look is not green: only Vapi's answer proves a key."""


def remarks(pasted: Pasted) -> list[Line]:
    """Return a line about what was removed, if anything was, and at most two hints with the code of the first.

    A good look is shown only by itself.
    """
    hints = [hint for hint in pasted.hints if hint.severity is not Severity.GOOD] or pasted.hints
    codes = [aside(problem.codes(Failure(hint.problem))) for hint in hints[:1] if hint.problem]
    return [*removed(pasted), *(Line(*_SIGNS[hint.severity], hint.sentence) for hint in hints[:2]), *codes]


def removed(pasted: Pasted) -> list[Line]:
    """Return one line about what was removed; nothing if the text is as it was pasted."""
    if pasted.source and pasted.key:
        return [Line("✓", Tone.ACTIVE, pasted.source.sentence(shortened(pasted.key.preview)))]
    if not pasted.cleanings:
        return []
    listed = ", ".join(cleaning.words for cleaning in pasted.cleanings)
    return [Line("✓", Tone.ACTIVE, _("Cleaned: {list}.").format(list=listed))]


def offer(preview: str) -> Line:
    """Say that the clipboard holds what looks like a key."""
    words = _("Your clipboard seems to hold a Vapi key: {preview}")
    return Line("●", Tone.ACTIVE, words.format(preview=shortened(preview)))


def still_on_clipboard() -> str:
    """Say that a key that was taken from the clipboard is still there."""
    return _("The key is still on your clipboard: copy something else when you are done.")


def refusal(pasted: Pasted) -> str:
    """Return why the text is certainly no key; empty if it may be one."""
    return next((hint.sentence for hint in pasted.hints if hint.severity is Severity.BLOCKING), "")


def not_readable_here() -> str:
    """Say that a key was not put into a field that shows its text."""
    return _("That is a key: it was left out, since this field shows what is in it.")


def looks_like_key_here() -> str:
    """Say that what was entered in place of a password may be a key."""
    return _("That looks like a Vapi key, which is not asked for here.")


def send_all_the_same() -> str:
    """Ask whether it is what Ava has asked for."""
    return _("Send it to Ava all the same?")


def missing() -> str:
    """Return what to do while there is nothing to check."""
    return _("Paste your key first.")
