"""The settings: the badge, the four facts behind it, and the form to replace or delete the key."""

from collections.abc import AsyncIterator
from functools import partial

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Grid, Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Collapsible

from ava_onboard.domain.attention import Choice
from ava_onboard.domain.status import Action, Status
from ava_onboard.locales import N_, _
from ava_onboard.onboarding import NotStarted, Questions, StageEvent, StageFailed, StageStarted, patience
from ava_onboard.text import deletion
from ava_onboard.text.line import Line
from ava_onboard.text.status import Place, about, places
from ava_onboard.tui import styles
from ava_onboard.tui.key.field import KeyInput
from ava_onboard.tui.key.form import KeyForm
from ava_onboard.tui.key.phase import Editing
from ava_onboard.tui.screens.base import OnboardScreen
from ava_onboard.tui.widgets import status_texts
from ava_onboard.tui.widgets.bars import KeyBar
from ava_onboard.tui.widgets.frame import Frame, Head
from ava_onboard.tui.widgets.rows import Row, Rows
from ava_onboard.tui.widgets.words import ActionButton, Words


class HowTo(Collapsible):
    """The four steps in short, folded away."""

    def __init__(self) -> None:
        super().__init__(
            Rows(status_texts.steps_in_short),
            ActionButton(lambda: _("Open the guide"), "app.guide", id="open-guide"),
            title=self._question(),
            collapsed_symbol="▸",
            expanded_symbol="▾",
        )

    def redraw(self) -> None:
        """Show the title in the current language."""
        self.title = self._question()

    def _question(self) -> str:
        return _("How do I get a key?")


class SettingsScreen(OnboardScreen[None]):
    """Shows the status of the key. Anyone configured before starts here."""

    CSS_PATH = styles.SETTINGS
    AUTO_FOCUS = "#key"
    BINDINGS = [
        Binding("f5", "look", N_("Refresh"), key_display="F5"),
        Binding("escape", "cancel", N_("Cancel"), show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.status = Status()
        self.looking = False
        self._answered = False
        self.slow = False
        """Whether looking takes longer than ``patience.SECONDS``."""
        self.deleting: StageFailed | Line | None = None

    def compose(self) -> ComposeResult:
        """Lay out the card with the last known facts."""
        self.status = self.app.onboarding.remembered()
        with Frame():
            yield Head(lambda: _("Settings ▸ Vapi"), lambda: self.app.account or "")
            yield from self._card()
            yield KeyBar()

    def _card(self) -> ComposeResult:
        with Vertical(id="page"), VerticalScroll(id="card", can_focus=False):
            yield Words(about, id="description")
            with Horizontal(id="status", classes="side-by-side"):
                yield Words(lambda: status_texts.badge(self.status))
                yield Words(lambda: status_texts.account(self.app.account))
            with Grid(id="facts"):
                for place in Place:
                    yield Words(partial(self._fact, place))
            yield Rows(self._advice, id="advice")
            with Horizontal(id="resolving"):
                yield ActionButton(self._action_label, "screen.resolve", id="resolve")
                for index in range(2):
                    yield ActionButton(partial(self._choice_label, index), f"screen.choose({index})")
            yield Rows(lambda: status_texts.deletion(self.deleting), id="deleting")
            yield KeyForm(at_once=True, beside=self._beside)
            yield HowTo()

    def on_mount(self) -> None:
        """Draw the frame's title and ask for the four facts."""
        self.redraw()
        self.watch(self.query_one(KeyForm), "phase", self.redraw, init=False)
        self.action_look()

    def redraw(self) -> None:
        """Show the current state."""
        self.query_one("#card").border_title = _("Vapi configuration")
        self.set_class(bool(self._advice()), "-advice")
        super().redraw()

    def opened(self) -> None:
        """Ask for the four facts again."""
        self.action_look()

    def action_look(self) -> None:
        """Ask the keyring, Ava and Vapi."""
        self.run_worker(self._look(), group="look", exclusive=True)

    async def action_resolve(self) -> None:
        """Do what resolves the disagreement between the facts."""
        match self.status.action:
            case Action.START:
                await self.app.show("guide")
            case Action.SIGN_IN:
                self.run_worker(self._sign_in(), group="work", exclusive=True)
            case Action.SEND:
                self.query_one(KeyForm).send_kept()
            case Action.REPLACE:
                self.query_one("#key").focus()
            case Action.RETRY | Action.CHECK:
                self.action_look()
            case Action.UNLOCK:
                self.run_worker(self._unlock(), group="work", exclusive=True)
            case Action.DELETE:
                self.run_worker(self._delete(), group="work", exclusive=True)
            case Action.NONE | Action.CHOOSE:
                pass

    def action_choose(self, index: int) -> None:
        """Do one of the things to choose from."""
        match self.status.choices[index]:
            case Choice.SEND | Choice.SEND_ANYWAY:
                self.query_one(KeyForm).send_kept()
            case Choice.KEEP_AVAS:
                self.run_worker(self._forget_copy(), group="work", exclusive=True)
            case Choice.REPLACE:
                self.query_one("#key").focus()

    def action_delete(self) -> None:
        """Ask once, then delete."""
        self.run_worker(self._ask_and_delete(), group="work", exclusive=True)

    def action_cancel(self) -> None:
        """Stop waiting. After an interrupted deletion, ask for the facts again."""
        self.workers.cancel_group(self, "work")
        self.query_one(KeyForm).cancel()
        if isinstance(self.deleting, Line):
            self.deleting = None
            self.action_look()

    async def on_key_form_configured(self) -> None:
        """Ask for the facts again: the key is saved."""
        self.app.remember()  # shows a warning if the facts could not be saved
        self.deleting = None
        self.action_look()

    def on_key_form_stopped(self) -> None:
        """Ask for the facts again: some stages may be done."""
        self.action_look()

    def on_key_form_left(self) -> None:
        """Empty the form."""
        self.query_one(KeyForm).reset()

    async def _unlock(self) -> None:
        if await self.app.unlock(again=True):
            self.action_look()

    async def _look(self) -> None:
        await self.app.unlock()
        self.looking, self.slow, self._answered = True, False, False
        self.redraw()
        with patience.then(lambda _seconds: self._show_slow()):
            async for status in self.app.onboarding.look():
                self.status, self._answered = status, True
                self.redraw()
        self.looking = False
        self.redraw()
        self.call_after_refresh(self._offer_to_resolve)

    def _show_slow(self) -> None:
        self.slow = True
        self.redraw()

    def _offer_to_resolve(self) -> None:
        """Focus the button that resolves the disagreement, unless the person is busy with something else."""
        field, button = self.query_one(KeyInput), self.query_one("#resolve")
        busy = self.focused not in (None, field) and not self.focused.has_class("-empty")
        if not busy and not field.value and not button.has_class("-empty"):
            button.focus()

    async def _sign_in(self) -> None:
        if await self.app.ask_to_sign_in(None):
            self.action_look()

    async def _confirm_deletion(self, account: str | None) -> bool:
        from ava_onboard.tui.screens.confirm import ConfirmDeleteScreen

        dialog: Screen[bool] = ConfirmDeleteScreen(account)
        confirmed = await self.app.push_screen_wait(dialog)
        if confirmed:
            self._show_deleting()
        return confirmed

    def _show_deleting(self) -> None:
        self.deleting = deletion.under_way()
        self.redraw()

    async def _ask_and_delete(self) -> None:
        begun = self.app.onboarding.progress.under_way
        unasked = begun is not None and begun.deletes  # the use case only asks before a deletion that is new
        if not unasked or await self._confirm_deletion(None):
            await self._delete()

    async def _delete(self) -> None:
        """Delete, or finish an interrupted deletion without asking."""
        questions = Questions(
            unlock=self.app.ask_for_passphrase,
            sign_in=self.app.ask_to_sign_in,
            confirm_deletion=self._confirm_deletion,
        )
        await self._follow_deletion(self.app.onboarding.delete(questions=questions), deletion.done())

    async def _forget_copy(self) -> None:
        """Delete the key on this computer, so that only Ava's is left."""
        questions = Questions(unlock=self.app.ask_for_passphrase)
        await self._follow_deletion(self.app.onboarding.forget_copy(questions=questions), deletion.done_here())

    async def _follow_deletion(self, events: AsyncIterator[StageEvent], done: str) -> None:
        event: StageEvent | None = None
        async for event in events:
            if isinstance(event, StageStarted):
                self._show_deleting()
        if isinstance(event, NotStarted):
            return
        self.deleting = event if isinstance(event, StageFailed) else None
        if self.deleting is None:
            self.notify(done)
            self.query_one("#key").focus()
        self.app.remember()
        self.action_look()

    @property
    def _form_in_use(self) -> bool:
        return self.is_mounted and not isinstance(self.query_one(KeyForm).phase, Editing)

    def _fact(self, place: Place) -> Content:
        if place not in places(self.status):
            return Content()
        return status_texts.fact(place, self.status, looking=self.looking, store=self.app.onboarding.store)

    def _beside(self) -> list[Widget]:
        return [
            ActionButton(
                lambda: _("Delete") if self.status.preview else "", "screen.delete", id="delete", variant="error"
            )
        ]

    def _advice(self) -> list[Row]:
        """Return no advice while the form shows how saving goes, or a failed deletion: it would be a second one."""
        if self._form_in_use:
            return []
        if self.looking and self.slow:
            return status_texts.waiting(self.status if self._answered else None, self.app.onboarding.store)
        return [] if self.deleting else status_texts.advice(self.status, looking=self.looking)

    def _action_label(self) -> str:
        action = self.status.action
        if self.looking or self.deleting or self._form_in_use or action in (Action.NONE, Action.REPLACE):
            return ""
        return self.status.action_words

    def _choice_label(self, index: int) -> str:
        choices = () if self.looking or self.deleting or self._form_in_use else self.status.choices
        return _(choices[index].value) if index < len(choices) else ""
