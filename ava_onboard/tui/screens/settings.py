"""The settings card: the badge, the three facts behind it, and the form to replace or delete the key."""

from functools import partial

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Collapsible

from ava_onboard.domain.status import Action, Status
from ava_onboard.locales import N_, _
from ava_onboard.onboarding import NotStarted, Questions, StageEvent, StageFailed, StageStarted, patience
from ava_onboard.tui.key.field import KeyInput
from ava_onboard.tui.key.form import KeyForm
from ava_onboard.tui.screens.base import OnboardScreen
from ava_onboard.tui.widgets import status_texts
from ava_onboard.tui.widgets.bars import KeyBar, TitleBar
from ava_onboard.tui.widgets.rows import Row, Rows
from ava_onboard.tui.widgets.words import ActionButton, Words


class HowTo(Collapsible):
    """The four steps in short, folded away."""

    def __init__(self) -> None:
        super().__init__(
            Rows(status_texts.steps_in_short),
            ActionButton(lambda: _("Open the guide"), "screen.guide", id="open-guide"),
            title=_("How do I get a key?"),
            collapsed_symbol="▸",
            expanded_symbol="▾",
        )

    def redraw(self) -> None:
        """Show the title in the current language."""
        self.title = _("How do I get a key?")


class SettingsScreen(OnboardScreen[None]):
    """Someone configured starts here."""

    CSS_PATH = "settings.tcss"
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
        self.waiting = False
        """Whether looking has taken longer than a person waits without a word."""
        self.deleting: StageFailed | str | None = None

    def compose(self) -> ComposeResult:
        """Make the card with what was known last."""
        self.status = self.onboard.onboarding.remembered()
        yield TitleBar(lambda: _("Settings ▸ Vapi"), self.onboard.badge, self.onboard.mark)
        with Vertical(id="page"), VerticalScroll(id="card", can_focus=False):
            yield Words(lambda: _("Ava uses your own Vapi key to run your phone assistants."), id="description")
            with Horizontal(id="status", classes="side-by-side"):
                yield Words(lambda: status_texts.badge(self.status))
                yield Words(lambda: status_texts.key(self.status))
                yield Words(lambda: status_texts.account(self.onboard.account))
            with Horizontal(id="facts", classes="side-by-side"):
                for name in status_texts.FACTS:
                    yield Words(partial(self._fact, name))
            yield Rows(self._advice, id="advice")
            yield ActionButton(self._action_label, "screen.mend", id="mend")
            yield Rows(lambda: status_texts.deletion(self.deleting), id="deleting")
            yield KeyForm(at_once=True, beside=self._beside)
            yield HowTo()
        yield KeyBar()

    def on_mount(self) -> None:
        """Draw the frame's title and learn the three facts."""
        self.redraw()
        self.action_look()

    def redraw(self) -> None:
        """Show what is true now."""
        self.query_one("#card").border_title = _("Vapi configuration")
        self.set_class(bool(self._advice()), "-advice")
        super().redraw()

    def opened(self) -> None:
        """The person came back: learn the three facts anew."""
        self.action_look()

    def action_look(self) -> None:
        """Ask the keyring, Ava and Vapi."""
        self.run_worker(self._look(), group="look", exclusive=True)

    async def action_guide(self) -> None:
        """Open the four steps."""
        await self.onboard.action_guide()

    async def action_mend(self) -> None:
        """Do the one thing that mends what the facts disagree on."""
        match self.status.action:
            case Action.START:
                await self.onboard.action_guide()
            case Action.SIGN_IN:
                self.run_worker(self._sign_in(), group="work", exclusive=True)
            case Action.SEND:
                self.query_one(KeyForm).send_kept()
            case Action.REPLACE:
                self.query_one("#key").focus()
            case Action.RETRY:
                self.action_look()
            case Action.UNLOCK:
                self.run_worker(self._unlock(), group="work", exclusive=True)
            case Action.DELETE:
                self.action_delete()
            case Action.NONE:
                pass

    def action_delete(self) -> None:
        """Ask once, then delete; a deletion that was begun is finished without asking."""
        self.run_worker(self._delete(), group="work", exclusive=True)

    def action_cancel(self) -> None:
        """Stop waiting; nothing is lost. What an interrupted deletion has done is looked at."""
        self.workers.cancel_group(self, "work")
        self.query_one(KeyForm).cancel()
        if isinstance(self.deleting, str):
            self.deleting = None
            self.action_look()

    async def on_key_form_configured(self) -> None:
        """The key is saved: look again."""
        self.onboard.remember()  # if what was learnt could not be written, this says so
        self.deleting = None
        self.action_look()

    def on_key_form_left(self) -> None:
        """The form is done with: it starts anew."""
        self.query_one(KeyForm).start_anew()

    async def _unlock(self) -> None:
        if await self.unlock(again=True):
            self.action_look()

    async def _look(self) -> None:
        await self.unlock()
        self.looking, self.waiting, self._answered = True, False, False
        self.redraw()
        with patience.then(self._lose_patience):
            async for status in self.onboard.onboarding.look():
                self.status, self._answered = status, True
                self.redraw()
        self.looking = False
        self.redraw()
        self.call_after_refresh(self._offer_to_mend)

    def _lose_patience(self) -> None:
        self.waiting = True
        self.redraw()

    def _offer_to_mend(self) -> None:
        """Enter does what mends, unless the person is busy with something else."""
        field, mend = self.query_one(KeyInput), self.query_one("#mend")
        busy = self.focused not in (None, field) and not self.focused.has_class("-empty")
        if not busy and not field.value and not mend.has_class("-empty"):
            mend.focus()

    async def _sign_in(self) -> None:
        if await self.onboard.ask_to_sign_in(None):
            self.action_look()

    async def _confirm_deletion(self, account: str | None) -> bool:
        from ava_onboard.tui.screens.confirm import ConfirmDeleteScreen

        dialog: Screen[bool] = ConfirmDeleteScreen(account)
        confirmed = await self.app.push_screen_wait(dialog)
        if confirmed:
            self._show_deleting()
        return confirmed

    def _show_deleting(self) -> None:
        self.deleting = _("Deleting the key…")
        self.redraw()

    async def _delete(self) -> None:
        """Delete, or finish what was begun."""
        questions = Questions(
            unlock=self.ask_for_passphrase,
            sign_in=self.onboard.ask_to_sign_in,
            confirm_deletion=self._confirm_deletion,
        )
        event: StageEvent | None = None
        async for event in self.onboard.onboarding.delete(questions=questions):
            if isinstance(event, StageStarted):
                self._show_deleting()
        if isinstance(event, NotStarted):
            return
        self.deleting = event if isinstance(event, StageFailed) else None
        self.onboard.remember()
        if self.deleting is None:
            self.notify(_("The key has been deleted."))
            self.query_one("#key").focus()
        self.action_look()

    def _fact(self, name: str) -> Content:
        return status_texts.fact(name, self.status, looking=self.looking, in_file=self.onboard.onboarding.in_file)

    def _beside(self) -> list[Widget]:
        return [
            ActionButton(
                lambda: _("Delete") if self.status.preview else "", "screen.delete", id="delete", variant="error"
            )
        ]

    def _advice(self) -> list[Row]:
        """Nothing while a failed deletion has the word: sending the key again is not what the person wants."""
        if self.looking and self.waiting:
            return status_texts.waiting(self.status if self._answered else None)
        return [] if self.deleting else status_texts.advice(self.status, looking=self.looking)

    def _action_label(self) -> str:
        action = self.status.action
        if self.looking or self.deleting or action in (Action.NONE, Action.REPLACE):
            return ""
        return _(action.value)
