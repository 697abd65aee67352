"""Field, hints, check, outcome and stages: all that happens to a key, for the guide and for the settings."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.message import Message
from textual.reactive import reactive
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Button, Input

from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.pasted import Pasted
from ava_onboard.domain.verdict import Accepted, Verdict
from ava_onboard.locales import _
from ava_onboard.onboarding import Questions, StageDone, patience
from ava_onboard.tui.key import texts
from ava_onboard.tui.key.field import KeyInput
from ava_onboard.tui.key.phase import Checking, Choice, Editing, Judged, Phase, Saved, Saving, choices, under_way
from ava_onboard.tui.widgets.rows import Row, Rows
from ava_onboard.tui.widgets.words import ActionButton, Words, redraw

if TYPE_CHECKING:
    from ava_onboard.tui.app import OnboardApp
    from ava_onboard.tui.screens.base import OnboardScreen


class RevealButton(ActionButton):
    """Shows or hides the field. A click leaves the focus in the field, which would be hidden by losing it."""

    FOCUS_ON_CLICK = False


class KeyForm(Vertical):
    """The way of a key from the clipboard to *Configured*.

    Args:
        at_once: A check that goes well is followed by saving without another question.
        beside: Makes the buttons that stand beside the form's own.
    """

    phase: reactive[Phase] = reactive[Phase](Editing(), init=False)
    waiting = reactive(False, init=False)
    """Whether the work under way has taken longer than a person waits without a word."""

    @dataclass
    class Configured(Message):
        """The key is saved, and Ava has confirmed it."""

    @dataclass
    class Left(Message):
        """The person is done with the form: saved, or put off."""

    def __init__(self, *, at_once: bool, beside: Callable[[], Iterable[Widget]] = tuple) -> None:
        super().__init__()
        self._at_once = at_once
        self._beside = beside
        self._pasted = Pasted("")
        self._patience: Timer | None = None

    @property
    def onboard(self) -> "OnboardApp":
        """The app, as what it is."""
        return cast("OnboardApp", self.app)

    @property
    def field(self) -> KeyInput:
        """The field that the key is pasted into."""
        return self.query_one(KeyInput)

    def compose(self) -> ComposeResult:
        """Make the form, empty."""
        with VerticalScroll(id="key-scroll", can_focus=False):
            with Horizontal(id="key-field"):
                yield Words(lambda: "🔑", id="key-icon")
                yield KeyInput(self.onboard.clipboard_of_system, id="key")
                yield RevealButton(self._reveal_label, id="reveal")
            yield Rows(lambda: texts.remarks(self._pasted, self.phase), id="remarks")
            yield Rows(lambda: texts.outcome(self.phase), id="outcome")
            yield Rows(lambda: texts.stages(self.phase), id="stages")
            yield Rows(self._waiting_for, id="waiting")
        with Horizontal(classes="actions"):
            yield ActionButton(lambda: self._label(0), id="primary", variant="primary")
            yield ActionButton(lambda: self._label(1), id="secondary")
            with Horizontal(id="beside"):
                yield from self._beside()
        yield ActionButton(lambda: self._label(2), id="third")

    def on_mount(self) -> None:
        """The button follows the field, which is hidden by other ways too."""
        self.watch(self.field, "password", self.query_one(RevealButton).redraw, init=False)

    def watch_phase(self) -> None:
        """Show the new phase."""
        self.waiting = False
        if self._patience:
            self._patience.stop()
        self._patience = self.set_timer(patience.SECONDS, self._lose_patience) if under_way(self.phase) else None
        self.redraw_all()

    def watch_waiting(self) -> None:
        """Say what is waited for, or stop saying it."""
        self.query_one("#waiting", Rows).redraw()

    def redraw_all(self) -> None:
        """Show what is true now."""
        primary = self.query_one("#primary", ActionButton)
        primary.set_class(under_way(self.phase), "-waiting")
        redraw(self)
        self.screen.set_class(not isinstance(self.phase, Editing), "-key-busy")
        self.screen.set_class(isinstance(self.phase, Saved), "-key-saved")
        self.screen.set_class(len(self._choices()) > 1, "-two-choices")
        self.screen.set_class(len(self._choices()) > 2, "-three-choices")
        self.field.disabled = isinstance(self.phase, Saving) and under_way(self.phase)
        if isinstance(self.phase, Saving | Saved):
            primary.focus(scroll_visible=False)
        # The rows above are made anew by the first refresh, so that only the second knows where the button is.
        self.call_after_refresh(self.call_after_refresh, primary.scroll_visible, animate=False)

    @on(KeyInput.Read)
    def show_remarks(self, event: KeyInput.Read) -> None:
        """Something else stands in the field: what was known of the key before is void."""
        self._pasted = event.pasted
        if isinstance(self.phase, Editing):
            self.query_one("#remarks", Rows).redraw()
        else:
            self.workers.cancel_group(self, "key")
            self.phase = Editing()

    @on(Input.Changed)
    @on(KeyInput.Submitted)
    def stay_here(self, event: Input.Changed | KeyInput.Submitted) -> None:
        """Enter in the field is the primary choice."""
        event.stop()
        if isinstance(event, KeyInput.Submitted):
            self.choose(0)

    @on(Button.Pressed, "#primary")
    def choose_first(self) -> None:
        """Do the primary choice."""
        self.choose(0)

    @on(Button.Pressed, "#secondary")
    def choose_second(self) -> None:
        """Do the other choice."""
        self.choose(1)

    @on(Button.Pressed, "#third")
    def choose_third(self) -> None:
        """Do the last choice."""
        self.choose(2)

    @on(Button.Pressed, "#reveal")
    def reveal(self) -> None:
        """Show what is in the field, or hide it again."""
        self.field.action_reveal()
        self.field.focus()

    def choose(self, index: int) -> None:
        """Do what the button at ``index`` says."""
        possible = self._choices()
        if index < len(possible):
            self._do(possible[index])

    def cancel(self) -> None:
        """Stop waiting. What was done stays, and so does what is in the field."""
        self.workers.cancel_group(self, "key")
        match self.phase:
            case Checking():
                self.phase = Editing()
            case Saving(key=ApiKey() as key, verdict=verdict) if verdict:
                self.phase = Judged(key, verdict)
            case Saving():
                self.phase = Editing()
            case _:
                pass

    def start_anew(self) -> None:
        """Back to an empty field."""
        self.workers.cancel_group(self, "key")
        self.field.clear()
        self.phase = Editing()
        self.field.focus()

    def send_kept(self) -> None:
        """Send the key that is kept on this computer."""
        self.phase = Saving(None, None)
        self._begin_saving(keep=True)

    def _choices(self) -> tuple[Choice, ...]:
        return choices(self.phase, at_once=self._at_once, can_use_file=self.onboard.onboarding.can_use_file)

    def _label(self, index: int) -> str:
        possible = self._choices()
        return possible[index].words if index < len(possible) else ""

    def _reveal_label(self) -> str:
        hidden = not self.is_mounted or self.field.password
        return _("Show") if hidden else _("Hide")

    def _do(self, choice: Choice) -> None:
        match choice:
            case Choice.CHECK | Choice.CHECK_AND_SAVE | Choice.CHECK_AGAIN:
                self._begin_check()
            case Choice.CHECKING | Choice.SAVING:
                pass
            case Choice.CANCEL:
                self.cancel()
            case Choice.SAVE | Choice.SAVE_UNVERIFIED | Choice.SAVE_AGAIN:
                self._begin_saving(keep=True)
            case Choice.SAVE_IN_FILE:
                self.run_worker(self._save_in_file(), group="key", exclusive=True)
            case Choice.SAVE_ELSEWHERE:
                self._begin_saving(keep=False)
            case Choice.LATER | Choice.FINISH | Choice.DONE:
                self.post_message(self.Left())
            case _:
                assert_never(choice)

    def _begin_check(self) -> None:
        key = self._pasted.key
        if key is None:
            self.query_one("#remarks", Rows).redraw()
            self.field.focus()
            if not self._pasted.text:
                self.notify(_("Paste your key first."))
            return
        self.field.password = True
        self.phase = Checking(key)
        self.run_worker(self._check(key), group="key", exclusive=True)

    def _begin_saving(self, *, keep: bool) -> None:
        match self.phase:
            case Judged(key, verdict) | Saving(key, verdict):
                self.run_worker(self._save(key, verdict, keep=keep), group="key", exclusive=True)
            case _:
                pass

    async def _check(self, key: ApiKey) -> None:
        verdict = await self.onboard.onboarding.check(key)
        self.phase = Judged(key, verdict)
        if self._at_once and isinstance(verdict, Accepted):
            await self._save(key, verdict, keep=True)

    async def _save_in_file(self) -> None:
        """Ask for a passphrase, and carry on with what was being done."""
        from ava_onboard.tui.screens.passphrase import NewPassphraseScreen

        if await self.app.push_screen_wait(NewPassphraseScreen()) and isinstance(self.phase, Saving):
            await self._save(self.phase.key, self.phase.verdict, keep=True)

    async def _save(self, key: ApiKey | None, verdict: Verdict | None, *, keep: bool) -> None:
        """Save ``key``, or send the one that is kept here, and show each event."""
        screen, use_cases = cast("OnboardScreen[None]", self.screen), self.onboard.onboarding
        questions = Questions(unlock=screen.ask_for_passphrase, sign_in=self.onboard.ask_to_sign_in)
        if key:
            events = use_cases.save(key, verdict, keep=keep, questions=questions)
        else:
            events = use_cases.send(questions=questions)
        saving, event = Saving(key, verdict), None
        async for event in events:
            self.phase = saving = saving.after(event)
        if isinstance(event, StageDone):
            with self.prevent(KeyInput.Read):
                self.field.clear()
            self._pasted = Pasted("")
            self.phase = Saved(key, verdict, saving.marks)
            self.post_message(self.Configured())

    def _waiting_for(self) -> list[Row]:
        for_vault = self.onboard.onboarding.waits_for_vault
        return texts.waiting(self.phase, for_vault=for_vault) if self.waiting else []

    def _lose_patience(self) -> None:
        self.waiting = True
