"""What happens to a key in the app, from the clipboard to *Configured*: the work behind the key form."""

from dataclasses import dataclass, replace
from typing import Literal, assert_never

from textual import getters
from textual.containers import Vertical
from textual.message import Message
from textual.reactive import reactive

from ava_onboard.domain import guide
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.hints import Hint
from ava_onboard.domain.pasted import Pasted, read
from ava_onboard.domain.progress import Step
from ava_onboard.domain.verdict import Rejected, Verdict
from ava_onboard.onboarding import Questions, Stage, StageDone, StageTested
from ava_onboard.text import desktop, paste, status
from ava_onboard.text import verdict as verdict_lines
from ava_onboard.text.stages import Mark
from ava_onboard.tui.key.field import KeyInput
from ava_onboard.tui.key.phase import Checking, Choice, Editing, Judged, Phase, Saved, Saving, choices, under_way
from ava_onboard.tui.key.stopwatch import Stopwatch
from ava_onboard.tui.shell import Shell

Escape = Literal["stop", "ignore", "edit"]
"""What Escape can do: stop waiting, ignore an offer, or go back to the key in the field."""


class KeyFlow(Vertical):
    """Takes a key from one phase to the next. The form below it shows each phase."""

    app = getters.app(Shell)

    phase: reactive[Phase] = reactive[Phase](Editing(), init=False)
    still_on_clipboard = reactive(False, init=False)
    """Whether the key that was offered and saved is still on the clipboard."""

    @dataclass
    class Configured(Message, namespace="key_form"):
        """The key is saved, and Ava has confirmed it."""

    @dataclass
    class Stopped(Message, namespace="key_form"):
        """Saving has stopped before its end: what was done stays."""

    @dataclass
    class Left(Message, namespace="key_form"):
        """The person leaves the form: the key is saved, or put off."""

    def __init__(self) -> None:
        super().__init__()
        self._pasted = Pasted("")
        self._stopwatch = Stopwatch()
        self._offered: ApiKey | None = None
        """The key that was offered last and taken or declined: it is not offered again."""

    @property
    def field(self) -> KeyInput:
        """The key field."""
        return self.query_one(KeyInput)

    @property
    def pasted(self) -> Pasted:
        """What is in the field."""
        return self._pasted

    @property
    def is_new(self) -> bool:
        """Whether no key was checked yet, or is being saved."""
        return isinstance(self.phase, Editing)

    @property
    def _asks_for_key(self) -> bool:
        return isinstance(self.phase, Editing) and not self._pasted.text

    @property
    def may_be_left(self) -> bool:
        """Whether nothing is under way, and nothing is done."""
        return not under_way(self.phase) and not isinstance(self.phase, Saved)

    @property
    def escape(self) -> Escape | None:
        """What Escape does now: see ``cancel``; None if it does nothing."""
        match self.phase:
            case Editing(offered=Pasted()):
                return "ignore"
            case Judged():
                return "edit"
            case _:
                return "stop" if under_way(self.phase) else None

    def choose(self, index: int) -> None:
        """Make the choice of the button at ``index``."""
        possible = self._choices()
        if index < len(possible):
            self._do(possible[index])

    def take(self, text: str) -> None:
        """Put pasted ``text`` into the field, which has a key checked at once; not while another one is saved."""
        if not self.field.disabled:
            self.phase = Editing()
            self.field.take(text)

    def look_at_clipboard(self) -> None:
        """Offer what is on the clipboard, if that looks like a key. Look only if there is something to say about it."""
        if self._asks_for_key:
            self.run_worker(self._look_at_clipboard(), group="clipboard", exclusive=True)
        elif self.still_on_clipboard and isinstance(self.phase, Saved) and self.phase.key:
            self.run_worker(self._look_for_saved_key(self.phase.key), group="clipboard", exclusive=True)

    def cancel(self) -> None:
        """Stop waiting, decline an offer, or leave a verdict. What was done stays, as does the text in the field."""
        self.workers.cancel_group(self, "key")
        match self.phase:
            case Editing(offered=Pasted(key=key)):
                self._offered, self.phase = key, Editing()
            case Checking() | Judged() as before:
                self.phase = Editing()
                self.field.focus()
                if isinstance(before, Checking):
                    self.app.notify(verdict_lines.stopped)
            case Saving(marks=marks) if marks.get(Stage.CONFIRM) is Mark.DONE:
                self._show_saved(self.phase, None)  # only the test was not waited for
            case Saving(key=ApiKey() as key, verdict=verdict) if verdict:
                self.phase = Judged(key, verdict, moves=self.app.onboarding.leaves_organisation(verdict))
                self.post_message(self.Stopped())
            case Saving():
                self.phase = Editing()
                self.post_message(self.Stopped())
            case _:
                pass

    def send_kept(self) -> None:
        """Send the key that is kept on this computer."""
        self.phase = Saving(None, None)
        self._begin_saving(keep=True)

    def _choices(self) -> tuple[Choice, ...]:
        return choices(self.phase, fallback=self.app.onboarding.fallback)

    def come_forward(self) -> bool:
        """Show and focus the field; return False if the form is not shown, or the key in it must not change."""
        shown = all(widget.display for widget in self.ancestors_with_self)
        if not shown or isinstance(self.phase, Saved) or self.field.disabled:
            return False
        if not isinstance(self.phase, Checking):
            self.phase = Editing()
        self.field.focus()
        return True

    def _do(self, choice: Choice) -> None:
        match choice:
            case Choice.CHECK | Choice.CHECK_AGAIN | Choice.USE_OFFERED:
                self._begin_check()
            case Choice.PASTE_ANOTHER:
                self.phase = Editing()
                self.come_forward()
                self.field.action_select_all()
            case Choice.WAIT:
                pass
            case Choice.STOP | Choice.NOT_THIS:
                self.cancel()
            case Choice.SAVE | Choice.SAVE_UNVERIFIED | Choice.SAVE_AGAIN | Choice.SAVE_ELSEWHERE:
                self._begin_saving(keep=choice is not Choice.SAVE_ELSEWHERE)
            case Choice.SAVE_IN_FALLBACK | Choice.OPEN_PAGE | Choice.SYNCHRONISE:
                work = {Choice.SAVE_IN_FALLBACK: self._save_in_fallback, Choice.OPEN_PAGE: self._open_page}
                self.run_worker(work.get(choice, self._synchronise)(), group="key", exclusive=True)
            case Choice.COPY_SUMMARY:
                self._copy_summary()
            case Choice.LATER | Choice.FINISH:
                self.post_message(self.Left())
            case _:
                assert_never(choice)

    def _begin_check(self) -> None:
        """Check the key in the field, or the one that is offered."""
        if isinstance(self.phase, Editing) and (offered := self.phase.offered):
            self._offered = offered.key
            self.field.take(offered.text)
            return
        key = self._pasted.key
        if key is None:
            self.come_forward()
            if not self._pasted.text:
                self.app.notify(paste.missing)
            return
        self.app.clear_remark()
        self.field.password = True
        self.phase = Checking(key)
        self.run_worker(self._check(key, self._pasted.hints), group="key", exclusive=True)

    def _begin_saving(self, *, keep: bool) -> None:
        match self.phase:
            case Judged(key=key, verdict=verdict) | Saving(key=key, verdict=verdict):
                self.run_worker(self._save(key, verdict, keep=keep), group="key", exclusive=True)
            case _:
                pass

    async def _look_at_clipboard(self) -> None:
        pasted = read(await self.app.glance_at_clipboard() or "")
        if not self._asks_for_key:
            return
        known = self.app.onboarding.remembered()
        key = pasted.key if pasted.is_one_key else None
        if key is None or key == self._offered or key.preview in (known.kept.preview, known.at_ava.preview):
            self.phase = Editing()
        else:
            self.phase = Editing(pasted)

    async def _look_for_saved_key(self, key: ApiKey) -> None:
        """Find out whether the key that was offered and saved is still on the clipboard."""
        self.still_on_clipboard = read(await self.app.glance_at_clipboard() or "").key == key

    async def _open_page(self) -> None:
        """Open Vapi's page of keys; where no browser can, show its address as a QR code."""
        link = guide.current().of(Step.PASTE_KEY).link
        if await self.app.open_in_browser(link.url):
            self.notify(desktop.page_opened())
        else:
            from ava_onboard.tui.screens.qr import QrScreen

            self.app.push_screen(QrScreen(link))

    def _copy_summary(self) -> None:
        onboarding = self.app.onboarding
        text = status.summary(onboarding.remembered(), self.app.account, onboarding.store)
        self.app.copy(text, desktop.summary_copied, sent=desktop.summary_sent)
        self.still_on_clipboard = False

    async def _check(self, key: ApiKey, hints: tuple[Hint, ...]) -> None:
        verdict = await self.app.onboarding.check(key)
        self.phase = Judged(key, verdict, hints, self.app.onboarding.leaves_organisation(verdict))
        self.run_worker(self.app.onboarding.expect_ava(), group="prepare")  # while the person reads
        if isinstance(verdict, Rejected) and self.app.demo and not self.app.demo.has(key):
            self.app.notify(verdict_lines.simulated)

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
            self._stopwatch.note(event)
            self.phase = saving = saving.after(event)
            if event == StageDone(Stage.CONFIRM):
                self.app.redraw()  # the badge: Ava has the key, whatever the test shows
        if isinstance(event, StageTested):
            self._show_saved(saving, event)
        else:
            self.post_message(self.Stopped())

    def _show_saved(self, saving: Saving, tested: StageTested | None) -> None:
        with self.prevent(KeyInput.Entered):
            self.field.clear()
        self._pasted = Pasted("")
        marks = {**saving.marks, Stage.PROVE: Mark.UNKNOWN} if tested is None else saving.marks
        self.phase = Saved(saving.key, saving.verdict, marks, self.app.onboarding.remembered(), tested)
        self.post_message(self.Configured())
        self.still_on_clipboard = False
        if saving.key and saving.key == self._offered:
            self.run_worker(self._look_for_saved_key(saving.key), group="clipboard", exclusive=True)

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
