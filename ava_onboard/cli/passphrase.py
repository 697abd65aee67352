"""The passphrase of the protected file: from AVA_ONBOARD_PASSPHRASE, else asked for at the terminal."""

from functools import partial

from ava_onboard.cli.console import EndOfInputError
from ava_onboard.cli.context import Run
from ava_onboard.domain.failure import Failure
from ava_onboard.domain.problems import BAD_SETTING, FILE_LOCKED, WRONG_PASSPHRASE
from ava_onboard.domain.secret import SHORTEST_PASSPHRASE, Passphrase
from ava_onboard.locales import _
from ava_onboard.text.status_lines import labelled

_TRIES = 3


async def keep_in(run: Run, place: str | None) -> Failure | None:
    """Make the place ready that the person asks for; what prevents that, without saying it.

    Args:
        run: The run.
        place: ``file`` or ``keyring``; None for the place where secrets are kept already.
    """
    if place == "file" and not run.onboarding.in_file:
        return await use_file(run)
    if place == "keyring" and run.onboarding.in_file:
        await run.onboarding.ask_to_unlock(partial(unlock, run), again=True)
        return await run.wait(run.onboarding.use_keyring(), _waiting())
    return None


async def make_ready(run: Run, place: str | None) -> Failure | None:
    """Do the same, and open a protected file where it was one already."""
    return await keep_in(run, place) or await run.onboarding.ask_to_unlock(partial(unlock, run))


async def unlock(run: Run) -> Failure | None:
    """Open the protected file; why it stays closed, except where the person wants to continue without it."""
    if run.settings.passphrase:
        failure = await run.wait(run.onboarding.unlock(run.settings.passphrase), _waiting())
        _say_what_helps(run, failure)
        return failure
    console, failure = run.console, Failure(FILE_LOCKED)
    for _try in range(_TRIES):
        try:
            text = console.ask_at_terminal(_("Passphrase of the protected file (just Enter to go on without it): "))
        except EndOfInputError:
            return failure
        if not text:
            return None
        refused = await run.wait(run.onboarding.unlock(Passphrase(text)), _waiting())
        if refused is None:
            return None
        failure = refused
        if failure.problem is not WRONG_PASSPHRASE:
            break
        console.complain("✗ " + failure.sentence)
    _say_what_helps(run, failure)
    return failure


def _say_what_helps(run: Run, failure: Failure | None) -> None:
    """The way out for somebody who has forgotten the passphrase."""
    if failure and failure.problem is WRONG_PASSPHRASE:
        forget = run.settings.command("logout --forget-file")
        run.console.complain("▲ " + labelled(_("If you have forgotten the passphrase"), forget))


async def use_file(run: Run) -> Failure | None:
    """From now on keep secrets in a protected file; what prevents it."""
    passphrase = run.settings.passphrase or _new(run)
    if passphrase is None:
        return Failure(FILE_LOCKED)
    if not passphrase.is_long_enough:
        return Failure(BAD_SETTING, {"name": "AVA_ONBOARD_PASSPHRASE"})
    return await run.wait(run.onboarding.use_file(passphrase), _waiting())


def _new(run: Run) -> Passphrase | None:
    """A passphrase that was typed twice; None if nobody can be asked, or gives one."""
    console = run.console
    try:
        console.complain(
            "▲ " + _("Choose a passphrase for the protected file."),
            "  " + _("If you forget it, the copy on this computer is lost. What Ava has stays there."),
        )
        while True:
            first = Passphrase(console.ask_at_terminal(_("New passphrase (at least 8 characters): ")))
            if not first:
                return None
            if not first.is_long_enough:
                short = _("The passphrase needs at least {count} characters.").format(count=SHORTEST_PASSPHRASE)
                console.complain("✗ " + short)
            elif Passphrase(console.ask_at_terminal(_("Again: "))) != first:
                console.complain("✗ " + _("The two do not match."))
            else:
                return first
    except EndOfInputError:
        return None


def _waiting() -> str:
    return _("Opening the protected file.")
