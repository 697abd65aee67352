"""The passphrase of the protected file: choosing one, and opening the file with it."""

import asyncio
from abc import abstractmethod

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.widgets import Button

from ava_onboard.domain.failure import Failure
from ava_onboard.domain.secret import SHORTEST_PASSPHRASE, Passphrase
from ava_onboard.locales import N_, _
from ava_onboard.tui.key.field import SecretInput
from ava_onboard.tui.key.texts import failure_rows
from ava_onboard.tui.screens.base import OnboardDialog
from ava_onboard.tui.screens.confirm import ConfirmScreen
from ava_onboard.tui.widgets.rows import Row, Rows
from ava_onboard.tui.widgets.words import ActionButton, Words


class PassphraseScreen(OnboardDialog[bool]):
    """Gives True once the protected file is open. After a refusal the first field is as it was."""

    BINDINGS = [
        Binding("escape", "cancel", N_("Cancel")),
        Binding("enter", "go_on", "", show=False, priority=True),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._said: Failure | str | None = None
        self._busy = False

    def on_mount(self) -> None:
        """Start in the first field."""
        self.query(SecretInput).first().focus()

    def action_go_on(self) -> None:
        """Enter presses a button, goes to the next field, and from the last one submits."""
        focused = self.focused
        if isinstance(focused, Button):
            focused.press()
        elif focused and focused is self.query(SecretInput).last():
            focused.call_later(self.action_submit)  # behind the keys that are still on their way to the field
        else:
            self.focus_next(SecretInput)

    def action_submit(self) -> None:
        """Try what was typed."""
        if not self._busy:
            self.run_worker(self._submit(), group="passphrase", exclusive=True)

    def action_cancel(self) -> None:
        """Close without it."""
        self.dismiss(False)

    async def _submit(self) -> None:
        if said := self._objection():
            self._refuse(said)
            return
        self._busy, self._said = True, None
        self.redraw()
        failure = await self._use(Passphrase(self.query(SecretInput).first().value))
        self._busy = False
        if failure:
            self._refuse(failure)
        else:
            self.dismiss(True)

    def _refuse(self, said: Failure | str) -> None:
        self._said = said
        self.redraw()
        first, *others = self.query(SecretInput)
        for other in others:
            other.clear()
        first.focus().select_all()  # typing replaces it, Enter goes on with it

    def _objection(self) -> str | None:
        """Why what was typed cannot even be tried."""
        return None if self.query(SecretInput).first().value else _("Enter your passphrase first.")

    @abstractmethod
    async def _use(self, passphrase: Passphrase) -> Failure | None:
        """Open the file; what prevents it."""

    def _outcome(self) -> list[Row]:
        if self._busy:
            return [Row(_("Opening the protected file."), "…", "$text-primary")]
        if isinstance(self._said, Failure):
            return failure_rows(self._said)
        return [Row(self._said, "✗", "$text-error")] if self._said else []


class NewPassphraseScreen(PassphraseScreen):
    """Makes the protected file."""

    def compose(self) -> ComposeResult:
        """Make the dialog; what is forgotten is spoken of before anything is typed."""
        clipboard = self.onboard.clipboard_of_system
        with Vertical(classes="dialog", id="new-passphrase"):
            yield Words(lambda: _("Keep the key in a protected file"), classes="dialog-title")
            yield Words(lambda: _("Protected by a passphrase you choose. You will be asked for it next time."))
            yield Words(lambda: _("If you forget it, the copy on this computer is lost. What Ava has stays there."))
            yield Words(lambda: _("New passphrase, at least 8 characters"), classes="label first")
            yield SecretInput(clipboard, id="passphrase")
            yield Words(lambda: _("Repeat the passphrase"), classes="label")
            yield SecretInput(clipboard, id="once-more")
            yield Rows(self._outcome, id="passphrase-outcome")
            with Horizontal(classes="actions"):
                yield ActionButton(lambda: _("Create the file"), "screen.submit", id="submit", variant="primary")
                yield ActionButton(lambda: _("Cancel"), "screen.cancel", id="cancel")

    def _objection(self) -> str | None:
        first, second = (field.value for field in self.query(SecretInput))
        if not Passphrase(first).is_long_enough:
            return _("The passphrase needs at least {count} characters.").format(count=SHORTEST_PASSPHRASE)
        return None if first == second else _("The two do not match.")

    async def _use(self, passphrase: Passphrase) -> Failure | None:
        return await self.onboard.onboarding.use_file(passphrase)


class UnlockScreen(PassphraseScreen):
    """Opens the protected file, or goes on without it."""

    def __init__(self) -> None:
        super().__init__()
        self.closed = asyncio.Event()

    def on_unmount(self) -> None:
        """Tell those who wait for it."""
        self.closed.set()

    def compose(self) -> ComposeResult:
        """Make the dialog."""
        with Vertical(classes="dialog", id="unlock"):
            yield Words(lambda: _("Your protected file"), classes="dialog-title")
            yield Words(lambda: _("It holds your key and your Ava session, and opens with your passphrase."))
            yield Words(lambda: _("Passphrase"), classes="label first")
            yield SecretInput(self.onboard.clipboard_of_system, id="passphrase")
            yield Rows(self._outcome, id="passphrase-outcome")
            with Horizontal(classes="actions"):
                yield ActionButton(lambda: _("Open"), "screen.submit", id="submit", variant="primary")
                yield ActionButton(lambda: _("Go on without it"), "screen.cancel", id="cancel")
                yield ActionButton(lambda: _("Forgotten?"), "screen.forget", id="forget")

    def action_forget(self) -> None:
        """Offer to remove the file."""
        self.run_worker(self._forget(), group="passphrase", exclusive=True)

    async def _use(self, passphrase: Passphrase) -> Failure | None:
        return await self.onboard.onboarding.unlock(passphrase)

    async def _forget(self) -> None:
        if not await self.app.push_screen_wait(ForgetFileScreen()):
            return
        failure = await self.onboard.onboarding.forget_file()
        if failure:
            self._refuse(failure)
        else:
            self.notify(_("The protected file will be removed."))
            self.dismiss(True)


class ForgetFileScreen(ConfirmScreen):
    """Asks before the protected file is removed."""

    QUESTION = N_("Remove the protected file?")
    WHAT = N_("The copy of the key and the session on this computer will be lost with it.")
    NOTE = N_("What Ava has stays there.")
    YES = N_("Remove")
    NO = N_("Keep the file")
