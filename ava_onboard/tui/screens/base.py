"""The base of all screens and dialogs: sizes, translated keys, redrawing and pasting."""

from abc import abstractmethod
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import events, getters
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import ActiveBinding, Binding
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.widget import Widget

from ava_onboard import locales
from ava_onboard.locales import N_, _
from ava_onboard.tui import styles
from ava_onboard.tui.drawing.tones import STYLES
from ava_onboard.tui.shell import Shell
from ava_onboard.tui.textual_private.input_notices import BURST
from ava_onboard.tui.textual_private.screen import PreparedScreen, Result
from ava_onboard.tui.widgets.bars import NARROW, KeyBar
from ava_onboard.tui.widgets.words import ActionButton, Words, redraw
from ava_onboard.tui.widgets.wrapped import wrap

if TYPE_CHECKING:
    from textual.app import RenderResult

    from ava_onboard.tui.key.field import KeyInput


SMALLEST = Size(40, 12)
"""The smallest window, in columns and lines, that shows anything."""


class OnboardScreen(PreparedScreen[Result]):
    """A screen that follows the language."""

    app = getters.app(Shell)
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (NARROW, "-medium"), (110, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-tiny"), (24, "-short"), (36, "-tall")]
    BINDINGS = [Binding("ctrl+v,shift+insert", "paste", "", show=False)]

    def __init__(self) -> None:
        super().__init__()
        self._focused_before: Widget | None = None
        self._fit_window(self.app.size)

    def on_resize(self, event: events.Resize) -> None:
        """Show only that the window is too small, while it is; then everything as it was, with the focus."""
        before = self.focused
        was_too_small = self.is_too_small
        self._fit_window(event.size)
        if not was_too_small and self.is_too_small:
            self._focused_before = before
        elif was_too_small and not self.is_too_small and self._focused_before:
            self.call_after_refresh(self._focused_before.focus)

    def render(self) -> "RenderResult":  # type: ignore[override]  # a screen shows what any widget can
        """Return nothing, or that the window is too small; everything else is hidden then."""
        if not self.is_too_small:
            return super().render()
        words = _("This window is too small. Make it larger, or press Ctrl+Q to quit.")
        return Content("\n").join(wrap(Content(words), max(self.size.width, 1)))

    @property
    def is_too_small(self) -> bool:
        """Whether the window has no room for the screen."""
        return self.has_class("-too-small")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow nothing that could not be seen."""
        return not self.is_too_small

    def watch_focused(self) -> None:
        """Move the sign of Enter with the focus."""
        for button in self.query(ActionButton):
            button.refresh()

    def _fit_window(self, size: Size) -> None:
        self.set_class(size.width < SMALLEST.width or size.height < SMALLEST.height, "-too-small")

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The keys that work now, described in the current language."""
        return {
            key: active._replace(binding=replace(active.binding, description=_description(active.binding)))
            for key, active in super().active_bindings.items()
        }

    def redraw(self) -> None:
        """Show the current state in every widget."""
        if not self.is_mounted:
            return
        redraw(self)
        self.refresh_bindings()

    def on_paste(self, event: events.Paste) -> None:
        """Take what is pasted, also while a button has the focus."""
        self.take(event.text)

    def on_key(self, event: events.Key) -> None:
        """Treat a text that arrived at once as pasted, if no field has taken it: not all terminals mark a paste."""
        if event.key == BURST:
            self.take(event.character or "")

    def action_paste(self) -> None:
        """Paste from the operating system's clipboard."""
        self.run_worker(self._paste_from_system(), group="paste", exclusive=True)

    async def _paste_from_system(self) -> None:
        if text := await self.app.ask_clipboard():
            self.take(text)

    def take(self, text: str) -> None:
        """Put pasted ``text`` into the key field; do nothing without one."""
        if field := self._key_field():
            field.take(text)

    def _key_field(self) -> "KeyInput | None":
        """Show, focus and return the key field; None if there is none now, or it must not change."""
        from ava_onboard.tui.key.field import KeyInput

        field = next(iter(self.query(KeyInput)), None)
        return field if field and field.come_forward() else None

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Close the screen; not once more for a second key that arrived before it was closed.

        What has opened above it meanwhile is closed first: Textual would close that in its place.
        """
        if self not in self.app.screen_stack:
            return AwaitComplete()
        while (above := self.app.screen) is not self:
            above.dismiss()
        return super().dismiss(result)

    def opened(self) -> None:
        """Update the screen when the person returns to it."""
        self.redraw()


def _description(binding: Binding) -> str:
    """Return what the key does, in the current language; the language switch shows where it leads."""
    return locales.switch_label() if binding.action.endswith("switch_language") else _(binding.description)


class OnboardDialog(OnboardScreen[Result], ModalScreen[Result]):
    """A dialog over a screen: a title, what it is about, and the keys that work in it. Escape closes it.

    Attributes:
        NAME: The id of the box.
        TALL: Whether the box is as high as the window, because what is in it can be scrolled.
    """

    CSS_PATH = styles.DIALOGS
    BINDINGS = [
        Binding("escape", "dismiss", N_("Close")),
        # The app's own keys do not reach it through a dialog.
        Binding("f2", "app.switch_language", "Language", key_display="F2"),
        Binding("ctrl+q", "app.quit", N_("Quit"), key_display="Ctrl+Q"),
        Binding("f1", "app.help", N_("Help"), key_display="F1"),
        Binding("f9", "app.support", N_("Support"), show=False),
    ]
    NAME: ClassVar[str]
    TALL: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__()
        self.app.clear_remark()  # it is about the screen below
        self.set_class(isinstance(self.app.screen, OnboardDialog), "-above-another")

    def compose(self) -> ComposeResult:
        """Lay out the box."""
        with Vertical(classes="dialog tall" if self.TALL else "dialog", id=self.NAME):
            yield Words(self.title_words, classes="dialog-title")
            yield from self.content()
            yield Words(self._message_words, id="message")
            yield KeyBar()

    @abstractmethod
    def title_words(self) -> str:
        """Return the title."""

    @abstractmethod
    def content(self) -> ComposeResult:
        """Lay out what is below the title."""

    def on_mount(self) -> None:
        """Show a message that has come while the dialog was opening."""
        self.query_one("#message", Words).redraw()

    def _message_words(self) -> Content | str:
        """Return the last message; it has a line above the keys while there is one."""
        message = self.app.message
        return (
            Content.styled(f"{message.sign} {message.words}".strip(), f"bold {STYLES[message.tone]}") if message else ""
        )
