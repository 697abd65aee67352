"""What the demo shows on demand: its account and its sample keys."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DemoKey:
    """A key to try. It is no secret: only the demo's own services know it."""

    text: str
    behaviour: str
    """What it does, English and marked for translation."""


@dataclass(frozen=True, slots=True)
class Demo:
    """The make-believe world that the app runs in."""

    identifier: str
    password: str
    keys: tuple[DemoKey, ...]
