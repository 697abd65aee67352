"""Settings that make the app start sooner. Apply them before anything imports Textual."""

import gc
import os


def prepare() -> None:
    """Speed up the imports, and import Textual."""
    gc.disable()  # collecting while modules load costs a tenth of the start; the app enables it again
    os.environ.setdefault("ESCDELAY", "50")  # ms that Textual waits for the rest of a key that begins with Escape
    from ava_onboard.tui.textual_private.loading import import_textual

    import_textual()
