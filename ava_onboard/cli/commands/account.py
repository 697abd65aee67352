"""``login`` and ``logout``."""

from collections.abc import AsyncGenerator
from typing import cast

from ava_onboard.cli import json_output, passphrase, sign_in
from ava_onboard.cli.context import Run
from ava_onboard.domain.failure import Exit, Failure, failed
from ava_onboard.domain.problems import CONFIRMATION_NEEDED, NO_KEYRING, NOWHERE
from ava_onboard.domain.status import Status
from ava_onboard.locales import _
from ava_onboard.onboarding.ports import Account
from ava_onboard.text import status_lines


async def login(run: Run, *, identifier: str | None, with_token: bool, json: bool, keep_in: str | None = None) -> Exit:
    """Sign in to Ava and keep the session for the next commands: where it was kept before, or in ``keep_in``."""
    console = run.console
    if closed := await passphrase.make_ready(run, keep_in):
        if json:
            console.result(json_output.account("login", None, closed))
        console.complain(*status_lines.failure(closed))
        return closed.problem.exit
    if with_token:
        outcome = await sign_in.with_token(run, console.secret(sign_in.question(_("Access token"))))
    else:
        identifier = identifier or console.ask(sign_in.question(_("E-mail or phone (+33…, +1…)")))
        outcome = await sign_in.with_password(run, identifier, console.ask_hidden(sign_in.question(_("Password"))))
    failure = outcome if isinstance(outcome, Failure) else await _why_not_kept(run)
    if json:
        name = outcome.label if isinstance(outcome, Account) else None
        console.result(json_output.account("login", None if failure else name, failure))
    if failure:
        console.complain(*status_lines.failure(failure))
        if isinstance(outcome, Account):
            console.complain(
                _(
                    "You are signed in, but the session cannot be kept: the next command will "
                    "ask again, unless you set AVA_TOKEN."
                )
            )
            if run.onboarding.can_use_file:
                console.complain("  " + run.settings.command("login --keep-in file"))
        return failure.problem.exit
    if isinstance(outcome, Account) and not json:
        console.result("✓ " + _("Signed in as {name}").format(name=outcome.label))
    if run.settings.token:
        console.say("▲ " + _("AVA_TOKEN is set and takes precedence over this session."))
    return Exit.DONE


async def logout(run: Run, *, json: bool, with_file: bool = False, assume_yes: bool = False) -> Exit:
    """Forget the session with Ava. The key stays, unless the protected file that holds both is removed.

    Args:
        run: The run.
        json: Whether the outcome is shown in JSON.
        with_file: Whether to remove a protected file too, with all that is in it: its passphrase is forgotten.
        assume_yes: Whether to do that without asking.

    Raises:
        ProblemError: U03 if questions cannot be asked.
    """
    if with_file and run.onboarding.in_file:
        return await _forget_file(run, json=json, assume_yes=assume_yes)
    failure = await run.wait(
        run.onboarding.sign_out(), _("Your keyring may be asking for its password in another window.")
    )
    if failure and failure.problem in NOWHERE:  # nowhere to keep a session, so there is none
        failure = run.onboarding.remember(account=None)
    if json:
        run.console.result(json_output.account("logout", None, failure))
    if failure:
        run.console.complain(*status_lines.failure(failure))
        return failure.problem.exit
    if not json:
        run.console.result("✓ " + _("Signed out of Ava."))
    if run.settings.token:
        run.console.say("▲ " + _("AVA_TOKEN is set: it is still used with Ava."))
    return Exit.DONE


async def _forget_file(run: Run, *, json: bool, assume_yes: bool) -> Exit:
    console = run.console
    if not (assume_yes or console.can_ask):
        raise failed(CONFIRMATION_NEEDED)
    if not assume_yes:
        console.say(_("The session and the key in it will be lost. What Ava has stays there."))
        if not console.confirm(_("Remove the protected file?")):
            console.complain(_("Nothing was removed."))
            return Exit.INTERRUPTED
    failure = await run.wait(run.onboarding.forget_file(), _("Removing the protected file."))
    if json:
        console.result(json_output.account("logout", None, failure))
    if failure:
        console.complain(*status_lines.failure(failure))
        return failure.problem.exit
    if not json:
        console.result("✓ " + _("The protected file has been removed, and you are signed out of Ava."))
    return Exit.DONE


async def _why_not_kept(run: Run) -> Failure | None:
    """Return why the next command will not find the session that was just opened; None if it will."""
    next_command = run.another_onboarding(token=None)

    async def look() -> Status:
        """Return what this computer alone knows: the first status comes before Ava and Vapi are asked."""
        looks = cast("AsyncGenerator[Status]", next_command.look())
        try:
            return await anext(looks)
        finally:
            await looks.aclose()

    status = await run.wait(look(), _("Your keyring may be asking for its password in another window."))
    not_kept = run.onboarding.session_not_kept
    if status.signed_in and not_kept is None:
        return None
    run.onboarding.remember(account=None)
    return not_kept or status.kept.failure or Failure(NO_KEYRING)
