"""What makes the app start sooner, before Textual is imported."""

import gc
import os
import sys
from types import ModuleType

_PALETTE = "textual.command"


class _StandIn(ModuleType):
    """Has a class of every name that is asked for."""

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


def prepare() -> None:
    """Get ready for the app, and import Textual."""
    gc.disable()  # collecting while modules load costs a tenth of the start; the app switches it on again
    os.environ.setdefault("ESCDELAY", "50")  # Textual waits this many ms for what may follow an Escape
    import_textual()


def import_textual() -> None:
    """Import Textual without its command palette, in whose place this app has a menu.

    The palette brings fields, lists and trees along that the first screen has no use for: a tenth of the start. Whoever
    imports it later gets it. A Textual that cannot be imported without it is left to be imported whole.
    """
    if "textual" in sys.modules:
        return
    sys.modules[_PALETTE] = _StandIn(_PALETTE)
    try:
        import textual.app  # noqa: F401 - this is what it is about
    except Exception:  # noqa: BLE001 - whatever another version does with it
        for name in [name for name in sys.modules if name.partition(".")[0] == "textual"]:
            del sys.modules[name]
    sys.modules.pop(_PALETTE, None)
