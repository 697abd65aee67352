"""``logout``: forget the Ava session. The key stays, unless the secret store that holds both is removed."""

from typing import TYPE_CHECKING, Annotated, NamedTuple

from ava_onboard.cli.command import JSON, YES, Command, Option, in_run
from ava_onboard.cli.ending import end
from ava_onboard.domain.failure import Exit, Failure, failed
from ava_onboard.locales import _
from ava_onboard.text import account, commands, deletion, store_words, waiting

if TYPE_CHECKING:
    from ava_onboard.cli import json_types
    from ava_onboard.cli.context import Run


class Options(NamedTuple):
    """The options of ``logout``."""

    json: Annotated[bool, JSON] = False
    forget_file: Annotated[bool, Option(store_words.FORGET)] = False
    yes: Annotated[bool, YES] = False


async def logout(run: "Run", options: Options) -> Exit:
    """Sign out; with ``forget_file``, remove a store with a passphrase, and everything in it.

    Raises:
        ProblemError: U03 if questions cannot be asked.
    """
    if options.forget_file and run.onboarding.store.takes_passphrase:
        return await _forget_store(run, options)
    from ava_onboard.domain.problems import NOWHERE

    failure = await run.wait(run.onboarding.sign_out(), waiting.store(run.onboarding.store))
    if failure and failure.problem in NOWHERE:  # no keyring, so there is no session in it
        failure = run.onboarding.remember(account=None)
    exit_code = end(run.console, failure, account.signed_out(), _output(failure) if options.json else None)
    if exit_code is Exit.DONE and run.settings.token:
        run.console.say("▲ " + account.token_still_used())
    return exit_code


async def _forget_store(run: "Run", options: Options) -> Exit:
    from ava_onboard.domain.problems import CONFIRMATION_NEEDED

    console, words = run.console, store_words.of_passphrase(run.onboarding.store)
    if not (options.yes or console.can_ask):
        raise failed(CONFIRMATION_NEEDED)
    if run.onboarding.progress.key_may_be_only_here:
        console.complain("▲ " + store_words.may_lose_key())
    if not options.yes:
        console.say(_("The session and the key in it will be lost. What Ava has stays there."))
        if not console.confirm(_(words.forget_question)):
            console.complain(deletion.nothing_removed())
            return Exit.INTERRUPTED
    failure = await run.wait(run.onboarding.forget_store(), _(words.removing))
    return end(console, failure, _(words.removed), _output(failure) if options.json else None)


def _output(failure: Failure | None) -> "json_types.Logout":
    from ava_onboard.cli.json_output import failure_fields

    return {
        "schema": 1,
        "command": "logout",
        "done": failure is None,
        "account": None,
        "failure": failure_fields(failure),
    }


COMMAND = Command(commands.LOGOUT, Options, in_run(logout), json={"logout": "Logout"})
