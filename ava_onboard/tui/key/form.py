"""The key form of the guide and the settings: field, hints, check, outcome and stages."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import assert_never

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.message import Message
from textual.reactive import reactive
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Button

from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.hints import Hint
from ava_onboard.domain.pasted import Pasted, read
from ava_onboard.domain.verdict import Accepted, Region, Verdict
from ava_onboard.locales import _
from ava_onboard.onboarding import Questions, Stage, StageDone, StageTested, patience
from ava_onboard.text import paste, store_words
from ava_onboard.text.stages import Mark
from ava_onboard.tui.key import texts
from ava_onboard.tui.key.field import KeyInput
from ava_onboard.tui.key.phase import Checking, Choice, Editing, Judged, Phase, Saved, Saving, choices, under_way
from ava_onboard.tui.shell import Shell
from ava_onboard.tui.widgets.rows import Row, Rows
from ava_onboard.tui.widgets.words import ActionButton, Words, redraw


class RevealButton(ActionButton):
    """Shows or hides what is typed. A click leaves the focus in the field, which hides its text when it loses it."""

    FOCUS_ON_CLICK = False


class KeyForm(Vertical):
    """Takes a key from the clipboard to *Configured*.

    Args:
        at_once: Whether to save an accepted key without another question.
        beside: Returns more buttons for the form's row of buttons.
    """

    app = getters.app(Shell)

    phase: reactive[Phase] = reactive[Phase](Editing(), init=False)
    slow = reactive(False, init=False)
    """Whether the current work takes longer than ``patience.SECONDS``."""

    @dataclass
    class Configured(Message):
        """The key is saved, and Ava has confirmed it."""

    @dataclass
    class Stopped(Message):
        """Saving has stopped before its end: what was done stays."""

    @dataclass
    class Left(Message):
        """The person leaves the form: the key is saved, or put off."""

    def __init__(self, *, at_once: bool, beside: Callable[[], Iterable[Widget]] = tuple) -> None:
        super().__init__()
        self._at_once = at_once
        self._beside = beside
        self._pasted = Pasted("")
        self._slow_timer: Timer | None = None

    @property
    def field(self) -> KeyInput:
        """The key field."""
        return self.query_one(KeyInput)

    def compose(self) -> ComposeResult:
        """Lay out the empty form."""
        with VerticalScroll(id="key-scroll", can_focus=False):
            with Horizontal(id="key-field"):
                yield Words(lambda: "🔑", id="key-icon")
                yield KeyInput(self.app.system_clipboard, id="key")
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
        """Keep the button in step with the field, which is also hidden in other ways."""
        self.watch(self.field, "password", self.query_one(RevealButton).redraw, init=False)

    def watch_phase(self) -> None:
        """Show the new phase."""
        self.slow = False
        if self._slow_timer:
            self._slow_timer.stop()
        self._slow_timer = self.set_timer(patience.SECONDS, self._show_slow) if under_way(self.phase) else None
        self._note_unsaved()
        self.redraw_all()

    def watch_slow(self) -> None:
        """Show or hide what the form is waiting for."""
        self.query_one("#waiting", Rows).redraw()

    def redraw_all(self) -> None:
        """Show the current state."""
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
        # The first refresh rebuilds the rows above, so only the second one knows where the button is.
        self.call_after_refresh(self.call_after_refresh, primary.scroll_visible, animate=False)

    @on(KeyInput.Read)
    def show_remarks(self, event: KeyInput.Read) -> None:
        """Show what was cleaned and what the text looks like. Any earlier result no longer applies."""
        self._pasted = event.pasted
        self._note_unsaved()
        if isinstance(self.phase, Editing):
            self.query_one("#remarks", Rows).redraw()
        else:
            self.workers.cancel_group(self, "key")
            self.phase = Editing()

    @on(KeyInput.Submitted)
    def submit(self, event: KeyInput.Submitted) -> None:
        """Make the primary choice when Enter is pressed in the field."""
        event.stop()
        self.choose(0)

    @on(Button.Pressed, "#primary, #secondary, #third")
    def choose_button(self, event: Button.Pressed) -> None:
        """Make the choice of the button."""
        self.choose(("primary", "secondary", "third").index(event.button.id or ""))

    @on(Button.Pressed, "#reveal")
    def reveal(self) -> None:
        """Show or hide what is in the field."""
        self.field.action_reveal()
        self.field.focus()

    def choose(self, index: int) -> None:
        """Make the choice of the button at ``index``."""
        possible = self._choices()
        if index < len(possible):
            self._do(possible[index])

    def check_pasted(self, text: str) -> None:
        """Put pasted ``text`` into the field, and check it at once if it looks like a key."""
        self.workers.cancel_group(self, "key")
        with self.prevent(KeyInput.Read):  # it would end the check: the text has changed
            self.field.take(text)
        self._pasted = read(self.field.fitting(text))
        self.phase = Editing()
        if self._pasted.looks_like_key:
            self._begin_check()
        else:
            self._note_unsaved()
            self.redraw_all()

    def cancel(self) -> None:
        """Stop waiting. What was done stays, as does the text in the field."""
        self.workers.cancel_group(self, "key")
        match self.phase:
            case Checking():
                self.phase = Editing()
            case Saving(marks=marks) if marks.get(Stage.CONFIRM) is Mark.DONE:
                self._show_saved(self.phase, None)  # only the test was not waited for
            case Saving(key=ApiKey() as key, verdict=verdict) if verdict:
                self.phase = Judged(key, verdict)
                self.post_message(self.Stopped())
            case Saving():
                self.phase = Editing()
                self.post_message(self.Stopped())
            case _:
                pass

    def reset(self) -> None:
        """Empty the form."""
        self.workers.cancel_group(self, "key")
        self.field.clear()
        self.phase = Editing()
        self.field.focus()

    def send_kept(self) -> None:
        """Send the key that is kept on this computer."""
        self.phase = Saving(None, None)
        self._begin_saving(keep=True)

    def _choices(self) -> tuple[Choice, ...]:
        return choices(self.phase, at_once=self._at_once, fallback=self.app.onboarding.fallback)

    def _label(self, index: int) -> str:
        possible = self._choices()
        if index >= len(possible):
            return ""
        fallback = self.app.onboarding.fallback
        if fallback and possible[index] is Choice.SAVE_IN_FALLBACK:
            return _(store_words.of(fallback).use)
        return possible[index].words

    def _reveal_label(self) -> str:
        hidden = not self.is_mounted or self.field.password
        return _("Show") if hidden else _("Hide")

    def _do(self, choice: Choice) -> None:
        match choice:
            case Choice.CHECK | Choice.CHECK_AND_SAVE | Choice.CHECK_AGAIN:
                self._begin_check()
            case Choice.PASTE_ANOTHER:
                self.field.focus()
                self.field.action_select_all()
            case Choice.CHECKING | Choice.SAVING:
                pass
            case Choice.CANCEL:
                self.cancel()
            case Choice.SAVE | Choice.SAVE_UNVERIFIED | Choice.SAVE_AGAIN:
                self._begin_saving(keep=True)
            case Choice.SAVE_IN_FALLBACK:
                self.run_worker(self._save_in_fallback(), group="key", exclusive=True)
            case Choice.SAVE_ELSEWHERE:
                self._begin_saving(keep=False)
            case Choice.SYNCHRONISE:
                self.run_worker(self._synchronise(), group="key", exclusive=True)
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
                self.notify(paste.missing())
            return
        self.field.password = True
        self.phase = Checking(key)
        self.run_worker(self._check(key, self._pasted.hints), group="key", exclusive=True)

    def _begin_saving(self, *, keep: bool) -> None:
        match self.phase:
            case Judged(key=key, verdict=verdict) | Saving(key=key, verdict=verdict):
                self.run_worker(self._save(key, verdict, keep=keep), group="key", exclusive=True)
            case _:
                pass

    async def _check(self, key: ApiKey, hints: tuple[Hint, ...]) -> None:
        verdict = await self.app.onboarding.check(key)
        self.phase = Judged(key, verdict, hints)
        if self._at_once and isinstance(verdict, Accepted) and verdict.region is not Region.EU:
            await self._save(key, verdict, keep=True)

    async def _save_in_fallback(self) -> None:
        """Use another secret store, and carry on with what was being done."""
        from ava_onboard.tui.screens.passphrase import use_fallback

        if await use_fallback(self.app) and isinstance(self.phase, Saving):
            await self._save(self.phase.key, self.phase.verdict, keep=True)

    async def _save(self, key: ApiKey | None, verdict: Verdict | None, *, keep: bool) -> None:
        """Save ``key``, or send the one that is kept here, and show each event."""
        use_cases = self.app.onboarding
        questions = Questions(unlock=self.app.ask_for_passphrase, sign_in=self.app.ask_to_sign_in)
        if key:
            events = use_cases.save(key, verdict, keep=keep, questions=questions)
        else:
            events = use_cases.send(questions=questions)
        saving, event = Saving(key, verdict), None
        async for event in events:
            self.phase = saving = saving.after(event)
            if event == StageDone(Stage.CONFIRM):
                self.app.redraw()  # the badge: Ava has the key, whatever the test shows
        if isinstance(event, StageTested):
            self._show_saved(saving, event)
        else:
            self.post_message(self.Stopped())

    def _show_saved(self, saving: Saving, tested: StageTested | None) -> None:
        with self.prevent(KeyInput.Read):
            self.field.clear()
        self._pasted = Pasted("")
        marks = {**saving.marks, Stage.PROVE: Mark.UNKNOWN} if tested is None else saving.marks
        self.phase = Saved(saving.key, saving.verdict, marks, self.app.onboarding.remembered(), tested)
        self.post_message(self.Configured())

    async def _synchronise(self) -> None:
        """Have Ava use the assistants of the key's organisation; if it cannot, say what to do instead."""
        saved = self.phase
        if not isinstance(saved, Saved):
            return
        self.phase = replace(saved, synchronised=False)
        failure = await self.app.onboarding.synchronise()
        if failure:
            self.app.report(failure, "warning")
        else:
            self.phase = replace(saved, synchronised=True)

    def _waiting_for(self) -> list[Row]:
        onboarding = self.app.onboarding
        store = onboarding.store if onboarding.waits_for_store else None
        return texts.waiting(self.phase, store=store) if self.slow else []

    def _note_unsaved(self) -> None:
        """Tell the app whether there is a key that would be lost."""
        forms = self.app.forms_with_unsaved_key
        unsaved = self._pasted.key is not None and isinstance(self.phase, Editing | Checking | Judged)
        (forms.add if unsaved else forms.discard)(self)

    def _show_slow(self) -> None:
        self.slow = True
