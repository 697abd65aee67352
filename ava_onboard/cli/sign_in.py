"""Sign in to Ava at the terminal, with a password or an access token."""

from ava_onboard.cli.context import Run
from ava_onboard.domain.failure import Failure, failed
from ava_onboard.domain.problems import ACCOUNT_INCOMPLETE, KEY_NOT_ASKED_FOR
from ava_onboard.domain.secret import Password, Token
from ava_onboard.locales import _
from ava_onboard.onboarding.known_keys import is_key
from ava_onboard.onboarding.ports import Account
from ava_onboard.text import account, paste, problem, waiting
from ava_onboard.text.line import labelled


async def with_password(run: Run, identifier: str, password: str) -> Account | Failure:
    """Sign in with e-mail or phone number and password.

    Raises:
        ProblemError: U07 if one of the two is empty.
    """
    if not identifier or not password:
        raise failed(ACCOUNT_INCOMPLETE)
    if refused := _refused_as_key(run, password):
        return refused
    if spelling := account.spelling(identifier):
        run.console.say("▸ " + spelling)
    return await run.wait(run.onboarding.sign_in(identifier, Password(password)), _waiting())


async def with_token(run: Run, text: str) -> Account | Failure:
    """Sign in with an access token."""
    if refused := _refused_as_key(run, text):
        return refused
    return await run.wait(run.onboarding.use_token(Token("".join(text.split()))), _waiting())


async def ask_to_sign_in(run: Run, reason: Failure | None) -> bool:
    """Ask for an account until Ava accepts it; return False if questions cannot be asked, or the person gives up."""
    console = run.console
    if not console.can_ask:
        return False
    if reason:
        console.complain("▲ " + reason.sentence)
    how = _("Use your account from Ava's website; t for an access token. Just Enter to give up.")
    console.complain("  " + how)
    while identifier := console.ask(question(account.identifier_label())):
        by_token = identifier.lower() == "t"
        secret = console.ask_hidden(question(account.token_label() if by_token else account.password_label()))
        if not secret:
            break
        outcome = await (with_token(run, secret) if by_token else with_password(run, identifier, secret))
        if isinstance(outcome, Account):
            console.say("✓ " + account.signed_in(outcome.label))
            return True
        console.complain(*problem.lines(outcome))
    return False


def _refused_as_key(run: Run, text: str) -> Failure | None:
    """Ask whether to send what looks like a key; return why it is not sent. A known key is refused without asking."""
    console, known = run.console, run.onboarding.known_keys.objection(Password(text))
    if known or not (console.can_ask and is_key(text)):
        return known
    console.complain("▲ " + paste.looks_like_key_here())
    return None if console.confirm(paste.send_all_the_same()) else Failure(KEY_NOT_ASKED_FOR)


def question(label: str) -> str:
    """Return a label as a prompt."""
    return labelled(label)


def _waiting() -> str:
    return waiting.asking_ava()
