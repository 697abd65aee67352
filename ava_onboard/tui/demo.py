"""What the demo shows on demand: its account and its sample keys."""

from typing import NamedTuple


class DemoKey(NamedTuple):
    """A key to try. It is no secret: only the demo's own services know it."""

    text: str
    behaviour: str
    """What it does, English and marked for translation."""


class Demo(NamedTuple):
    """The make-believe world that the app runs in."""

    identifier: str
    password: str
    keys: tuple[DemoKey, ...]
