"""``login`` and ``logout``, and signing in where another command needs it."""

from collections.abc import AsyncGenerator
from typing import cast

from ava_onboard.cli import json_output, passphrase
from ava_onboard.cli.context import Run
from ava_onboard.domain.failure import Exit, Failure, failed
from ava_onboard.domain.problems import ACCOUNT_INCOMPLETE, CONFIRMATION_NEEDED, NO_KEYRING, NOWHERE
from ava_onboard.domain.secret import Password, Token
from ava_onboard.domain.status import Status
from ava_onboard.locales import _
from ava_onboard.onboarding.ports import Account
from ava_onboard.text import account as texts
from ava_onboard.text import deletion, problem, store_words, waiting
from ava_onboard.text.line import labelled, plain


def login(run: Run, *, identifier: str | None, with_token: bool, json: bool, keep_in: str | None = None) -> Exit:
    """Sign in to Ava and keep the session for the next commands: in the place of before, or in ``keep_in``."""
    console = run.console
    if closed := passphrase.keep_in(run, keep_in):
        if json:
            console.result(json_output.account("login", None, closed))
        console.complain(*plain(problem.lines(closed)))
        return closed.problem.exit
    if with_token:
        outcome = use_token(run, console.secret(_question(texts.token_label())))
    else:
        identifier = identifier or console.ask(_question(texts.identifier_label()))
        outcome = sign_in(run, identifier, console.ask_hidden(_question(texts.password_label())))
    failure = outcome if isinstance(outcome, Failure) else _why_not_kept(run)
    if json:
        name = outcome.label if isinstance(outcome, Account) else None
        console.result(json_output.account("login", None if failure else name, failure))
    if failure:
        console.complain(*plain(problem.lines(failure)))
        if isinstance(outcome, Account):
            console.complain(
                _(
                    "You are signed in, but the session cannot be kept: the next command will "
                    "ask again, unless you set AVA_TOKEN."
                )
            )
            if fallback := run.onboarding.fallback:
                console.complain("  " + run.settings.command(f"login --keep-in {fallback.name}"))
        return failure.problem.exit
    if isinstance(outcome, Account) and not json:
        console.result("✓ " + texts.signed_in(outcome.label))
    if run.settings.token:
        console.say("▲ " + _("AVA_TOKEN is set and takes precedence over this session."))
    return Exit.DONE


def logout(run: Run, *, json: bool, with_store: bool = False, assume_yes: bool = False) -> Exit:
    """Forget the session with Ava; the key stays, except where the store goes that holds both.

    Args:
        run: The run.
        json: Whether the outcome is told in JSON.
        with_store: Whether a store with a passphrase goes too, with all that is in it: the passphrase is forgotten.
        assume_yes: Whether that is done without asking.

    Raises:
        ProblemError: U03 if nobody can be asked whether the store is to go.
    """
    if with_store and run.onboarding.store.takes_passphrase:
        return _forget_store(run, json=json, assume_yes=assume_yes)
    failure = run.wait(run.onboarding.sign_out(), waiting.keyring())
    if failure and failure.problem in NOWHERE:  # nowhere to keep a session, so there is none
        failure = run.onboarding.remember(account=None)
    if json:
        run.console.result(json_output.account("logout", None, failure))
    if failure:
        run.console.complain(*plain(problem.lines(failure)))
        return failure.problem.exit
    if not json:
        run.console.result("✓ " + texts.signed_out())
    if run.settings.token:
        run.console.say("▲ " + texts.token_still_used())
    return Exit.DONE


def _forget_store(run: Run, *, json: bool, assume_yes: bool) -> Exit:
    console, words = run.console, store_words.of_passphrase(run.onboarding.store)
    if not (assume_yes or console.can_ask):
        raise failed(CONFIRMATION_NEEDED)
    if not assume_yes:
        console.say(_("The session and the key in it will be lost. What Ava has stays there."))
        if not console.confirm(_(words.forget_question)):
            console.complain(deletion.nothing_removed())
            return Exit.INTERRUPTED
    failure = run.wait(run.onboarding.forget_store(), _(words.removing))
    if json:
        console.result(json_output.account("logout", None, failure))
    if failure:
        console.complain(*plain(problem.lines(failure)))
        return failure.problem.exit
    if not json:
        console.result("✓ " + _(words.removed))
    return Exit.DONE


def sign_in(run: Run, identifier: str, password: str) -> Account | Failure:
    """Ask Ava whether it knows the account.

    Raises:
        ProblemError: U07 if one of the two is empty.
    """
    if not identifier or not password:
        raise failed(ACCOUNT_INCOMPLETE)
    return run.wait(run.onboarding.sign_in(identifier, Password(password)), waiting.ava())


def use_token(run: Run, text: str) -> Account | Failure:
    """Ask Ava whose token this is."""
    return run.wait(run.onboarding.use_token(Token("".join(text.split()))), waiting.ava())


def ask_to_sign_in(run: Run, reason: Failure | None) -> bool:
    """Ask who the person is until Ava knows them; False if they give up with an empty answer."""
    console = run.console
    if reason:
        console.complain("▲ " + reason.sentence)
    how = _("Use your account from Ava's website; t for an access token. Just Enter to give up.")
    console.complain("  " + how)
    while identifier := console.ask(_question(texts.identifier_label())):
        with_token = identifier.lower() == "t"
        secret = console.ask_hidden(_question(texts.token_label() if with_token else texts.password_label()))
        if not secret:
            break
        outcome = use_token(run, secret) if with_token else sign_in(run, identifier, secret)
        if isinstance(outcome, Account):
            console.say("✓ " + texts.signed_in(outcome.label))
            return True
        console.complain(*plain(problem.lines(outcome)))
    return False


def _why_not_kept(run: Run) -> Failure | None:
    """Why the next command will not know the session that was just opened; None if it will."""
    next_command = run.another_onboarding(token=None)

    async def look() -> Status:
        """What this computer alone knows: neither Ava nor Vapi is asked before the first status."""
        looks = cast("AsyncGenerator[Status]", next_command.look())
        try:
            return await anext(looks)
        finally:
            await looks.aclose()

    status = run.wait(look(), waiting.keyring())
    not_kept = run.onboarding.session_not_kept
    if status.signed_in and not_kept is None:
        return None
    run.onboarding.remember(account=None)
    return not_kept or status.kept.failure or Failure(NO_KEYRING)


def _question(label: str) -> str:
    return labelled(label)
