"""What all screens have in common: sizes, translated keys, and redrawing."""

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar, cast

from textual import events
from textual.binding import ActiveBinding, Binding
from textual.screen import ModalScreen, Screen

from ava_onboard.locales import _
from ava_onboard.tui.widgets.bars import NARROW
from ava_onboard.tui.widgets.words import redraw

if TYPE_CHECKING:
    from ava_onboard.tui.app import OnboardApp
    from ava_onboard.tui.key.field import KeyInput

Result = TypeVar("Result")


class OnboardScreen(Screen[Result]):
    """A screen whose texts and keys follow the language."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (NARROW, "-medium"), (104, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-tiny"), (23, "-short"), (30, "-tall")]
    BINDINGS = [Binding("ctrl+v,shift+insert", "paste", "", show=False)]

    def __init__(self) -> None:
        super().__init__()
        # A new screen has no styles that could be out of date: for those Textual parses all style sheets anew.
        self._css_update_count = self.app._css_update_count  # noqa: SLF001
        # Known before anything is composed, or all of it would be styled once more when the screen learns its size.
        width, height = self.app.size
        sizes = ((width, self.HORIZONTAL_BREAKPOINTS), (height, self.VERTICAL_BREAKPOINTS))
        names = (self._get_breakpoint_classes(size, breakpoints) for size, breakpoints in sizes)
        self.add_class(*(name for found in names for name in found), update=False)
        self._will_have_styles = all(self.app.stylesheet.has_source(str(path)) for path in self.css_path)

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """What was composed a moment ago has its styles, if its style sheet was read before."""
        event.refresh_styles = event.refresh_styles and not self._will_have_styles
        self._will_have_styles = False

    def _compositor_refresh(self) -> None:
        """Not while the app shows nothing, as when it starts: Textual would draw everything and throw it away."""
        if self.app._batch_count:  # noqa: SLF001 - Textual has no public name for it
            self.refresh()
        else:
            super()._compositor_refresh()

    @property
    def onboard(self) -> "OnboardApp":
        """The app, as what it is."""
        return cast("OnboardApp", self.app)

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The keys of this moment, described in the current language."""
        return {
            key: active._replace(binding=replace(active.binding, description=_(active.binding.description)))
            for key, active in super().active_bindings.items()
        }

    def redraw(self) -> None:
        """Show what is true now, in every widget."""
        if not self.is_mounted:
            return
        redraw(self)
        self.refresh_bindings()

    def on_paste(self, event: events.Paste) -> None:
        """What is pasted while a button has the focus goes into the field for the key."""
        if field := self._key_field():
            field.take(event.text)

    def action_paste(self) -> None:
        """Paste from the operating system's clipboard into the field for the key."""
        if field := self._key_field():
            field.action_paste()

    def _key_field(self) -> "KeyInput | None":
        """The field for the key, focused; None where it is not shown, or must not change now."""
        from ava_onboard.tui.key.field import KeyInput

        field = next((widget for widget in self.focus_chain if isinstance(widget, KeyInput)), None)
        return field and field.focus()

    async def unlock(self, *, again: bool = False) -> bool:
        """Ask for the passphrase of a closed protected file; whether it is open now. Call it from a worker.

        Args:
            again: Ask also somebody who has gone on without it before: they want something that is in it.
        """
        use_cases = self.onboard.onboarding
        await use_cases.ask_to_unlock(self.ask_for_passphrase, again=again)
        return not use_cases.locked

    async def ask_for_passphrase(self) -> None:
        """Show the dialog for the passphrase until it is closed. Call it from a worker."""
        from ava_onboard.tui.screens.passphrase import UnlockScreen

        await _after_refresh(self)
        # Whoever waits may be cancelled, and somebody else begin to wait: the dialog stays, and is the only one.
        dialog = next((screen for screen in self.app.screen_stack if isinstance(screen, UnlockScreen)), None)
        if dialog is None:
            dialog = UnlockScreen()
            await self.app.push_screen(dialog)
        await dialog.closed.wait()

    def opened(self) -> None:
        """The person came back to this screen."""
        self.redraw()


async def _after_refresh(screen: Screen[Result]) -> None:
    """Wait until the screen is painted: nothing is asked of anybody who sees nothing yet."""
    painted = asyncio.Event()
    screen.call_after_refresh(painted.set)
    await painted.wait()


class OnboardDialog(OnboardScreen[Result], ModalScreen[Result]):
    """A dialog over a screen. Escape closes it without a result."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS = [("escape", "dismiss", "")]
