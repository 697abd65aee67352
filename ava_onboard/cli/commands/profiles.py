"""``profiles``: the accounts of Ava on this computer, from what is remembered; nobody is asked."""

from ava_onboard.cli import answers
from ava_onboard.cli.console import Console
from ava_onboard.cli.profiles import ProfilesHere
from ava_onboard.config import Config
from ava_onboard.domain.failure import Exit
from ava_onboard.onboarding.profiles import KnownProfile


def show(settings: Config, console: Console, *, json: bool) -> Exit:
    """List them, the one in use marked."""
    known = ProfilesHere(settings).all()
    if json:
        console.result(answers.profiles(known, settings.profile))
    else:
        width = max(len(profile.name) for profile in known)
        console.result(*(_line(profile, settings.profile, width) for profile in known))
    return Exit.DONE


def _line(profile: KnownProfile, present: str, width: int) -> str:
    sign = "▸" if profile.name == present else " "
    badge = f"{profile.badge.sign} {profile.badge.words}"
    about = (profile.name.ljust(width), badge, profile.account, profile.ava_url)
    return f"{sign} " + "  ".join(text for text in about if text)
