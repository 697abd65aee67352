"""Every state that a customer can see, by name, and the pictures that are taken of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ava_onboard.tui import themes
from tests.snapshots.dialog_states import DIALOGS
from tests.snapshots.file_states import FILE
from tests.snapshots.key_states import CHECK, FIELD, SAVING
from tests.snapshots.settings_states import SETTINGS
from tests.snapshots.state import Show, State

STATES: Mapping[str, State] = {**FIELD, **CHECK, **SAVING, **SETTINGS, **DIALOGS, **FILE}

LANGUAGES = ("en", "fr")
"""Those that have pictures."""

LARGE, USUAL, SMALL = (120, 40), (80, 24), (60, 20)


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture of a state."""

    name: str
    language: str
    size: tuple[int, int] = USUAL
    theme: str = themes.DARK.name

    @property
    def state(self) -> State:
        """What is in the picture."""
        return STATES[self.name]

    def __str__(self) -> str:
        light = "-light" if self.theme == themes.LIGHT.name else ""
        return f"{self.name}-{self.language}-{self.size[0]}x{self.size[1]}{light}"


def pictures() -> Iterator[Picture]:
    """All pictures: every state in both languages at 80x24, the main ones larger, smaller or in the light theme too."""
    for name, state in STATES.items():
        for language in LANGUAGES:
            yield Picture(name, language)
            if Show.LARGE in state.show:
                yield Picture(name, language, LARGE)
        if Show.SMALL in state.show:
            yield Picture(name, "fr", SMALL)
        if Show.LIGHT in state.show:
            yield Picture(name, "en", theme=themes.LIGHT.name)
