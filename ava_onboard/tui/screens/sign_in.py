"""The dialog that signs in to Ava, with a password or an access token."""

from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Input

from ava_onboard.domain.attention import Action
from ava_onboard.domain.failure import Failure
from ava_onboard.domain.secret import Password, Token
from ava_onboard.locales import N_, _
from ava_onboard.text import account, labels, waiting
from ava_onboard.text.line import Line, Tone
from ava_onboard.tui.key.field import OpenInput, PasswordInput
from ava_onboard.tui.screens.base import OnboardDialog
from ava_onboard.tui.widgets.frame import Actions
from ava_onboard.tui.widgets.lines import rows
from ava_onboard.tui.widgets.outcome import Outcome
from ava_onboard.tui.widgets.rows import Row, Rows
from ava_onboard.tui.widgets.words import ActionButton, Words


class SignInScreen(OnboardDialog[bool]):
    """Returns True once the person is signed in. A refusal keeps everything that was typed.

    Args:
        reason: Why Ava asks; None if signing in was chosen.
        for_support: Whether it is for letting support follow.
        with_token: Whether to begin with the access token.
    """

    BINDINGS = [
        Binding("escape", "cancel", N_("Cancel")),
        # Handled before the next key reaches a field: password managers type faster than a field responds.
        Binding("enter", "go_on", "", show=False, priority=True),
        Binding("tab", "app.focus_next", "", show=False, priority=True),
    ]

    NAME = "sign-in"

    def __init__(self, reason: Failure | None, *, for_support: bool = False, with_token: bool = False) -> None:
        super().__init__()
        self.set_class(with_token, "-token")
        self._for_support = for_support
        self._failure = reason
        self._identifier = self._tried = ""
        self._first = True
        self._busy = False
        self._forgotten = False

    @property
    def failure(self) -> Failure | None:
        """Why it asks, or what Ava has answered."""
        return self._failure

    def title_words(self) -> str:
        """Return the title."""
        return _(Action.SIGN_IN.value)

    def content(self) -> ComposeResult:
        """Lay out both ways to sign in; the style sheet shows one of them."""
        yield Words(self._why, id="why", classes="muted")
        with Vertical(id="with-password"):
            yield Words(account.identifier_label, classes="label")
            yield OpenInput(account.identifier_label, id="identifier")
            yield Rows(self._spelling, id="spelling")
            yield Words(account.password_label, classes="label")
            yield PasswordInput(account.password_label, id="password")
        with Vertical(id="with-token"):
            yield Words(account.token_label, classes="label")
            yield PasswordInput(account.token_label, id="token")
        with Horizontal(id="other-ways"):
            yield ActionButton(self._forgotten_label, "screen.forgotten", id="forgotten", classes="quiet")
            yield ActionButton(self._other_way, "screen.use_password", id="other-way", classes="quiet")
        yield Words(self._demo_account, id="demo-account", classes="muted")
        yield Outcome(self._outcome)
        with Actions():
            yield ActionButton(lambda: _(labels.SIGN_IN), "screen.submit", id="submit", variant="primary")
            yield ActionButton(lambda: _("Cancel"), "screen.cancel", id="cancel")

    def on_mount(self) -> None:
        """Start in the first field, and get ready for Ava while the person types."""
        self.run_worker(self.app.onboarding.expect_ava(), group="prepare")
        self.query_one("#token" if self.has_class("-token") else "#identifier").focus()

    def redraw(self) -> None:
        """Show the current state; Enter presses nothing while Ava is being asked."""
        self.query("#submit").set_class(self._busy, "-waiting")
        super().redraw()

    @on(Input.Changed, "#identifier")
    def show_spelling(self, event: Input.Changed) -> None:
        """Show how Ava is told who signs in."""
        self._identifier = event.value
        self.query_one("#spelling", Rows).redraw()

    def action_go_on(self) -> None:
        """Press the focused button, or go to the next field; the last field submits."""
        focused = self.focused
        if isinstance(focused, Button):
            focused.press()
        elif focused and focused.id == "identifier":
            self.set_focus(self.query_one("#password"))
        elif focused:
            focused.call_later(self.action_submit)  # after the keys that the field has yet to process

    def action_submit(self) -> None:
        """Sign in with what was typed."""
        if not self._busy:
            self.run_worker(self._submit(), group="sign-in", exclusive=True)

    def action_use_password(self) -> None:
        """Go back from the access token to the password."""
        self.remove_class("-token")
        self.query_one("#identifier").focus()
        self.redraw()

    def action_forgotten(self) -> None:
        """Say what to do about a forgotten password."""
        self._forgotten = True
        self.redraw()
        self.query_one("#password").focus()

    def action_cancel(self) -> None:
        """Stop waiting for Ava; if nothing is under way, close."""
        if self._busy:
            self.workers.cancel_group(self, "sign-in")
            self._busy = False
            self.redraw()
        else:
            self.dismiss(False)

    async def _submit(self) -> None:
        use_cases = self.app.onboarding
        identifier = self.query_one("#identifier", Input).value.strip()
        password, token = self.query_one("#password", Input), self.query_one("#token", Input)
        with_token = self.has_class("-token")
        missing = token if with_token else self.query_one("#identifier", Input) if not identifier else password
        if not missing.value.strip():
            missing.focus()
            return
        self._busy, self._first, self._forgotten, self._failure = True, False, False, None
        self.redraw()
        with self.query_one(Outcome).waiting(waiting.signing_in):
            if with_token:
                outcome = await use_cases.use_token(Token("".join(token.value.split())))
            else:
                outcome = await use_cases.sign_in(identifier, Password(password.value))
        self._busy = False
        if isinstance(outcome, Failure):
            self._failure, self._tried = outcome, self._identifier
            self.redraw()
            missing.focus().select_all()  # typing replaces it, Enter tries it again
        else:
            self.app.notify(partial(account.signed_in, outcome.label))
            self.dismiss(True)

    def _why(self) -> str:
        if self.has_class("-token"):
            return ""  # it says to use an account
        if self._forgotten or (self._failure and not self._first):
            return ""  # what has happened since is of more importance, and needs the lines
        return account.why(self._failure if self._first else None, for_support=self._for_support)

    def _spelling(self) -> list[Row]:
        """Return how Ava is told who signs in; not again for what it has just been told."""
        spelling = account.spelling(self._identifier) if self._identifier != self._tried else None
        return rows([Line("▸", Tone.NOTE, spelling)]) if spelling else []

    def _outcome(self) -> list[Row]:
        if self._forgotten:
            return rows([account.forgotten()])
        if self._failure is None or self._first:
            return []
        return rows(account.not_signed_in(self._failure, self._identifier))

    def _demo_account(self) -> str:
        demo = self.app.demo
        if demo is None:
            return ""
        words = _("Demo account: {identifier}, password {password}")
        return words.format(identifier=demo.identifier, password=demo.password)

    def _forgotten_label(self) -> str:
        return "" if self.has_class("-token") else _("Forgot your password?")

    def _other_way(self) -> str:
        return _("With a password") if self.has_class("-token") else ""
