"""The hidden field that a key is pasted into, by any habit."""

from dataclasses import dataclass

from textual import events
from textual.actions import SkipAction
from textual.binding import Binding
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from ava_onboard.domain.pasted import Pasted, read
from ava_onboard.locales import N_, _
from ava_onboard.onboarding.ports import Clipboard


class SecretInput(Input):
    """A hidden field that can be shown, and that takes the operating system's clipboard.

    Args:
        clipboard: The clipboard that Ctrl+V and Shift+Insert paste from.
        id: The widget's id.
    """

    BINDINGS = [
        Binding("ctrl+v,shift+insert", "paste", "", show=False),
        Binding("ctrl+t", "reveal", N_("Show")),
    ]

    def __init__(self, clipboard: Clipboard, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(password=True, compact=True, id=id, select_on_focus=False)
        self._system_clipboard = clipboard

    def _watch_value(self, value: str) -> None:
        """Make room for what is typed. Textual would lay out the whole screen for each key; the field never grows."""
        self.set_reactive(Widget.virtual_size, Size(self.content_width, 1))

    def action_paste(self) -> None:
        """Paste from the operating system's clipboard, else from the program's own."""
        self.run_worker(self._paste_from_system(), group="paste", exclusive=True)

    def action_copy(self) -> None:
        """What is hidden cannot be copied either: Ctrl+C then means what it means elsewhere."""
        if self.password:
            raise SkipAction
        super().action_copy()

    def action_cut(self) -> None:
        """What is hidden cannot be cut either."""
        if not self.password:
            super().action_cut()

    def action_reveal(self) -> None:
        """Show what is typed, or hide it again."""
        self.password = not self.password

    def on_blur(self) -> None:
        """What is left is hidden again: somebody may be looking."""
        self.password = True

    async def _paste_from_system(self) -> None:
        text = await self._system_clipboard.paste() or self.app.clipboard
        if text:
            self.take(text)
        else:
            self.notify(_("Nothing to paste here. Try your terminal's shortcut, often Ctrl+Shift+V."))

    def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        self.take(event.text)

    def take(self, text: str) -> None:
        """Put the first line of pasted ``text`` into the field, in place of what is there."""
        self.value = (text.strip("\r\n").splitlines() or [""])[0]
        self.cursor_position = len(self.value)


class KeyInput(SecretInput):
    """The field for the key: what is pasted is cleaned, and said so."""

    @dataclass
    class Read(Message):
        """The field holds something else now."""

        pasted: Pasted
        """What stands there, and what was taken away from it when it was pasted."""

    def __init__(self, clipboard: Clipboard, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(clipboard, id=id)
        self._from_paste: Pasted | None = None
        self.redraw()

    def redraw(self) -> None:
        """Say in the current language what belongs here."""
        self.placeholder = _("Paste your key here")

    def take(self, text: str) -> None:
        """Clean pasted ``text`` and put it into the field, in place of what is there."""
        self._from_paste = read(text)
        if self.value == self._from_paste.text:
            self._tell(self._from_paste)
        self.value = self._from_paste.text
        self.cursor_position = len(self.value)

    def watch_value(self, value: str) -> None:
        """Tell what stands there now."""
        if self._from_paste is None or self._from_paste.text != value:
            self._from_paste = None
        self._tell(self._from_paste or read(value))

    def _tell(self, pasted: Pasted) -> None:
        self.post_message(self.Read(pasted))
