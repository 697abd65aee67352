"""``status``: with ``--offline`` from what is remembered, else by asking everybody.

Importing this loads nothing that asks: ``--offline`` has to be quick.
"""

from typing import TYPE_CHECKING

from ava_onboard.cli.console import Console
from ava_onboard.config import Config
from ava_onboard.domain.failure import Exit
from ava_onboard.domain.problems import LOCKED
from ava_onboard.domain.progress import Progress
from ava_onboard.domain.status import Action, Answer, Badge, Status
from ava_onboard.text import waiting

if TYPE_CHECKING:
    from ava_onboard.cli.context import Run


def offline(settings: Config, console: Console, known: Progress, *, json: bool) -> Exit:
    """Show what was learnt last; nobody is asked."""
    signed_in = known.account is not None or settings.token is not None
    known = known.as_guest() if settings.token else known
    unfinished = known.unfinished(known.kept, asked=False)
    status = Status(
        known.kept, known.known, known.accepted, signed_in=signed_in, last_known=known.known, unfinished=unfinished
    )
    return _show(settings, console, status, known.account, json=json, offline=True)


def live(run: "Run", *, json: bool) -> Exit:
    """Ask the keyring, Ava and Vapi."""
    from ava_onboard.cli import passphrase

    if (failure := passphrase.unlock(run)) and failure.problem not in LOCKED:
        run.console.complain(f"✗ {failure.sentence}")  # what is known without it is shown all the same
    status = look(run)
    return _show(run.settings, run.console, status, run.onboarding.progress.account, json=json, offline=False)


def look(run: "Run") -> Status:
    """The status once everybody has answered."""

    async def last() -> Status:
        status = Status()
        async for status in run.onboarding.look():  # noqa: B007 - the last one counts
            pass
        return status

    return run.wait(last(), waiting.ava())


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
    store = settings.store
    if json:
        from ava_onboard.cli import json_output

        stored = "stored" if status.signed_in else "unknown" if status.session_unread else "none"
        session = "environment" if settings.token else stored
        account = None if settings.token else account
        console.result(
            json_output.status(
                status,
                settings=settings,
                session=session,
                account=account,
                kept_in=settings.store.name,
                offline=offline,
            )
        )
    else:
        from ava_onboard.text.status import lines

        account = "AVA_TOKEN" if settings.token else account
        console.result(*lines(status, account, settings=settings, store=store, times=offline))
    return exit_of(status)
