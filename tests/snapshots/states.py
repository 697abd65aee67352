"""Every state that a customer can see, by name, and which of them have a picture."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ava_onboard.tui import themes
from tests.snapshots.dialog_states import DIALOGS
from tests.snapshots.file_states import FILE
from tests.snapshots.key_states import CHECK, FIELD, SAVING
from tests.snapshots.live_states import LIVE
from tests.snapshots.settings_states import SETTINGS
from tests.snapshots.state import State

STATES: Mapping[str, State] = {**FIELD, **CHECK, **SAVING, **SETTINGS, **DIALOGS, **FILE, **LIVE}

SIZES = ((80, 24), (120, 40), (60, 20))
"""Columns and rows. The text of every state is compared in all three, in each language."""

TEXT_ONLY = {
    "cleaned-of-everything",
    "hint-dots",
    "hint-placeholder",
    "hint-preview",
    "hint-address",
    "hint-mail",
    "hint-token",
    "hint-form-of-the-guide",
    "hint-other-service",
    "hint-several-keys",
    "hint-public",
    "hint-cut",
    "hint-space-inside",
    "hint-foreign-letter",
    "hint-too-short",
    "hint-too-long",
    "undecided-down",
    "undecided-web-page",
    "undecided-timeout",
    "keeping-long",
    "keyring-silent",
    "keyring-unsafe",
    "ava-offline",
    "confirming-failed",
    "sign-in-token-refused",
    "qr-account",
    "unlock-damaged",
    "live-expired",
    "live-followed-support",
    "accepted-another-organisation",
    "accepted-no-assistant",
    "ava-refuses-the-key",
    "card-europe-unusable",
    "card-file-open",
    "card-use-not-tested",
    "checking-long",
    "delete-without-effect",
    "keyring-locked",
    "new-passphrase-differs",
    "not-an-ava",
    "rejected-with-a-hint",
    "saved-another-organisation",
    "saved-europe-unusable",
    "saved-no-assistant",
    "saved-not-tested",
    "sending-long",
    "sign-in-again",
    "sign-in-declined",
    "sign-in-demo",
    "step-3-demo",
    "taken-out-of-a-command",
    "undecided-limited",
}
"""States that look like another one but for their words. The others have a picture, in English at 80x24."""

MORE = {
    "120x40": {"step-1", "step-4", "accepted", "card-configured", "profiles"},
    "60x20": {"step-4", "accepted", "card-configured", "unlock"},
    "light": {"step-4", "accepted", "card-configured", "faq", "profiles"},
}
"""States with one more picture: in another size, or in the light theme."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture of a state, in English."""

    state: str
    size: tuple[int, int] = SIZES[0]
    theme: str = themes.DARK

    def __str__(self) -> str:
        size = "" if self.size == SIZES[0] else "-{}x{}".format(*self.size)
        light = "-light" if self.theme == themes.LIGHT else ""
        return f"{self.state}{size}{light}"


def _pictures() -> Iterator[Picture]:
    for name in STATES:
        if name not in TEXT_ONLY:
            yield Picture(name)
        for size in SIZES[1:]:
            if name in MORE["{}x{}".format(*size)]:
                yield Picture(name, size)
        if name in MORE["light"]:
            yield Picture(name, theme=themes.LIGHT)


PICTURES = tuple(_pictures())
"""Every picture."""
