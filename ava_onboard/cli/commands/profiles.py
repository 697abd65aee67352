"""``profiles``: the accounts of Ava on this computer, from what is remembered; neither Ava nor Vapi is asked."""

import asyncio
from collections.abc import Callable, Iterator, Sequence

from ava_onboard.adapters.state.progress_files import avas
from ava_onboard.cli import json_output
from ava_onboard.cli.console import Console
from ava_onboard.cli.profiles import ProfilesHere
from ava_onboard.cli.progress import open_progress
from ava_onboard.cli.wiring import optional_stores, os_keyring
from ava_onboard.config import AVA_URL, Config
from ava_onboard.domain.failure import Exit, failed
from ava_onboard.domain.problems import CONFIRMATION_NEEDED, NO_SUCH_PROFILE
from ava_onboard.locales import _
from ava_onboard.onboarding import profiles
from ava_onboard.onboarding.ports import SecretStore
from ava_onboard.onboarding.profiles import KnownProfile
from ava_onboard.text import deletion, problem, waiting
from ava_onboard.text.line import plain


def show(settings: Config, console: Console, *, json: bool) -> Exit:
    """List them, the one in use marked."""
    known = ProfilesHere(settings).all()
    if json:
        console.result(json_output.profiles(known, settings.profile))
    else:
        console.result(*_lines(known, settings.profile))
    return Exit.DONE


def remove(
    settings: Config, console: Console, name: str, *, yes: bool, json: bool, keyring: SecretStore | None = None
) -> Exit:
    """Forget a profile on this computer. What Ava has stays there.

    Args:
        settings: Those of this run.
        console: Where the command speaks.
        name: The profile.
        yes: Whether it is done without asking.
        json: Whether the outcome is told in JSON.
        keyring: Where its secrets are; None means the keyring of this computer.

    Raises:
        ProblemError: U05 if there is no such profile, U03 if nobody can be asked.
    """
    settings = settings._replace(ava_url_is_said=False)  # all that the profile has, whatever Ava is named now
    chosen = next((profile for profile in ProfilesHere(settings).all() if profile.name == name), None)
    if chosen is None:  # what was typed is not repeated: it may be a key
        raise failed(NO_SUCH_PROFILE)
    if not yes and not _is_meant(console, chosen):
        console.complain(deletion.nothing_removed())
        return Exit.INTERRUPTED
    settings = settings._replace(profile=name)
    settings, saved = open_progress(settings)
    keyrings = [keyring] if keyring else _keyrings(settings, lambda: console.say(waiting.keyring_window()))
    failure = asyncio.run(profiles.remove(keyrings, optional_stores(settings).values(), saved, saved.look().kept))
    if json:
        console.result(json_output.profile_removed(name, failure))
    if failure:
        console.complain(*plain(problem.lines(failure)))
        return failure.problem.exit
    if not json:
        console.result("✓ " + _("The profile {name} has been removed from this computer.").format(name=name))
    return Exit.DONE


def _keyrings(settings: Config, look_for_window: Callable[[], object]) -> list[SecretStore]:
    """The keyring, once for each Ava with which the profile may have a session."""
    urls = avas(settings.state_file)
    return [os_keyring(settings._replace(ava_url=url or AVA_URL), look_for_window) for url in urls]


def _is_meant(console: Console, profile: KnownProfile) -> bool:
    if not console.can_ask:
        raise failed(CONFIRMATION_NEEDED)
    console.say(_("Its session and its key will be removed from this computer. Nothing changes at Ava."))
    if profile.waits:
        console.say("▲ " + _("Its key is only on this computer and would be lost."))
    return console.confirm(_("Remove the profile {name}?").format(name=profile.name))


def _lines(known: Sequence[KnownProfile], present: str) -> Iterator[str]:
    """One below the other: name, badge, account and Ava."""
    badges = [f"{profile.badge.sign} {profile.badge.words}" for profile in known]
    names, widest = max(len(profile.name) for profile in known), max(map(len, badges))
    for profile, badge in zip(known, badges, strict=True):
        sign = "▸" if profile.name == present else " "
        about = (profile.name.ljust(names), badge.ljust(widest), profile.account, profile.ava_url)
        yield f"{sign} " + "  ".join(text for text in about if text).rstrip()
