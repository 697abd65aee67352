"""Dialogs for a secret store with a passphrase: choose one, open the store, remove it."""

import asyncio
from abc import abstractmethod
from collections.abc import Callable

from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Button

from ava_onboard.domain.failure import Failure
from ava_onboard.domain.secret import Passphrase
from ava_onboard.domain.store_kind import StoreKind
from ava_onboard.locales import N_, _
from ava_onboard.text import store_words
from ava_onboard.text.line import Line, Tone
from ava_onboard.text.store_words import PassphraseWords
from ava_onboard.tui.key.field import PasswordInput
from ava_onboard.tui.key.texts import failure_rows
from ava_onboard.tui.screens.base import OnboardDialog
from ava_onboard.tui.screens.confirm import ConfirmScreen
from ava_onboard.tui.shell import Shell
from ava_onboard.tui.textual_private.screen import PreparedScreen
from ava_onboard.tui.widgets.frame import Actions
from ava_onboard.tui.widgets.lines import rows
from ava_onboard.tui.widgets.outcome import Outcome
from ava_onboard.tui.widgets.rows import Row
from ava_onboard.tui.widgets.words import ActionButton, Words


class PassphraseScreen(OnboardDialog[bool]):
    """Returns True once the store is open. A refusal keeps what the first field holds."""

    BINDINGS = [
        Binding("escape", "cancel", N_("Cancel")),
        Binding("enter", "go_on", "", show=False, priority=True),
    ]

    def __init__(self, kind: StoreKind) -> None:
        super().__init__()
        self._kind = kind
        self._words = store_words.of_passphrase(kind)
        self._problem: Failure | Callable[[], str] | None = None
        self._busy = False

    @property
    def failure(self) -> Failure | None:
        """Why the store did not open."""
        return self._problem if isinstance(self._problem, Failure) else None

    def on_mount(self) -> None:
        """Start in the first field."""
        self.query(PasswordInput).first().focus()

    def redraw(self) -> None:
        """Show the current state; Enter presses nothing while the passphrase is tried."""
        self.query("#submit").set_class(self._busy, "-waiting")
        super().redraw()

    def action_go_on(self) -> None:
        """Press the focused button, or go to the next field; the last field submits."""
        focused = self.focused
        if isinstance(focused, Button):
            focused.press()
        elif focused and focused is self.query(PasswordInput).last():
            focused.call_later(self.action_submit)  # after the keys that the field has yet to process
        else:
            self.focus_next(PasswordInput)

    def action_submit(self) -> None:
        """Try the passphrase."""
        if not self._busy:
            self.run_worker(self._submit(), group="passphrase", exclusive=True)

    def action_cancel(self) -> None:
        """Close without opening the file."""
        self.dismiss(False)

    async def _submit(self) -> None:
        if problem := self._objection():
            self._refuse(problem)
            return
        self._busy, self._problem = True, None
        self.redraw()
        with self.query_one(Outcome).waiting(lambda _seconds: _(self._words.opening)):
            failure = await self._use(Passphrase(self.query(PasswordInput).first().value))
        self._busy = False
        if failure:
            self._refuse(failure)
        else:
            self.dismiss(True)

    def _refuse(self, problem: Failure | Callable[[], str]) -> None:
        self._problem = problem
        self.redraw()
        first, *others = self.query(PasswordInput)
        for other in others:
            other.clear()
        first.focus().select_all()  # typing replaces it, Enter tries it again

    def _objection(self) -> Callable[[], str] | None:
        """Return what says why the input cannot be tried, in the language of the moment; None if it can."""
        return None if self.query(PasswordInput).first().value else store_words.passphrase_missing

    @abstractmethod
    async def _use(self, passphrase: Passphrase) -> Failure | None:
        """Open the store with the passphrase; return what prevents it, or None."""

    def _outcome(self) -> list[Row]:
        if isinstance(self._problem, Failure):
            return failure_rows(self._problem)
        return rows([Line("✗", Tone.BAD, self._problem())]) if self._problem else []


class NewPassphraseScreen(PassphraseScreen):
    """Starts using a store with a new passphrase."""

    NAME = "new-passphrase"

    def title_words(self) -> str:
        """Return the title."""
        return _(self._words.new_title)

    def content(self) -> ComposeResult:
        """Lay out the warning about forgetting before the fields."""
        yield Words(lambda: _(self._words.new_note))
        yield Words(lambda: _(self._words.if_forgotten))
        yield Words(store_words.new_passphrase, classes="label")
        yield PasswordInput(store_words.new_passphrase, id="passphrase")
        yield Words(store_words.once_more, classes="label")
        yield PasswordInput(store_words.once_more, id="once-more")
        yield Outcome(self._outcome)
        with Actions():
            yield ActionButton(lambda: _(self._words.create), "screen.submit", id="submit", variant="primary")
            yield ActionButton(lambda: _("Cancel"), "screen.cancel", id="cancel")

    def _objection(self) -> Callable[[], str] | None:
        first, second = (field.value for field in self.query(PasswordInput))
        if not Passphrase(first).is_long_enough:
            return store_words.too_short
        return None if first == second else store_words.differ

    async def _use(self, passphrase: Passphrase) -> Failure | None:
        return await self.app.onboarding.use_store(self._kind, passphrase)


class UnlockScreen(PassphraseScreen):
    """Opens the store in use, or continues without it."""

    NAME = "unlock"

    def __init__(self, kind: StoreKind) -> None:
        super().__init__(kind)
        self.closed = asyncio.Event()

    def on_unmount(self) -> None:
        """Release everything that waits for the answer."""
        self.closed.set()

    def title_words(self) -> str:
        """Return the title."""
        return _(self._words.title)

    def content(self) -> ComposeResult:
        """Lay out the field."""
        yield Words(lambda: _(self._words.note))
        yield Words(store_words.passphrase, classes="label")
        yield PasswordInput(store_words.passphrase, id="passphrase")
        yield Outcome(self._outcome)
        with Actions():
            yield ActionButton(lambda: _("Open"), "screen.submit", id="submit", variant="primary")
            yield ActionButton(lambda: _("Go on without it"), "screen.cancel", id="cancel")
            yield ActionButton(lambda: _("Forgotten?"), "screen.forget", id="forget", classes="quiet")

    def action_forget(self) -> None:
        """Offer to remove the store."""
        self.run_worker(self._forget(), group="passphrase", exclusive=True)

    async def _use(self, passphrase: Passphrase) -> Failure | None:
        return await self.app.onboarding.unlock(passphrase)

    async def _forget(self) -> None:
        may_lose_key = self.app.onboarding.progress.key_may_be_only_here
        if not await self.app.push_screen_wait(ForgetStoreScreen(self._words, may_lose_key=may_lose_key)):
            return
        failure = await self.app.onboarding.forget_store()
        if failure:
            self._refuse(failure)
        else:
            self.app.notify(lambda: _(self._words.gone))
            self.dismiss(True)


class ForgetStoreScreen(ConfirmScreen):
    """Asks before the store is removed.

    Args:
        words: What is said about this kind of store.
        may_lose_key: Whether the key in it may exist nowhere else.
    """

    NAME = "forget-store"
    WHAT = N_("The copy of the key and the session on this computer will be lost with it.")
    NOTE = N_("What Ava has stays there.")
    YES = N_("Remove")

    def __init__(self, words: PassphraseWords, *, may_lose_key: bool) -> None:
        super().__init__()
        self._words = words
        self._may_lose_key = may_lose_key
        self.NO = words.keep

    def title_words(self) -> str:
        """Return the question."""
        return _(self._words.forget_question)

    def warning(self) -> list[Row]:
        """Say that the key may be lost, unless Ava is known to have it."""
        if not self._may_lose_key:
            return []
        return rows([Line("▲", Tone.DOUBT, store_words.may_lose_key())])


async def use_fallback(app: Shell) -> bool:
    """Use the fallback store; return whether it is in use now. Call it from a worker."""
    kind = app.onboarding.fallback
    if kind is None:
        return False
    if kind.takes_passphrase:
        return await app.push_screen_wait(NewPassphraseScreen(kind))
    return await app.onboarding.use_store(kind) is None


async def ask(app: Shell) -> None:
    """Show the dialog that opens the store in use, until it is closed."""
    if isinstance(app.screen, PreparedScreen):
        await app.screen.drawn.wait()  # no dialog opens over an empty screen
    # If the worker that opened the dialog was cancelled, the dialog is still there: share it, open no second one.
    dialog = next((screen for screen in app.screen_stack if isinstance(screen, UnlockScreen)), None)
    if dialog is None:
        dialog = UnlockScreen(app.onboarding.store)
        await app.push_screen(dialog)
    await dialog.closed.wait()
