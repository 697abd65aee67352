"""The settings: the state of the key in three places, what resolves it, and the form for another key."""

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Button

from ava_onboard.domain.attention import Action, Choice
from ava_onboard.domain.progress import Stage, Step
from ava_onboard.domain.status import Status
from ava_onboard.locales import N_, _
from ava_onboard.onboarding import patience
from ava_onboard.text import labels
from ava_onboard.tui import styles
from ava_onboard.tui.screens.deleting import DeletingScreen
from ava_onboard.tui.widgets import card_blocks
from ava_onboard.tui.widgets.bars import KeyBar
from ava_onboard.tui.widgets.card_blocks import Card
from ava_onboard.tui.widgets.folded_form import FoldedForm
from ava_onboard.tui.widgets.frame import Actions, Body, Frame, Head
from ava_onboard.tui.widgets.words import ActionButton, ChoiceButton

if TYPE_CHECKING:
    from ava_onboard.tui.key.field import KeyInput
    from ava_onboard.tui.key.form import KeyForm


class SettingsScreen(DeletingScreen):
    """Shows the status of the key. Anyone configured before starts here.

    The form for another key takes the place of the card while it is open.
    """

    CSS_PATH = styles.SETTINGS
    AUTO_FOCUS = ""  # what resolves the state has the focus, once the state is known
    BINDINGS = [
        Binding("escape", "cancel", N_("Stop")),
        Binding("escape", "close_form", N_("Back")),
        Binding("a", "choose(0)", "", show=False),
        Binding("b", "choose(1)", "", show=False),
        Binding("f4", "app.guide", N_("Guide"), key_display="F4"),
        Binding("f5", "refresh", N_("Check"), key_display="F5"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.status = Status()
        self.looking = False
        self._answered = False
        self._moves: Stage | bool = False

    def compose(self) -> ComposeResult:
        """Lay out the card with the last known facts."""
        self.status = self.app.onboarding.remembered()
        with Frame():
            yield Head(lambda: _(labels.SETTINGS), lambda: self.app.account or "")
            with Vertical(id="card"):
                yield Body(lambda: card_blocks.of(self._card))
                with Actions():
                    yield from self._buttons()
            yield FoldedForm("screen.close_form")
            yield KeyBar()

    def _buttons(self) -> ComposeResult:
        yield ActionButton(lambda: card_blocks.resolving(self._card), "screen.resolve", id="resolve", variant="primary")
        yield ChoiceButton(lambda: card_blocks.choice(0, self._card), "screen.choose(0)")
        yield ChoiceButton(lambda: card_blocks.choice(1, self._card), "screen.choose(1)")
        yield ActionButton(self._replacing_label, "screen.replace", id="replace")
        yield ActionButton(lambda: card_blocks.deleting(self._card), "screen.delete", id="delete", variant="error")

    def on_mount(self) -> None:
        """Ask for the facts."""
        self.look_again()

    def opened(self) -> None:
        """Ask for the facts again."""
        self.look_again()

    def redraw(self) -> None:
        """Show the current state. A button that goes takes the focus with it: its neighbour might do harm."""
        if not self.is_mounted:
            return
        self.query_one("#resolve").set_class(self.looking, "-waiting")
        if self._moves is not self._under_way:  # with each of them, the seconds start again
            self._moves = self._under_way
            self.query_one(Body).move(moving=self._waits)
        super().redraw()
        if isinstance(self.focused, Button) and self.focused.has_class("-empty"):
            self.set_focus(None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow only what the card or the form offers now."""
        if not super().check_action(action, parameters):
            return False
        if action == "cancel":
            return self.is_mounted and (self._folded.waits if self._folded.is_open else self._waits)
        if action == "close_form":
            return self.is_mounted and self._folded.is_open and not self._folded.waits
        if action in ("choose", "delete", "refresh", "replace", "resolve"):
            return self.is_mounted and not (self._folded.is_open or self.is_deleting)
        return True

    def action_refresh(self) -> None:
        """Ask for the facts again; the person has read what stopped a deletion."""
        self.deleting = None
        self.look_again()

    async def action_resolve(self) -> None:
        """Do what resolves the disagreement between the facts."""
        if self.looking:
            return
        match self.status.action:
            case Action.START | Action.CREATE:
                await self._open_guide()
            case Action.SIGN_IN:
                self.run_worker(self._sign_in(), group="work", exclusive=True)
            case Action.SEND:
                self.run_worker(self._send_kept())
            case Action.REPLACE:
                self.action_replace()
            case Action.RETRY | Action.CHECK | Action.NONE:
                self.action_refresh()
            case Action.UNLOCK:
                self.run_worker(self._unlock(), group="work", exclusive=True)
            case Action.DELETE:
                self.finish_deleting()
            case Action.CHOOSE:
                pass

    def action_choose(self, index: int) -> None:
        """Do one of the things to choose from."""
        choices = card_blocks.choices(self._card)
        match choices[index] if index < len(choices) else None:
            case Choice.SEND | Choice.SEND_ANYWAY:
                self.run_worker(self._send_kept())
            case Choice.KEEP_AVAS:
                self.forget_copy()
            case Choice.REPLACE:
                self.action_replace()

    def action_replace(self) -> None:
        """Open the form for another key."""
        self.run_worker(self._open_form())

    def action_cancel(self) -> None:
        """Stop what is under way."""
        if self._folded.is_open:
            self._folded.cancel()
        elif self.is_deleting:
            self.stop_deleting()
        else:
            self.workers.cancel_group(self, "look")
            self._show_end_of_look()

    # The facts

    def look_again(self) -> None:
        """Ask the secret store, Ava and Vapi."""
        self.run_worker(self._look(), group="look", exclusive=True)

    async def _look(self) -> None:
        await self.app.unlock()
        self.looking, self.slow, self._answered = True, False, False
        self.redraw()
        with patience.then(lambda _seconds: self._show_slow()):
            async for status in self.app.onboarding.look():
                self.status, self._answered = status, True
                self.redraw()
        self._show_end_of_look()

    def _show_end_of_look(self) -> None:
        self.looking = False
        self.redraw()
        self.call_after_refresh(self._offer_to_resolve)

    def _offer_to_resolve(self) -> None:
        """Focus the button that resolves the state, unless the person has begun something else."""
        button = self.query_one("#resolve")
        if self.focused is None and not self._folded.is_open and not button.has_class("-empty"):
            button.focus()

    async def _unlock(self) -> None:
        if await self.app.unlock(again=True):
            self.look_again()

    async def _open_guide(self) -> None:
        if self.status.action is Action.CREATE:
            self.app.remember(journey=self.app.onboarding.progress.journey.open(Step.NEW_KEY))
        await self.app.show("guide")

    async def _sign_in(self) -> None:
        if await self.app.ask_to_sign_in(None):
            self.look_again()

    # Another key

    async def _open_form(self) -> "KeyForm":
        self.app.clear_notifications()
        self.query_one("#card").display = False
        form = await self._folded.open()
        self.redraw()
        return form

    async def _send_kept(self) -> None:
        (await self._open_form()).send_kept()

    def action_close_form(self) -> None:
        """Empty the form, and return to the card."""
        self._folded.close()
        self.query_one("#card").display = True
        self.redraw()
        self.app.call_later(self._return_focus)  # after the field, which takes the focus when it is emptied

    def _return_focus(self) -> None:
        self.set_focus(None)
        self._offer_to_resolve()

    def take(self, text: str) -> None:
        """Take what is pasted on the card to the form; a key is checked at once."""
        if self._folded.is_open:
            super().take(text)
        elif not self.is_deleting:
            self.run_worker(self._check_pasted(text))

    async def _check_pasted(self, text: str) -> None:
        (await self._open_form()).take(text)

    def _key_field(self) -> "KeyInput | None":
        return super()._key_field() if self._folded.is_open else None

    def on_key_form_configured(self) -> None:
        """Ask for the facts again: the key is saved."""
        self.app.remember()  # shows a warning if the facts could not be saved
        self.deleting = None
        self.look_again()

    def on_key_form_stopped(self) -> None:
        """Ask for the facts again: some stages may be done."""
        if self._folded.is_empty:
            self.action_close_form()
        self.look_again()

    def on_key_form_left(self) -> None:
        """Return to the card."""
        self.action_close_form()

    # What is shown

    @property
    def _folded(self) -> FoldedForm:
        return self.query_one(FoldedForm)

    @property
    def _waits(self) -> bool:
        return bool(self._under_way)

    @property
    def _under_way(self) -> Stage | bool:
        return self.deleting if isinstance(self.deleting, Stage) else self.looking

    @property
    def _card(self) -> Card:
        store = self.app.onboarding.store
        boxed = not self.has_class("-tiny")
        return Card(self.status, self.app.account, store, self.looking, self._answered, self.slow, self.deleting, boxed)

    def _replacing_label(self) -> str:
        return card_blocks.replacing(self._card, narrow=self.has_class("-narrow"))
