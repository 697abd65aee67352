"""``status``: with ``--offline`` from what is remembered, else by asking everybody.

Importing this loads nothing that asks: ``--offline`` has to be quick.
"""

import os
from typing import TYPE_CHECKING

from ava_onboard.cli.console import Console
from ava_onboard.config import Config
from ava_onboard.domain.failure import Exit, Failure
from ava_onboard.domain.problems import FILE_LOCKED
from ava_onboard.domain.progress import Progress
from ava_onboard.domain.status import Action, Answer, Badge, Status
from ava_onboard.locales import _

if TYPE_CHECKING:
    from ava_onboard.cli.context import Run


def offline(settings: Config, console: Console, known: Progress, *, json: bool) -> Exit:
    """Show what was learnt last, without asking anything."""
    signed_in = known.account is not None or settings.token is not None
    known = known.as_guest() if settings.token else known
    begun = known.begun(known.kept, asked=False)
    status = Status(known.kept, known.known, known.accepted, signed_in=signed_in, last_known=known.known, begun=begun)
    return _show(settings, console, status, known.account, json=json, offline=True)


async def live(run: "Run", *, json: bool) -> Exit:
    """Ask the keyring, Ava and Vapi."""
    from ava_onboard.cli import passphrase

    async def unlock() -> Failure | None:
        failure = await passphrase.unlock(run)
        if failure and failure.problem is not FILE_LOCKED:
            run.console.complain(f"✗ {failure.sentence}")  # what is known without it is shown all the same
        return failure

    await run.onboarding.ask_to_unlock(unlock, again=True)
    status = await look(run)
    return _show(run.settings, run.console, status, run.onboarding.progress.account, json=json, offline=False)


async def look(run: "Run") -> Status:
    """Return the status once everything is answered."""

    async def last() -> Status:
        status = Status()
        async for status in run.onboarding.look():  # noqa: B007 - the last one counts
            pass
        return status

    return await run.wait(last(), _("Waiting for Ava. Its first answer can take a minute."))


def exit_of(status: Status) -> Exit:
    """The exit code: 4 where Vapi refuses the key, else what kept Ava from answering, else whether Ava has a key."""
    if status.accepted.answer is Answer.NO:
        return Exit.KEY_REFUSED
    if status.action is Action.UNLOCK and status.known.answer is Answer.UNKNOWN:
        return Exit.NOWHERE_TO_KEEP
    if status.session_unread and status.known.answer is Answer.UNKNOWN:
        return status.session_unread.problem.exit
    if status.known.failure:
        return status.known.failure.problem.exit
    return Exit.DONE if status.badge is Badge.CONFIGURED else Exit.NOT_CONFIGURED


def _show(
    settings: Config, console: Console, status: Status, account: str | None, *, json: bool, offline: bool
) -> Exit:
    in_file = os.path.lexists(settings.vault_file)
    if json:
        from ava_onboard.cli import json_output

        kept_in = "file" if in_file else "keyring"
        stored = "stored" if status.signed_in else "unknown" if status.session_unread else "none"
        session = "environment" if settings.token else stored
        account = None if settings.token else account
        console.result(
            json_output.status(
                status, settings=settings, session=session, account=account, kept_in=kept_in, offline=offline
            )
        )
    else:
        from ava_onboard.text import status_lines

        account = "AVA_TOKEN" if settings.token else account
        console.result(*status_lines.status(status, account, settings=settings, in_file=in_file, times=offline))
    return exit_of(status)
