"""The app: it opens the right screen, and owns what works from everywhere."""

import gc
from collections.abc import Iterable
from functools import partial
from pathlib import Path, PurePath
from typing import Any

from textual.app import App
from textual.binding import Binding
from textual.notifications import SeverityLevel
from textual.screen import Screen
from textual.theme import Theme

from ava_onboard import locales
from ava_onboard.domain import problems
from ava_onboard.domain.failure import Failure
from ava_onboard.domain.guide import Link
from ava_onboard.domain.status import Badge
from ava_onboard.locales import N_, _
from ava_onboard.onboarding import Onboarding
from ava_onboard.onboarding.ports import Clipboard
from ava_onboard.onboarding.profiles import Profile, Profiles
from ava_onboard.tui import themes
from ava_onboard.tui.crash_handling import CalmApp
from ava_onboard.tui.demo import Demo
from ava_onboard.tui.desktop import Desktop
from ava_onboard.tui.profile_switch import ALL_SHEETS, choose, first_screen, first_sheets, theme
from ava_onboard.tui.screens.base import OnboardScreen
from ava_onboard.tui.screens.guide import GuideScreen

_HERE = Path(__file__).parent


def _sheets(names: Iterable[str]) -> list[PurePath]:
    return [_HERE / f"{name}.tcss" for name in names]


def _settings() -> Screen[Any]:
    from ava_onboard.tui.screens.settings import SettingsScreen

    return SettingsScreen()


class OnboardApp(CalmApp, inherit_bindings=False):
    """ava-onboard.

    Args:
        profile: Whose key it is about.
        desktop: Browser, clipboard, clock and the place of the log.
        demo: The make-believe world, where it is one.
        profiles: The profiles that can be changed to; None where there is but one.
        environment_token: Whether the session is that of ``AVA_TOKEN``, which wins over a stored one.
    """

    MODES = {"guide": GuideScreen, "settings": _settings}
    ENABLE_COMMAND_PALETTE = False
    TITLE = "ava-onboard"
    BINDINGS = [
        Binding("f2", "switch_language", N_("Français"), key_display="F2", priority=True),
        Binding("f3", "faq", N_("FAQ"), show=False),
        Binding("f4", "other_screen", N_("Settings"), show=False),
        Binding("f6", "demo_keys", N_("Samples"), key_display="F6"),
        Binding("f1,question_mark", "help", N_("Help"), key_display="F1", show=False),
        Binding("f10,ctrl+p", "menu", N_("Menu"), key_display="F10"),
        Binding("ctrl+q", "quit", N_("Quit"), key_display="^q", priority=True),
        Binding("ctrl+c", "help_quit", "", show=False, system=True),
    ]

    def __init__(
        self,
        profile: Profile,
        desktop: Desktop,
        *,
        demo: Demo | None = None,
        profiles: Profiles | None = None,
        environment_token: bool = False,
    ) -> None:
        self.DEFAULT_MODE = first_screen(profile)  # type: ignore[misc]
        # Known before the style sheets are read: changed later, it would have all of them parsed anew.
        self.set_reactive(App.theme, theme(profile))
        super().__init__(desktop.log, desktop.clock, css=[_HERE / "app.tcss", *_sheets(first_sheets(profile))])
        self._disable_tooltips = True  # a widget on each screen, for something that no widget here has
        self.profile = profile
        self.demo = demo
        self._desktop = desktop
        self._profiles = profiles
        self._environment_token = environment_token
        self._unprepared: Failure | None = None

    @property
    def available_themes(self) -> dict[str, Theme]:
        """Textual's themes and ours, which are there from the start."""
        return super().available_themes | themes.ALL

    @property
    def onboarding(self) -> Onboarding:
        """The use cases, for the present profile."""
        return self.profile.onboarding

    @property
    def clipboard_of_system(self) -> Clipboard:
        """The operating system's clipboard."""
        return self._desktop.clipboard

    @property
    def account(self) -> str | None:
        """Who is signed in to Ava, or where the session comes from."""
        return "AVA_TOKEN" if self._environment_token else self.onboarding.progress.account

    def mark(self) -> str:
        """What sets this run apart from the usual one; empty where nothing does."""
        return _("Demo") if self.demo else self.profile.mark

    def badge(self) -> Badge:
        """The badge, from what was learnt last."""
        return self.onboarding.remembered().badge

    def on_mount(self) -> None:
        """What takes time waits until the first screen is there."""
        self.call_after_refresh(self._after_first_paint)

    def _after_first_paint(self) -> None:
        if not gc.isenabled():  # it was switched off for the start; what is loaded by now stays anyway
            gc.freeze()
            gc.enable()
        for sheet in _sheets(ALL_SHEETS):  # the first screen that needs one would wait for all of them
            self.stylesheet.read(sheet)
        self.stylesheet.parse()
        self.begin()

    def begin(self) -> None:
        """Ask Ava at once about somebody who may have a key already, and would be shown the guide."""
        if self.profile.ask_at_start and isinstance(self.screen, GuideScreen):
            self.run_worker(self._ask_ava(self.screen), group="prepare")

    def prepare(self) -> None:
        """Load what a key is checked with, and open the connection: soon it will be needed."""
        self.run_worker(self._prepare(), group="prepare")

    async def _prepare(self) -> None:
        failure = await self.onboarding.prepare()
        if failure and failure != self._unprepared:
            self.tell(failure, "error")
        self._unprepared = failure

    async def _ask_ava(self, guide: GuideScreen) -> None:
        """Somebody who has a key already need not read the guide."""
        await guide.unlock()
        async for status in self.onboarding.look():
            badge = status.badge
        if badge is Badge.CONFIGURED and not self.onboarding.progress.journey.done:
            await self.action_settings()
        self.redraw()

    def remember(self, **changes: Any) -> None:
        """Keep something about the person's progress; say so if that is impossible."""
        failure = self.onboarding.remember(**changes)
        if failure:
            self.tell(failure, "warning")

    def tell(self, failure: Failure, severity: SeverityLevel) -> None:
        """Say what went wrong, and leave everything as it is."""
        self.notify(f"{failure.sentence} {failure.remedy} ({failure.code})", severity=severity, timeout=30)

    def look_for_window(self) -> None:
        """Say that the keyring asks for its password elsewhere."""
        words = _("Unlock your keyring in the window that has opened.")
        self.notify(words, severity="warning", timeout=30)

    def redraw(self) -> None:
        """Show what is true now, on every screen."""
        for screen in self.screen_stack:
            if isinstance(screen, OnboardScreen):
                screen.redraw()

    async def ask_to_sign_in(self, reason: Failure | None) -> bool:
        """Ask who the person is; whether they are signed in now. Call it from a worker."""
        from ava_onboard.tui.screens.sign_in import SignInScreen

        dialog: Screen[bool] = SignInScreen(reason)
        signed_in = await self.push_screen_wait(dialog)
        not_kept = self.onboarding.session_not_kept
        if signed_in and not_kept and not_kept.problem is problems.TOO_LONG_FOR_WINDOWS:
            self.tell(not_kept, "warning")  # what else keeps a keyring from working is said when the key is saved
        return signed_in

    def open_page(self, url: str) -> None:
        """Show a page in the browser; where there is none, say what else can be done."""

        async def work() -> None:
            if await self._desktop.browser.open(url):
                self.notify(_("Page opened in your browser."))
            else:
                self.notify(_("No browser could be opened. Copy the link, or scan its QR code."), severity="warning")

        self.run_worker(work(), group="desktop")

    def copy(self, text: str, done: str) -> None:
        """Put ``text`` on the clipboard of the system, or of the terminal, and say ``done``."""

        async def work() -> None:
            if not await self._desktop.clipboard.copy(text):
                self.copy_to_clipboard(text)
            self.notify(done)

        self.run_worker(work(), group="desktop")

    def show_qr(self, link: Link) -> None:
        """Show a link as a QR code."""
        from ava_onboard.tui.screens.qr import QrScreen

        self.push_screen(QrScreen(link))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what is possible now: while profiles change, nothing but leaving."""
        if self.current_mode not in self.MODES:
            return action == "quit"
        if action == "demo_keys":
            return self.demo is not None
        if action == "sign_out":
            return self.onboarding.progress.account is not None
        if action == "profiles":
            return self._profiles is not None
        return True

    def action_switch_language(self) -> None:
        """French becomes English, English French; everything is redrawn, nothing typed is lost."""
        choice = locales.language().other
        locales.use(choice)
        self.remember(language=choice.value)
        self.redraw()

    def action_switch_theme(self) -> None:
        """Dark becomes light, light dark."""
        self.theme = themes.other(self.theme)
        self.remember(theme=self.theme)

    async def action_guide(self) -> None:
        """Open the four steps."""
        await self._open("guide")

    async def action_settings(self) -> None:
        """Open the settings."""
        await self._open("settings")

    async def action_other_screen(self) -> None:
        """From the guide to the settings, or back."""
        await self._open("settings" if isinstance(self.screen, GuideScreen) else "guide")

    async def _open(self, name: str) -> None:
        """Show one of the two places. Both are kept, with all that was typed there."""
        await self.switch_mode(name)
        screen = self.screen
        if isinstance(screen, OnboardScreen):
            screen.opened()

    def action_help_quit(self) -> None:
        """Ctrl+C is for copying; say how to leave."""
        self.notify(_("Ctrl+Q to quit. Your place is kept."))

    def action_faq(self) -> None:
        """Show the questions of Ava's guide."""
        from ava_onboard.tui.screens.faq import FaqScreen

        self.push_screen(FaqScreen())

    def action_help(self) -> None:
        """Show keys and facts."""
        from ava_onboard.tui.screens.help import HelpScreen

        self.push_screen(HelpScreen())

    def action_menu(self) -> None:
        """Show everything that can be done from anywhere."""
        from ava_onboard.tui.screens.menu import MenuScreen

        self.push_screen(MenuScreen(), self._do)

    def action_profiles(self) -> None:
        """Change to another profile of this computer."""
        if self._profiles:
            self.run_worker(choose(self, self._profiles), group="profile", exclusive=True)

    def action_demo_keys(self) -> None:
        """Show the sample keys of the demo."""
        from ava_onboard.tui.screens.demo_keys import DemoKeysScreen, use_sample

        self.push_screen(DemoKeysScreen(), partial(use_sample, self))

    def action_sign_out(self) -> None:
        """Forget the session with Ava."""
        from ava_onboard.tui.sign_out import sign_out

        self.run_worker(sign_out(self, by_token=self._environment_token), group="session", exclusive=True)

    async def _do(self, action: str | None) -> None:
        if action:
            await self.run_action(action)
