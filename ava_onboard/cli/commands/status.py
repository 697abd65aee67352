"""``status``: what is known of the key. ``--offline`` shows the saved state, and must be fast."""

import sys
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

from ava_onboard import __version__
from ava_onboard.cli.command import JSON, Call, Command, Option, in_run
from ava_onboard.domain.attention import Action
from ava_onboard.domain.fact import Answer
from ava_onboard.domain.failure import Exit, Failure
from ava_onboard.domain.problems import LOCKED
from ava_onboard.domain.progress import Progress
from ava_onboard.domain.status import Badge, Status
from ava_onboard.locales import N_
from ava_onboard.text import commands, support

if TYPE_CHECKING:
    from ava_onboard.cli import json_types
    from ava_onboard.cli.console import Console
    from ava_onboard.cli.context import Run
    from ava_onboard.config import Config


_EXITS = {
    Badge.CONFIGURED: Exit.DONE,
    Badge.ATTENTION: Exit.NEEDS_ATTENTION,
    Badge.NOT_CONFIGURED: Exit.NOT_CONFIGURED,
}


class Options(NamedTuple):
    """The options of ``status``."""

    json: Annotated[bool, JSON] = False
    offline: Annotated[bool, Option(N_("show the last known state, without asking anyone"))] = False
    support: Annotated[bool, Option(N_("show the six symbols that support asks for"))] = False


def run(call: Call, options: Options) -> int:
    """Show the status, which the exit code sums up."""
    return offline(call, options) if options.offline else in_run(live)(call, options)


def offline(call: Call, options: Options) -> Exit:
    """Show the last known status, without any request."""
    settings, console, known, unread = call
    if unread:
        from ava_onboard.text import problem

        console.complain(*problem.lines(unread, "▲"))
    signed_in = known.account is not None or settings.token is not None
    known = known.as_guest() if settings.token else known
    status = known.status()._replace(known=known.known, signed_in=signed_in)
    return _show(settings, console, status, known, options)


async def live(run: "Run", options: Options) -> Exit:
    """Ask the keyring, Ava and Vapi."""
    from ava_onboard.cli import passphrase

    async def unlock() -> Failure | None:
        failure = await passphrase.unlock(run)
        if failure and failure.problem not in LOCKED:
            run.console.complain(f"✗ {failure.sentence}")  # continue: the rest can still be shown
        return failure

    refused = await run.onboarding.ask_to_unlock(unlock, again=True)
    status = await look(run)
    if refused:
        status = _with_refusal(status, refused)
    return _show(run.settings, run.console, status, run.onboarding.progress, options)


def _with_refusal(status: Status, refused: Failure) -> Status:
    """Return the status with what keeps the store closed, instead of only that it is closed."""
    closed, unread = status.kept.failure, status.session_unread
    if closed and closed.problem in LOCKED:
        status = status._replace(kept=status.kept._replace(failure=refused))
    if unread and unread.problem in LOCKED:
        status = status._replace(session_unread=refused)
    return status


async def look(run: "Run") -> Status:
    """Return the status once everything is answered."""
    from ava_onboard.text import waiting

    async def all_of_them() -> list[Status]:
        return [status async for status in run.onboarding.look()]

    return (await run.wait(all_of_them(), waiting.asking_ava()))[-1]


def exit_of_badge(badge: Badge) -> Exit:
    """Return the exit code of a badge."""
    return _EXITS[badge]


def exit_of(status: Status) -> Exit:
    """Return the exit code: 4 if Vapi refuses the key, then the failure to reach Ava, then that of the badge."""
    if status.verdict.answer is Answer.NO:
        return Exit.KEY_REFUSED
    if status.action is Action.UNLOCK and status.known.answer is Answer.UNKNOWN:
        return Exit.NOWHERE_TO_KEEP
    if status.session_unread and status.known.answer is Answer.UNKNOWN:
        return status.session_unread.problem.exit
    if status.known.failure:
        return status.known.failure.problem.exit
    return exit_of_badge(status.badge)


def _show(settings: "Config", console: "Console", status: Status, progress: Progress, options: Options) -> Exit:
    if options.json:
        output = _output(settings, status, progress, offline=options.offline)
        console.print_json(output)
    else:
        from ava_onboard.text.status import lines

        account = "AVA_TOKEN" if settings.token else progress.account
        symbols = _symbols(settings, status)
        with support.following(lambda _failure: symbols):
            console.result(*lines(status, account, settings=settings, store=settings.store, times=options.offline))
        if options.support:
            console.result(*support.lines(symbols))
    return exit_of(status)


def _symbols(settings: "Config", status: Status) -> str:
    """Return the situation code: the card of the app, as it would show this status."""
    from ava_onboard.domain import state_problem
    from ava_onboard.domain.situation.facts import facts_of
    from ava_onboard.domain.situation.of_commands import OnCard
    from ava_onboard.domain.situation.troubles import CARD, named

    trouble = named(support.trouble_of(state_problem.read_out(status)), CARD)
    return support.coded(OnCard(facts_of(status), trouble), settings.store)


def _output(settings: "Config", status: Status, progress: Progress, *, offline: bool) -> "json_types.Status":
    from ava_onboard.cli.json_output import fact_fields as fact

    stored: Literal["stored", "unknown", "none"] = (
        "stored" if status.signed_in else "unknown" if status.session_unread else "none"
    )
    return {
        "schema": 1,
        "configured": status.at_ava.answer is Answer.YES,
        "attention": [concern.name.lower() for concern in status.concerns],
        "preview": status.preview,
        "facts": {
            "kept": fact(status.kept),
            "known": fact(status.known),
            "accepted": fact(status.verdict),
            "used": fact(status.proof),
        },
        "last_known": fact(status.at_ava),
        "agree": status.agree,
        "action": status.action.name.lower(),
        "session": "environment" if settings.token else stored,
        "account": None if settings.token else progress.account,
        "profile": settings.profile,
        "ava_url": settings.ava_url,
        "unprotected": status.unprotected,
        "kept_in": settings.store.name,
        "offline": offline,
        "situation": _symbols(settings, status),
        "versions": {"ava_onboard": __version__, "python": "{}.{}.{}".format(*sys.version_info)},
    }


COMMAND = Command(commands.STATUS, Options, run, json={"status": "Status"})
