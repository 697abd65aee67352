"""``login``: sign in to Ava and keep the session for the next commands."""

from typing import TYPE_CHECKING, Annotated, NamedTuple, cast

from ava_onboard.cli.command import JSON, Command, Option, in_run
from ava_onboard.cli.ending import end
from ava_onboard.cli.store_option import KEEP_IN
from ava_onboard.domain.failure import Exit, Failure
from ava_onboard.locales import N_, _
from ava_onboard.text import waiting

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from ava_onboard.cli import json_types
    from ava_onboard.cli.context import Run
    from ava_onboard.domain.status import Status
    from ava_onboard.onboarding.ports import Account


class Options(NamedTuple):
    """The options of ``login``."""

    json: Annotated[bool, JSON] = False
    account: Annotated[
        str | None, Option(N_("e-mail or phone; read from the first line of stdin if left out"), N_("ACCOUNT"))
    ] = None
    token: Annotated[bool, Option(N_("sign in with an access token read from stdin"))] = False
    keep_in: Annotated[str | None, KEEP_IN] = None


async def login(run: "Run", options: Options) -> Exit:
    """Sign in with a password or an access token from stdin or a hidden prompt."""
    from ava_onboard.cli import passphrase

    if closed := await passphrase.make_ready(run, options.keep_in):
        return _end(run, None, closed, json=options.json)
    outcome = await _sign_in(run, options)
    if isinstance(outcome, Failure):
        return _end(run, None, outcome, json=options.json)
    exit_code = _end(run, outcome, await _why_not_kept(run), json=options.json)
    if exit_code is Exit.DONE and run.settings.token:
        run.console.say("▲ " + _("AVA_TOKEN is set and takes precedence over this session."))
    return exit_code


async def _sign_in(run: "Run", options: Options) -> "Account | Failure":
    from ava_onboard.cli import sign_in
    from ava_onboard.text import account as words

    if options.token:
        return await sign_in.with_token(run, run.console.secret(sign_in.question(words.token_label())))
    account = options.account or run.console.ask(sign_in.question(words.identifier_label()))
    return await sign_in.with_password(run, account, run.console.ask_hidden(sign_in.question(words.password_label())))


def _end(run: "Run", account: "Account | None", failure: Failure | None, *, json: bool) -> Exit:
    """Show the result; with both, the account is signed in, but its session cannot be kept."""
    from ava_onboard.text import account as words

    console, name = run.console, account.label if account else ""
    exit_code = end(console, failure, words.signed_in(name), _output(name or None, failure) if json else None)
    if failure and account:
        console.complain(
            _(
                "You are signed in, but the session cannot be kept: the next command will "
                "ask again, unless you set AVA_TOKEN."
            )
        )
        if fallback := run.onboarding.fallback:
            console.complain("  " + run.settings.command(f"login --keep-in {fallback.name}"))
    return exit_code


def _output(name: str | None, failure: Failure | None) -> "json_types.Login":
    from ava_onboard.cli.json_output import failure_fields

    return {
        "schema": 1,
        "command": "login",
        "done": failure is None,
        "account": None if failure else name,
        "failure": failure_fields(failure),
    }


async def _why_not_kept(run: "Run") -> Failure | None:
    """Return why the next command will not find the session that was just opened; None if it will."""
    from ava_onboard.domain.problems import NO_KEYRING

    next_command = run.onboarding_without_token()

    async def look() -> "Status":
        """Return the first status, which is known before Ava and Vapi answer."""
        looks = cast("AsyncGenerator[Status]", next_command.look())
        try:
            return await anext(looks)
        finally:
            await looks.aclose()

    status = await run.wait(look(), waiting.store(run.onboarding.store))
    not_kept = run.onboarding.session_not_kept
    if status.signed_in and not_kept is None:
        return None
    run.onboarding.remember(account=None)
    return not_kept or status.kept.failure or Failure(NO_KEYRING)


COMMAND = Command(N_("sign in to Ava (from stdin or a hidden prompt)"), Options, in_run(login), json={"login": "Login"})
