"""Before the app: whether the terminal can show it, and how Textual is imported faster."""

import gc
import os
import sys
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ava_onboard.cli.console import Console
    from ava_onboard.config import Config

_PALETTE = "textual.command"


class _StandIn(ModuleType):
    """A module with a class of every name."""

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


def can_show_app(settings: "Config", console: "Console") -> bool:
    """Whether someone sits at a terminal that can show the app, and wants to see it."""
    if settings.accessible or console.no_input or os.environ.get("TERM") == "dumb":
        return False
    return bool(sys.stdin and sys.stdin.isatty() and sys.stdout and sys.stdout.isatty())


def prepare() -> None:
    """Import Textual and set what makes the app start faster."""
    gc.disable()  # collecting while modules load costs a tenth of the start; the app switches it on again
    os.environ.setdefault("ESCDELAY", "50")  # Textual waits this many ms for what may follow an Escape
    import_textual()


def import_textual() -> None:
    """Import Textual without its command palette: this app has a menu instead.

    The palette imports fields, lists and trees that the first screen does not need, a tenth of the start-up time. It
    can still be imported later. A version of Textual that needs it is imported whole.
    """
    if "textual" in sys.modules:
        return
    sys.modules[_PALETTE] = _StandIn(_PALETTE)
    try:
        import textual.app  # noqa: F401 - imported for its side effect
    except Exception:  # noqa: BLE001 - another version may need it in any way
        for name in [name for name in sys.modules if name.partition(".")[0] == "textual"]:
            del sys.modules[name]
    sys.modules.pop(_PALETTE, None)
