"""Import Textual without its command palette. This module must not import Textual itself."""

import sys
from types import ModuleType

_PALETTE = "textual.command"


class _StandIn(ModuleType):
    """Provides an empty class for every name."""

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


def import_textual() -> None:
    """Import Textual without its command palette, which this app replaces with a menu.

    The palette loads fields, lists and trees that the first screen does not need: a tenth of the start-up time. A later
    import of the palette gets the real module. If Textual cannot be imported this way, it is imported whole.
    """
    if "textual" in sys.modules:
        return
    sys.modules[_PALETTE] = _StandIn(_PALETTE)
    try:
        import textual.app  # noqa: F401 - only loaded, for the modules that import it later
    except Exception:  # noqa: BLE001 - depends on the version of Textual
        for name in [name for name in sys.modules if name.partition(".")[0] == "textual"]:
            del sys.modules[name]
    sys.modules.pop(_PALETTE, None)
