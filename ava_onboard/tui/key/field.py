"""The fields: their limit, those that hide their text, and the one for the key."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from textual import events, getters, on
from textual.actions import SkipAction
from textual.binding import Binding
from textual.message import Message
from textual.widgets import Input

from ava_onboard.domain.pasted import Pasted, read
from ava_onboard.locales import N_, _
from ava_onboard.onboarding.known_keys import is_key
from ava_onboard.text import labels, paste, terminal
from ava_onboard.tui.shell import Shell
from ava_onboard.tui.textual_private.field import OneLineInput
from ava_onboard.tui.widgets.words import ActionButton

LONGEST_INPUT = 4096
"""Characters in a field. A key has 255 at most, but may be pasted with what surrounds it; access tokens are longer."""


class LimitedInput(OneLineInput):
    """A field that says so when it is full. Each further key would cost more than the one before.

    Args:
        label: Returns its name, which stands in its edge.
        options: Options of ``Input``.
    """

    app = getters.app(Shell)

    def __init__(self, label: Callable[[], str], **options: Any) -> None:
        self._label = label
        super().__init__(compact=True, select_on_focus=False, validate_on=(), **options)
        self.redraw()

    def redraw(self) -> None:
        """Show the name in the current language."""
        self.border_title = self._label()

    def replace(self, text: str, start: int, end: int) -> None:
        """Replace a part of the text with as much of ``text`` as there is room for."""
        room = LONGEST_INPUT - len(self.value) + abs(end - start)
        super().replace(self.fitting(text, room), start, end)

    def fitting(self, text: str, room: int = LONGEST_INPUT) -> str:
        """Return as much of ``text`` as there is room for, and say so if that is not all."""
        if len(text) > room:
            self.app.say_once(partial(terminal.too_long, LONGEST_INPUT))
        return text[: max(room, 0)]


class OpenInput(LimitedInput):
    """A field that shows its text. A key is rejected: everyone who sees the screen could read it."""

    def fitting(self, text: str, room: int = LONGEST_INPUT) -> str:
        """Return as much of ``text`` as there is room for; nothing of a key, which is reported."""
        if not read(text).looks_like_key:
            return super().fitting(text, room)
        self.app.say_once(paste.not_readable_here)
        return ""

    @on(Input.Changed)
    def leave_key_out(self, event: Input.Changed) -> None:
        """Remove a key that arrived letter by letter, as from a terminal that does not mark what is pasted."""
        if event.value and self.fitting(event.value) == "":
            self.clear()


class SecretInput(LimitedInput):
    """A field that hides its text, and in which Ctrl+V and Shift+Insert paste from the operating system's clipboard.

    Args:
        label: See ``LimitedInput``.
        id: The widget's id.
    """

    BINDINGS = [
        Binding("ctrl+v,shift+insert", "paste", "", show=False),
        Binding("ctrl+t", "reveal", N_("Show")),
    ]

    def __init__(self, label: Callable[[], str], *, id: str | None = None) -> None:
        super().__init__(label, password=True, id=id)
        self.disable_messages(self.Changed)  # which nobody waits for

    def action_paste(self) -> None:
        """Paste from the operating system's clipboard, or else from the app's own."""
        self.run_worker(self._paste_from_system(), group="paste", exclusive=True)

    def action_copy(self) -> None:
        """Copy visible text only; with hidden text, leave Ctrl+C to the app."""
        if self.password:
            raise SkipAction
        super().action_copy()

    def action_cut(self) -> None:
        """Cut visible text only."""
        if not self.password:
            super().action_cut()

    def action_reveal(self) -> None:
        """Show or hide the text."""
        self.password = not self.password

    def on_blur(self) -> None:
        """Hide the text again: someone may be looking."""
        self.password = True

    async def _paste_from_system(self) -> None:
        if text := await self.app.ask_clipboard():
            self.take(text)

    def on_paste(self, event: events.Paste) -> None:
        """Take the pasted text, instead of Textual's own handling."""
        event.prevent_default()
        event.stop()
        self.take(event.text)

    def take(self, text: str) -> None:
        """Put the first line of pasted ``text`` into the field, instead of what is there."""
        self.app.clear_remark()
        self.value = self.fitting((text.strip("\r\n").splitlines() or [""])[0])
        self.cursor_position = len(self.value)


class PasswordInput(SecretInput):
    """A field for a secret that is no key. What looks like one may be a password: it is kept, with a warning."""

    def watch_value(self, value: str) -> None:
        """Say so, however the text was entered."""
        if is_key(value):
            self.app.say_once(paste.looks_like_key_here)


class KeyInput(SecretInput):
    """The field for the key. It cleans what is pasted.

    Args:
        come_forward: Shows the field and returns whether a key may be entered now.
        invitation: Returns what stands in the empty field.
    """

    @dataclass
    class Entered(Message):
        """There is another text in the field, or the same one was pasted again."""

        text: str = field(repr=False)
        cleaned: Pasted | None
        """What was read if it was pasted: a key is then checked without being asked for."""

        @property
        def pasted(self) -> Pasted:
            """What the text is. What was typed is read only here, so that the field is drawn before."""
            return self.cleaned or read(self.text)

    def __init__(self, come_forward: Callable[[], bool], invitation: Callable[[], str]) -> None:
        self._invitation = invitation
        super().__init__(lambda: _(labels.YOUR_KEY), id="key")
        self.come_forward = come_forward
        self._cleaned: Pasted | None = None

    def redraw(self) -> None:
        """Show the invitation and the name in the current language."""
        super().redraw()
        self.placeholder = self._invitation()

    def take(self, text: str) -> None:
        """Clean pasted ``text`` and put it into the field, instead of what is there."""
        self.app.clear_remark()
        self._cleaned = cleaned = read(self.fitting(text))
        if self.value == cleaned.text:
            self.watch_value()
        self.value = cleaned.text
        self.cursor_position = len(self.value)

    def watch_value(self) -> None:
        """Post what is in the field."""
        if self._cleaned and self._cleaned.text != self.value:
            self._cleaned = None
        self.post_message(self.Entered(self.value, self._cleaned))


class RevealButton(ActionButton):
    """Shows or hides what is typed. A click leaves the focus in the field, which hides its text when it loses it."""

    FOCUS_ON_CLICK = False
