"""What a customer can have in front of them, as far as a situation code says it.

The order of the members, fields and kinds of scenes is part of the format. Whatever is added goes to an end where there
is room, or into a new version of the format; see ``coding``.
"""

from enum import Enum
from typing import NamedTuple

from ava_onboard.domain.progress import Stage, Step
from ava_onboard.domain.situation.facts import Facts, Outline
from ava_onboard.domain.situation.of_commands import OnCard, OnCommandLine, System
from ava_onboard.domain.situation.troubles import Trouble
from ava_onboard.domain.status import Badge

__all__ = [
    "Answered", "Asking", "AtStep", "Busy", "Checked", "Dialog", "Ended", "Field", "InProgress", "NotDeleted", "OnCard",
    "OnCommandLine", "Page", "Pasting", "Place", "Scene", "Situation", "Stopped", "System",
]  # fmt: skip


class Place(Enum):
    """Where the key form is open."""

    GUIDE = "the last step"
    SETTINGS = "the settings"


class Page(Enum):
    """The state of a step's page."""

    CLOSED = "closed"
    OPEN = "open"
    NO_BROWSER = "not opened"


class Field(Enum):
    """What the key field holds."""

    EMPTY = "nothing"
    OFFERED = "nothing, but the clipboard holds a key"
    FILLED = "a text"


class Checked(Enum):
    """Vapi's answer about the key in the form."""

    MAIN = "accepted in the main region"
    EUROPE = "accepted in Europe"
    NOT = "refused, or not checked"


class Dialog(Enum):
    """A dialog that asks for something."""

    SIGN_IN = "sign-in"
    PASSPHRASE = "passphrase"  # noqa: S105 - a name
    NEW_PASSPHRASE = "new passphrase"  # noqa: S105 - a name
    DELETE = "confirmation of a deletion"
    FORGET_STORE = "confirmation that a forgotten store is removed"


class AtStep(NamedTuple):
    """One of the first three steps."""

    step: Step
    page: Page
    trouble: Trouble | None
    """What the message in the head says."""
    outline: Outline


class Busy(NamedTuple):
    """The settings, while the places are asked or the key is being deleted."""

    facts: Facts
    deletes: bool


class NotDeleted(NamedTuple):
    """The settings, after a deletion that was stopped."""

    stage: Stage
    trouble: Trouble | None
    outline: Outline


class Asking(NamedTuple):
    """A dialog, and why it asks."""

    dialog: Dialog
    trouble: Trouble | None
    outline: Outline


class Pasting(NamedTuple):
    """The key form, before a check."""

    place: Place
    field: Field
    trouble: Trouble | None
    outline: Outline


class Answered(NamedTuple):
    """The key form, with Vapi's answer, or while Vapi is asked."""

    place: Place
    checked: Checked
    trouble: Trouble | None
    """Why the key is not accepted; None while Vapi is asked."""
    outline: Outline
    moves: bool = False
    """Whether the key belongs to another organisation than the one before."""


class InProgress(NamedTuple):
    """The key form, while a key is saved."""

    place: Place
    stage: Stage
    keeps: bool
    """Whether a copy is kept on this computer."""
    sends_kept: bool
    """Whether it is the key that is kept on this computer already."""
    checked: Checked
    badge: Badge


class Stopped(NamedTuple):
    """The key form, after a stage has failed."""

    place: Place
    stage: Stage
    keeps: bool
    sends_kept: bool
    checked: Checked
    trouble: Trouble | None
    badge: Badge


class Ended(NamedTuple):
    """The key form, with a saved key."""

    place: Place
    keeps: bool
    sends_kept: bool
    checked: Checked
    moved: bool
    """Whether the key belongs to another organisation than the one before."""
    waited: bool
    """Whether the test with Ava was waited for."""
    trouble: Trouble | None
    """Why the test was not a success."""


Scene = AtStep | OnCard | Busy | NotDeleted | Asking | Pasting | Answered | InProgress | Stopped | Ended | OnCommandLine


class Situation(NamedTuple):
    """Everything that a situation code holds."""

    scene: Scene
    language: str
    """The customer's language."""
    system: System
    store: str
    """The name of the secret store in use; see ``StoreKind``."""
