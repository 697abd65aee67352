"""The app: it opens the right screen, and holds the actions that work from everywhere."""

import gc
import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from textual.app import App
from textual.binding import Binding
from textual.screen import Screen
from textual.theme import Theme

from ava_onboard import locales
from ava_onboard.domain import problems
from ava_onboard.domain.failure import Failure
from ava_onboard.domain.progress import Step
from ava_onboard.domain.status import Badge
from ava_onboard.locales import N_, _
from ava_onboard.onboarding import patience
from ava_onboard.onboarding.profiles import Profile, Profiles
from ava_onboard.text import account, waiting
from ava_onboard.tui import styles, themes
from ava_onboard.tui.choosing import ChoosingApp
from ava_onboard.tui.given import Demo, Desktop
from ava_onboard.tui.screens.base import OnboardScreen
from ava_onboard.tui.screens.guide import GuideScreen
from ava_onboard.tui.shell import Mode


def _settings() -> Screen[Any]:
    from ava_onboard.tui.screens.settings import SettingsScreen

    return SettingsScreen()


class OnboardApp(ChoosingApp, inherit_bindings=False):
    """ava-onboard in full screen.

    Args:
        profile: The profile to open first.
        desktop: Browser, clipboard, clock and the path of the log.
        demo: The simulated services' account and keys; None outside the demo.
        profiles: The profiles to choose from; None if there is only one.
        colours: How many colours the terminal can show, one of ``themes.COLOUR_SYSTEMS``; None to find out.
    """

    MODES = {"guide": GuideScreen, "settings": _settings}
    ENABLE_COMMAND_PALETTE = False
    TITLE = "ava-onboard"
    BINDINGS = [
        Binding("f2", "switch_language", "Language", key_display="F2", priority=True),
        Binding("f3", "faq", N_("FAQ"), show=False),
        Binding("f4", "other_screen", N_("Settings"), show=False),
        Binding("f6", "demo_keys", N_("Samples"), key_display="F6"),
        Binding("f9", "support", N_("Support"), show=False),
        Binding("f10,ctrl+p", "menu", N_("Menu"), key_display="F10"),
        Binding("ctrl+q", "quit", N_("Quit"), key_display="Ctrl+Q", priority=True),
        Binding("f1,question_mark", "help", N_("Help"), key_display="F1"),
        Binding("ctrl+c", "help_quit", "", show=False, system=True),
        Binding("ctrl+z", "suspend_process", "", show=False, system=True, priority=True),
    ]

    def __init__(
        self,
        profile: Profile,
        desktop: Desktop,
        *,
        demo: Demo | None = None,
        profiles: Profiles | None = None,
        colours: str | None = None,
    ) -> None:
        self._colours = colours or themes.of_terminal(os.environ)
        self.DEFAULT_MODE = _first_mode(profile)  # type: ignore[misc]  # the first screen depends on the person
        # Set before the style sheets are read: a later change parses all of them again.
        self.set_reactive(App.theme, themes.chosen(profile))
        sheets = _first_sheets(profile)
        super().__init__(profile, desktop, demo=demo, css=sheets)
        self._profiles = profiles

    @property
    def available_themes(self) -> dict[str, Theme]:
        """Our themes, in the colours that the terminal can show. Textual asks a dozen times at each key."""
        return themes.for_colours(self._colours)

    def on_mount(self) -> None:
        """Leave everything slow until the first screen is painted."""
        self.call_after_refresh(self._after_first_paint)

    def _after_first_paint(self) -> None:
        if not gc.isenabled():  # disabled for the start; the modules loaded by now stay anyway
            gc.freeze()
            gc.enable()
        for sheet in styles.OF_SCREENS:  # otherwise the next screen would wait while all of them are parsed
            self.stylesheet.read(sheet)
        self.stylesheet.parse()
        self._ask_ava_at_start()

    def _ask_ava_at_start(self) -> None:
        """Skip the guide if Ava already has this person's key."""
        if self.profile.ask_at_start and isinstance(self.screen, GuideScreen):
            self.run_worker(self._ask_ava(), group="prepare")

    async def _ask_ava(self) -> None:
        await self.unlock()
        async for status in self.onboarding.look():
            badge = status.badge
        if badge is not Badge.NOT_CONFIGURED and not self.onboarding.progress.journey.done:
            await self.show("settings")
        self.redraw()

    def say_keyring_asks(self) -> None:
        """Point to the window in which the keyring asks for its password."""
        self.notify(waiting.keyring_window, severity="warning")

    def redraw(self) -> None:
        """Show the current state on every open screen."""
        for screen in self.screen_stack:
            if isinstance(screen, OnboardScreen) and screen.is_mounted:  # one that is opening has no parts yet
                screen.redraw()

    async def show(self, mode: Mode) -> None:
        """Show one of the two main screens. Both keep what was typed there."""
        if mode != self.current_mode:
            self.clear_notifications()
        await self.switch_mode(mode)
        screen = self.screen
        if isinstance(screen, OnboardScreen):
            screen.opened()

    async def ask_to_sign_in(
        self, reason: Failure | None, *, for_support: bool = False, with_token: bool = False
    ) -> bool:
        """Show the sign-in dialog; see ``Shell``."""
        from ava_onboard.tui.screens.sign_in import SignInScreen

        dialog: Screen[bool] = SignInScreen(reason, for_support=for_support, with_token=with_token)
        signed_in = await self.push_screen_wait(dialog)
        not_kept = self.onboarding.session_not_kept
        if signed_in and not_kept and not_kept.problem is problems.TOO_LONG_FOR_WINDOWS:
            self.report(not_kept, "warning")  # any other failure of the keyring shows when the key is saved
        return signed_in

    async def ask_for_passphrase(self) -> None:
        """Show the dialog for the passphrase of the secret store; see ``Shell``."""
        from ava_onboard.tui.screens.passphrase import ask

        await ask(self)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow only what is possible now; while the profile changes, only quitting."""
        if self.current_mode not in self.MODES:
            return action == "quit"
        if isinstance(self.screen, OnboardScreen) and self.screen.is_too_small:
            return action in ("quit", "help_quit")
        if action == "demo_keys":
            return self.demo is not None
        if action in ("sign_out", "sign_in_with_token"):
            return (self.onboarding.progress.account is None) == (action == "sign_in_with_token")
        if action == "switch_theme":
            return themes.has_two(self._colours)
        if action == "profiles":
            return self._profiles is not None
        return super().check_action(action, parameters)

    def action_switch_language(self) -> None:
        """Switch to the next language. Nothing typed is lost."""
        choice = locales.next_language()
        locales.use(choice)
        self.remember(language=choice)
        self.redraw()

    def action_switch_theme(self) -> None:
        """Switch between the dark and the light theme."""
        self.theme = themes.other(self.theme)
        self.remember(theme=self.theme)

    async def action_guide(self) -> None:
        """Show the four steps."""
        await self.show("guide")

    async def action_settings(self) -> None:
        """Show the settings."""
        await self.show("settings")

    async def action_other_screen(self) -> None:
        """Switch between the guide and the settings."""
        await self.show("settings" if isinstance(self.screen, GuideScreen) else "guide")

    def action_help_quit(self) -> None:
        """Say how to quit: Ctrl+C copies."""
        self.notify(lambda: _("Ctrl+Q to quit. Your place is kept."))

    def action_faq(self) -> None:
        """Show the questions of Ava's guide."""
        from ava_onboard.tui.screens.faq import FaqScreen

        self.push_screen(FaqScreen())

    def action_help(self) -> None:
        """Show the shortcuts and facts about this run."""
        from ava_onboard.tui.screens.help import HelpScreen

        self.push_screen(HelpScreen())

    def action_menu(self) -> None:
        """Show the menu, and run the action chosen there."""
        from ava_onboard.tui.screens.menu import MenuScreen

        self.push_screen(MenuScreen(), self._run_chosen)

    async def _run_chosen(self, action: str | None) -> None:
        if action:
            await self.run_action(action)

    def action_demo_keys(self) -> None:
        """Show the sample keys of the demo."""
        from ava_onboard.tui.screens.demo_keys import DemoKeysScreen, use_sample

        self.push_screen(DemoKeysScreen(), partial(use_sample, self))

    def action_sign_in_with_token(self) -> None:
        """Sign in to Ava with an access token instead of a password."""
        self.run_worker(self._sign_in_with_token(), group="session", exclusive=True)

    async def _sign_in_with_token(self) -> None:
        signed_in = await self.ask_to_sign_in(None, with_token=True)
        screen = self.screen
        if signed_in and self.current_mode == "settings" and isinstance(screen, OnboardScreen):
            screen.opened()

    def action_sign_out(self) -> None:
        """Forget the session with Ava."""
        self.run_worker(self._sign_out(), group="session", exclusive=True)

    async def _sign_out(self) -> None:
        store = self.onboarding.store
        with patience.then(lambda seconds: self.notify(lambda: waiting.so_far(waiting.store(store), seconds))):
            failure = await self.onboarding.sign_out()
        if failure:
            self.report(failure, "warning")
        else:
            self.notify(account.signed_out)
        if self.onboarding.environment_token:
            self.notify(account.token_still_used, severity="warning")
        self.redraw()

    def action_profiles(self) -> None:
        """Choose another profile of this computer, and change to it."""
        if self._profiles:
            self.run_worker(self._choose_profile(self._profiles), group="profile", exclusive=True)

    async def _choose_profile(self, profiles: Profiles) -> None:
        from ava_onboard.tui.screens.profiles import ProfilesScreen

        dialog: Screen[str] = ProfilesScreen(profiles, self.profile.name)
        name: str | None = await self.push_screen_wait(dialog)
        if name and name != self.profile.name:
            await self._change_profile(profiles, name)

    async def _change_profile(self, profiles: Profiles, name: str) -> None:
        """Close everything of the open profile, then start with the other one as the program does.

        The old screens go first, which cancels their work before there is another profile that it could reach.
        """
        self.workers.cancel_group(self, "prepare")
        self.forms_with_unsaved_key.clear()
        self.clear_notifications()
        self.add_mode("between", Screen)
        await self.switch_mode("between")
        for mode, screen in self.MODES.items():
            await self.remove_mode(mode)
            self.add_mode(mode, screen)
        await self.onboarding.close()
        self.profile = profiles.open(name)
        self.theme = themes.chosen(self.profile, self.theme)
        if self.onboarding.progress.language is None:
            self.remember(language=locales.language(), theme=self.theme)
        await self.switch_mode(_first_mode(self.profile))
        await self.remove_mode("between")
        self.notify(lambda: _("You are now using the profile {name}.").format(name=name))
        self._ask_ava_at_start()


def _first_mode(profile: Profile) -> Mode:
    """Return the settings for anyone who was configured before, else the guide."""
    return "settings" if profile.onboarding.progress.configured_before else "guide"


def _first_sheets(profile: Profile) -> Iterator[Path]:
    """Yield the style sheets of the first screen only: reading all of them takes as long as painting it."""
    settings = _first_mode(profile) == "settings"
    yield styles.APP
    yield styles.SETTINGS if settings else styles.GUIDE
    if settings or profile.onboarding.progress.journey.step is Step.PASTE_KEY:
        yield styles.KEY_FORM
