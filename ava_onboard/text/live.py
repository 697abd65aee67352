"""What the live mirror says to the customer."""

from ava_onboard.locales import N_, _
from ava_onboard.text import keys

OFFER = N_("Let support follow")
"""The name of the live mirror."""
STOP = N_("Stop it")
REFUSE = N_("No")
_LONGEST_NAME = 24
"""Cells that are left for a name in the head."""


def mark(agent: str, *, short: bool) -> str:
    """Return the mark that stands in the head while an agent sees the screen."""
    name = agent if len(agent) <= _LONGEST_NAME else agent[: _LONGEST_NAME - 1] + "…"
    return f"● {name}" if short else "● " + _("{name} sees your step").format(name=name)


def begun() -> str:
    """Return how to end what has begun: who sees the screen stands beside it."""
    return _("{key} ends that at any time.").format(key=keys.named("Esc"))


def wants_to_see(agent: str) -> str:
    """Say that an agent has given the code."""
    return _("{name} wants to see your step.").format(name=agent)


def allow() -> str:
    """Return the label of the button that confirms."""
    return _("Let them see it")


def asking() -> str:
    """Say that Ava is being asked for a code."""
    return _("Asking Ava for a code…")


def read_out() -> str:
    """Return what to do with the code."""
    return _("Read these six symbols to support. They are valid once, for 20 minutes.")


def waiting() -> str:
    """Say that nobody has given the code yet."""
    return _("Waiting for support to enter it.")


def what_is_seen() -> str:
    """Return what an agent sees, and what not."""
    return _("They see which screen you have, not what is typed there, your key or your name. You confirm first.")


def stopped() -> str:
    """Say that nobody sees the screen any more, because the person wanted that."""
    return _("Nobody sees your step any more.")


def ended(agent: str) -> str:
    """Say that an agent no longer sees the screen, because the time is up or Ava has ended it."""
    return _("{name} no longer sees your step: the session has ended.").format(name=agent)


def code_expired() -> str:
    """Say that nobody has entered the code in time."""
    return _("The code is no longer valid. Close this, and ask for another one.")
