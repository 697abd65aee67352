"""What the settings say beside the status: what is going on, and what each choice does."""

from ava_onboard.domain.attention import Choice
from ava_onboard.domain.status import Status
from ava_onboard.locales import N_, _
from ava_onboard.text.line import Line, Tone, shortened

LETTERS = "ab"
"""The keys that choose, and the signs in front of what they do."""

_CHOICES = {
    Choice.SEND: N_("{here} replaces {ava} at Ava."),
    Choice.SEND_ANYWAY: N_("{here} is sent to Ava, for this account too."),
    Choice.KEEP_AVAS: N_("{ava} stays at Ava; {here} is deleted here."),
    Choice.REPLACE: N_("{here} is replaced by another key."),
}


def how_to() -> str:
    """Return the title of the four steps in short."""
    return _("How do I get a key?")


def what_sending_does() -> str:
    """Return the title of the stages of sending."""
    return _("What sending does")


def looking() -> Line:
    """Say that the places are being asked."""
    return Line("…", Tone.ACTIVE, _("Checking…"))


def choices(status: Status) -> list[Line]:
    """Return what each choice does, behind the key that makes it."""
    here, ava = (shortened(fact.preview or "") for fact in (status.kept, status.at_ava))
    return [
        Line(letter, Tone.NOTE, _(_CHOICES[choice]).format(here=here, ava=ava))
        for letter, choice in zip(LETTERS, status.choices, strict=True)
    ]
