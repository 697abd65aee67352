"""What is passed on about a call, to copy or to save."""

from dataclasses import replace

from textual import getters
from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding
from textual.containers import Vertical
from textual.screen import ModalScreen

from ava_onboard.locales import N_, _
from ava_onboard.text import desk
from ava_onboard.tui.desk.shell import DeskShell
from ava_onboard.tui.widgets.bars import KeyBar
from ava_onboard.tui.widgets.scrolled import Scrolled
from ava_onboard.tui.widgets.words import Words, redraw


class HandOverScreen(ModalScreen[None]):
    """Shows a hand-over.

    Args:
        text: The hand-over, as Markdown.
    """

    app = getters.app(DeskShell)
    BINDINGS = [
        Binding("c", "copy", N_("Copy")),
        Binding("s", "save", N_("Save")),
        Binding("escape,f8", "dismiss", N_("Close")),
    ]

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text
        self._done = ""

    def compose(self) -> ComposeResult:
        """Lay out the text, and whether it was copied or saved."""
        with Vertical(id="hand-over"), Scrolled():
            yield Words(lambda: self._text)
        yield Words(lambda: self._done, id="done")
        yield KeyBar()

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The keys that work now, described in the current language."""
        return {
            key: active._replace(binding=replace(active.binding, description=_(active.binding.description)))
            for key, active in super().active_bindings.items()
        }

    def action_copy(self) -> None:
        """Copy it to the system's clipboard, or else the terminal's."""
        self.run_worker(self._copy())

    async def _copy(self) -> None:
        copied = await self.app.tools.clipboard.copy(self._text)
        if not copied:
            self.app.copy_to_clipboard(self._text)
        self._say(desk.copied(certain=copied))

    def action_save(self) -> None:
        """Save it as a new file in the folder that the desk was started in."""
        self._say(desk.saved(self.app.tools.save(self.app.number, self._text)))

    def _say(self, words: str) -> None:
        self._done = words
        redraw(self)
