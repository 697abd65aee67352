"""Remarks about pasted text: what was removed, and what the rest looks like."""

from ava_onboard.domain.hints import Severity
from ava_onboard.domain.pasted import Pasted
from ava_onboard.locales import _
from ava_onboard.text.line import Line, Tone

_SIGNS = {Severity.BLOCKING: ("✗", Tone.BAD), Severity.DOUBT: ("▲", Tone.DOUBT), Severity.GOOD: ("✓", Tone.GOOD)}


def remarks(pasted: Pasted) -> list[Line]:
    """Return one line about the cleaning, if there was any, and at most two hints."""
    cleaned = " · ".join(cleaning.sentence for cleaning in pasted.cleanings)
    hints = [Line(*_SIGNS[hint.severity], hint.sentence) for hint in pasted.hints]
    return [Line("✓", Tone.ACTIVE, cleaned), *hints] if cleaned else hints


def missing() -> str:
    """Return what to do while there is nothing to check."""
    return _("Paste your key first.")
