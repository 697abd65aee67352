"""From one profile to another, in the running app."""

from typing import TYPE_CHECKING

from textual.screen import Screen

from ava_onboard import locales
from ava_onboard.domain.progress import Step
from ava_onboard.locales import _
from ava_onboard.onboarding.profiles import Profile, Profiles
from ava_onboard.tui import themes

if TYPE_CHECKING:
    from ava_onboard.tui.app import OnboardApp

ALL_SHEETS = ("screens/dialogs", "screens/guide", "screens/settings", "widgets/key_form")
"""All style sheets but the app's own, without their ending."""


def first_screen(profile: Profile) -> str:
    """The settings for somebody who has a key, the guide for everybody else."""
    return "settings" if profile.onboarding.progress.configured_before else "guide"


def first_sheets(profile: Profile) -> list[str]:
    """The style sheets of the first screen: reading all of them takes as long as painting it."""
    first = first_screen(profile)
    has_form = first == "settings" or profile.onboarding.progress.journey.step is Step.PASTE_KEY
    return [f"screens/{first}", *(["widgets/key_form"] if has_form else [])]


def theme(profile: Profile, otherwise: str = themes.DARK.name) -> str:
    """The theme that was chosen there."""
    remembered = profile.onboarding.progress.theme
    return remembered if remembered in themes.ALL else otherwise


async def choose(app: "OnboardApp", profiles: Profiles) -> None:
    """Show the profiles, and change to the one that is chosen. Call it from a worker of the app."""
    from ava_onboard.tui.screens.profiles import ProfilesScreen

    dialog: Screen[str] = ProfilesScreen(profiles, app.profile.name)
    name: str | None = await app.push_screen_wait(dialog)
    if name and name != app.profile.name:
        await _change(app, profiles, name)


async def _change(app: "OnboardApp", profiles: Profiles, name: str) -> None:
    """End everything of the present profile, then begin with the other one as at a start of the program.

    The old screens go first: what is under way there is cancelled, as Escape does, before there is another profile
    that it could reach.
    """
    app.workers.cancel_group(app, "prepare")
    app.clear_notifications()
    app.add_mode("between", Screen)
    await app.switch_mode("between")
    for mode, screen in app.MODES.items():
        await app.remove_mode(mode)
        app.add_mode(mode, screen)
    await app.onboarding.close()
    app.profile = profiles.open(name)
    app.theme = theme(app.profile, app.theme)
    if app.onboarding.progress.language is None:
        app.remember(language=locales.language().value, theme=app.theme)
    await app.switch_mode(first_screen(app.profile))
    await app.remove_mode("between")
    app.notify(_("You are now using the profile {name}.").format(name=name))
    app.begin()
