"""``profiles``: the Ava accounts on this computer, from the saved progress, without any request."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, NamedTuple

from ava_onboard.cli.command import JSON, YES, Call, Command, Option
from ava_onboard.cli.ending import end
from ava_onboard.domain.failure import Exit, Failure, failed
from ava_onboard.domain.problems import CONFIRMATION_NEEDED, NO_SUCH_PROFILE
from ava_onboard.locales import N_, _

if TYPE_CHECKING:
    from ava_onboard.cli import json_types
    from ava_onboard.cli.console import Console
    from ava_onboard.config import Config
    from ava_onboard.onboarding.ports import SecretStore
    from ava_onboard.onboarding.profiles import KnownProfile


class Options(NamedTuple):
    """The options of ``profiles``."""

    json: Annotated[bool, JSON] = False
    remove: Annotated[
        str | None,
        Option(N_("remove this profile: its session and its key on this computer"), N_("NAME"), completes="profiles"),
    ] = None
    yes: Annotated[bool, YES] = False


def run(call: Call, options: Options) -> int:
    """List the profiles, or remove one."""
    if options.remove is None:
        return show(call.settings, call.console, json=options.json)
    return remove(call.settings, call.console, options.remove, yes=options.yes, json=options.json)


def show(settings: "Config", console: "Console", *, json: bool) -> Exit:
    """List them, the one in use marked."""
    from ava_onboard.cli.profiles import ProfilesHere

    known = ProfilesHere(settings).all()
    if unread := next((profile.unread for profile in known if profile.unread), None):
        from ava_onboard.text import problem

        console.complain(*problem.lines(unread, "▲"))
    if json:
        console.print_json(_profiles(known, settings.profile))
    else:
        console.result(*_lines(known, settings.profile))
    return Exit.DONE


def remove(
    settings: "Config", console: "Console", name: str, *, yes: bool, json: bool, keyring: "SecretStore | None" = None
) -> Exit:
    """Forget a profile on this computer. What Ava has stays there.

    Args:
        settings: Those of this run.
        console: Where the command speaks.
        name: The profile.
        yes: Whether it is done without asking.
        json: Whether the outcome is printed in JSON.
        keyring: Where its secrets are; None means the keyring of this computer.

    Raises:
        ProblemError: U05 if there is no such profile, U03 if questions cannot be asked.
    """
    import asyncio

    from ava_onboard.cli.profiles import ProfilesHere
    from ava_onboard.cli.wiring import optional_stores, saved_progress, with_ava_of_profile
    from ava_onboard.onboarding import profiles
    from ava_onboard.text import deletion, waiting

    settings = settings._replace(ava_url_is_said=False)  # remove it at every Ava, even if this run names one
    chosen = next((profile for profile in ProfilesHere(settings).all() if profile.name == name), None)
    if chosen is None:  # do not repeat what was typed: it may be a key
        raise failed(NO_SUCH_PROFILE)
    if not yes and not _confirmed(console, chosen):
        console.complain(deletion.nothing_removed())
        return Exit.INTERRUPTED
    settings = with_ava_of_profile(settings._replace(profile=name))
    saved = saved_progress(settings)
    keyrings = [keyring] if keyring else _keyrings(settings, lambda: console.say(waiting.keyring_window()))
    failure = asyncio.run(profiles.remove(keyrings, optional_stores(settings).values(), saved, saved.look().kept))
    done = _("The profile {name} has been removed from this computer.").format(name=name)
    return end(console, failure, done, _removed(name, failure) if json else None)


def _keyrings(settings: "Config", look_for_window: "Callable[[], object]") -> "list[SecretStore]":
    """Return the keyring, once for each Ava with which the profile may have a session."""
    from ava_onboard.adapters.state.progress_files import avas
    from ava_onboard.cli.wiring import os_keyring
    from ava_onboard.config import AVA_URL

    urls = avas(settings.state_file)
    return [os_keyring(settings._replace(ava_url=url or AVA_URL), look_for_window) for url in urls]


def _confirmed(console: "Console", profile: "KnownProfile") -> bool:
    if not console.can_ask:
        raise failed(CONFIRMATION_NEEDED)
    console.say(_("Its session and its key will be removed from this computer. Nothing changes at Ava."))
    if profile.waits:
        console.say("▲ " + _("Its key is only on this computer and would be lost."))
    return console.confirm(_("Remove the profile {name}?").format(name=profile.name))


def _lines(known: "Sequence[KnownProfile]", present: str) -> Iterator[str]:
    """Return one line for each: name, badge, account and Ava."""
    badges = [f"{profile.badge.sign} {profile.badge.words}" for profile in known]
    names, widest = max(len(profile.name) for profile in known), max(map(len, badges))
    for profile, badge in zip(known, badges, strict=True):
        sign = "▸" if profile.name == present else " "
        about = (profile.name.ljust(names), badge.ljust(widest), profile.account, profile.ava_url)
        yield f"{sign} " + "  ".join(text for text in about if text).rstrip()


def _profiles(known: "Sequence[KnownProfile]", present: str) -> "json_types.Profiles":
    from ava_onboard.config import AVA_URL
    from ava_onboard.domain.status import Badge

    return {
        "schema": 1,
        "profiles": [
            {
                "name": profile.name,
                "present": profile.name == present,
                "configured": profile.badge is not Badge.NOT_CONFIGURED,
                "account": profile.account,
                "ava_url": profile.ava_url or AVA_URL,
            }
            for profile in known
        ],
    }


def _removed(name: str, failure: Failure | None) -> "json_types.RemovedProfile":
    from ava_onboard.cli.json_output import failure_fields

    return {
        "schema": 1,
        "command": "profiles",
        "profile": name,
        "done": failure is None,
        "failure": failure_fields(failure),
    }


COMMAND = Command(
    N_("list the profiles on this computer, one per Ava account"),
    Options,
    run,
    json={"profiles": "Profiles", "profiles-remove": "RemovedProfile"},
)
