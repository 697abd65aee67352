"""The part of the app that screens and widgets use: the profile, the computer, and common actions.

Screens reach it as ``app = getters.app(Shell)``. They never import the app itself, which imports them.
"""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from math import inf
from pathlib import Path
from time import monotonic
from typing import Any, Literal, assert_never

from textual import events
from textual.notifications import SeverityLevel

from ava_onboard.domain.failure import Failure
from ava_onboard.domain.status import Badge
from ava_onboard.locales import _
from ava_onboard.onboarding import Onboarding, patience
from ava_onboard.onboarding.profiles import Profile
from ava_onboard.text import desktop, problem, terminal
from ava_onboard.text.line import Line, Tone
from ava_onboard.tui.given import Demo, Desktop
from ava_onboard.tui.held_enter import HeldEnter
from ava_onboard.tui.textual_private.app import CrashReportingApp
from ava_onboard.tui.textual_private.input_notices import InputNotice, Trouble

_A_MOMENT = 8.0
"""Seconds for which a warning about the input is shown, and is not shown again."""

_TONES: Mapping[SeverityLevel, tuple[str, Tone]] = {
    "information": ("", Tone.ACTIVE),
    "warning": ("▲", Tone.DOUBT),
    "error": ("✗", Tone.BAD),
}
"""The sign and the tone of a message."""

Mode = Literal["guide", "settings"]
"""One of the two main screens."""


class Shell(CrashReportingApp):
    """The app without its screens.

    Attributes:
        ignores_held_enter: Whether Enter that is held down does one thing only.

    Args:
        profile: The open profile.
        desktop: Browser, clipboard, clock and the path of the log.
        demo: The simulated services' account and keys; None outside the demo.
        css: The style sheets to read before the first paint.
    """

    ignores_held_enter = True

    def __init__(self, profile: Profile, desktop: Desktop, *, demo: Demo | None, css: Iterable[Path]) -> None:
        super().__init__(desktop.log, desktop.clock, css)
        self.profile = profile
        self.demo = demo
        self._desktop = desktop
        self._reported: Failure | None = None
        self._said: dict[str, float] = {}
        self._last_input = -inf
        self._held_enter = HeldEnter(super().on_event, self.set_timer)
        self.forms_with_unsaved_key: set[object] = set()
        """The key forms that hold a key which was not saved."""
        self._message: Callable[[], Line] | None = None
        self.message_failure: Failure | None = None
        """The failure that it is about."""

    @property
    def onboarding(self) -> Onboarding:
        """The use cases of the open profile."""
        return self.profile.onboarding

    @property
    def account(self) -> str | None:
        """The Ava account that is signed in, or ``AVA_TOKEN``."""
        return "AVA_TOKEN" if self.onboarding.environment_token else self.onboarding.progress.account

    @property
    def may_offer_clipboard(self) -> bool:
        """Whether the environment leaves it to the person to have a key on the clipboard offered."""
        return self._desktop.offers_clipboard

    @property
    def offers_clipboard(self) -> bool:
        """Whether a key on the clipboard is offered."""
        return self.may_offer_clipboard and self.onboarding.progress.offers_clipboard

    @property
    def next_start_is_accessible(self) -> bool:
        """Whether the person has chosen accessible mode."""
        return self._desktop.accessible is not None and self._desktop.accessible.is_on

    @property
    def holds_unsaved_key(self) -> bool:
        """Whether a key was pasted, and neither saved nor removed."""
        return bool(self.forms_with_unsaved_key)

    def mark(self) -> str:
        """Return a short label of an unusual run (demo, profile); empty for the usual one."""
        return _("Demo") if self.demo else self.profile.mark

    def badge(self) -> Badge:
        """Return the badge, from the last known facts."""
        return self.onboarding.remembered().badge

    def prepare(self) -> None:
        """Load the services and open the connection in the background, before they are needed."""
        self.run_worker(self._prepare(), group="prepare")

    async def _prepare(self) -> None:
        failure = await self.onboarding.prepare()
        if failure and failure != self._reported:
            self.report(failure, "error")
        self._reported = failure

    def remember(self, **changes: Any) -> None:
        """Save changes to the progress; show a warning if that fails."""
        failure = self.onboarding.remember(**changes)
        if failure:
            self.report(failure, "warning")

    async def on_event(self, event: events.Event) -> None:
        """Note that someone is there, and ignore Enter while it is held down, before anything responds to it."""
        if isinstance(event, events.Key | events.Paste | events.MouseDown) and not event.is_forwarded:
            self._last_input = monotonic()
            if self.ignores_held_enter:
                await self._held_enter.take(event)
                return
        await super().on_event(event)

    def notify(
        self,
        message: str | Callable[[], str],
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = True,
    ) -> None:
        """Show a short message on the line that each screen reserves for it; the last one wins.

        It replaces Textual's notifications, which cover buttons. It stays until the next message, the next step or
        the next screen: ``title``, ``timeout`` and ``markup`` have no effect. A function is called again for another
        language.
        """
        self._show_message(lambda: Line(*_TONES[severity], message if isinstance(message, str) else message()))

    @property
    def message(self) -> Line | None:
        """The last short message, while it is shown."""
        return self._message() if self._message else None

    def clear_remark(self) -> None:
        """Remove a message that only says what to do: it was done. A warning stays."""
        if self.message and self.message.tone is Tone.ACTIVE:
            self.clear_notifications()

    def clear_notifications(self) -> None:
        """Remove the message: what it was about is over."""
        self._show_message(None)

    def _show_message(self, message: Callable[[], Line] | None) -> None:
        before, self._message = self.message, message
        self.message_failure = None
        if self.message != before:
            self.redraw()

    @property
    def rings(self) -> bool:
        """Whether a bell says that a long wait is over."""
        return self._rings_after(patience.LONG)

    def _rings_after(self, seconds: float) -> bool:
        return patience.rings(seconds, self._desktop.bell, self.onboarding.progress.bell)

    @property
    def bell_can_be_chosen(self) -> bool:
        """Whether the environment leaves that to the person."""
        return self._desktop.bell is None

    def work_ended(self, group: str, seconds: float) -> None:
        """Ring once what someone waited for is done; not for what is prepared unasked."""
        waited = min(seconds, monotonic() - self._last_input)
        if group != "prepare" and self._rings_after(waited):
            self.bell()

    def report(self, failure: Failure, severity: SeverityLevel) -> None:
        """Show a failure as a short message."""
        self.notify(partial(problem.in_one_line, failure), severity=severity)
        self.message_failure = failure

    def say_once(self, sentence: Callable[[], str]) -> None:
        """Show a warning, unless it was shown a moment ago: every key and every byte can be a reason for it."""
        now, words = monotonic(), sentence()
        if now - self._said.get(words, -inf) > _A_MOMENT:
            self._said[words] = now
            self.notify(sentence, severity="warning")

    def on_input_notice(self, notice: InputNotice) -> None:
        """Say what was wrong with what the terminal sent."""
        match notice.trouble:
            case Trouble.UNREADABLE:
                self.say_once(terminal.unreadable)
            case Trouble.UNFINISHED_PASTE:
                self.say_once(terminal.paste_unfinished)
            case Trouble.LONG_PASTE:
                self.say_once(terminal.paste_cut)
            case _:
                assert_never(notice.trouble)

    async def ask_clipboard(self) -> str:
        """Return what is on the system's clipboard, or else on the app's own; say so if there is nothing."""
        text = await self._desktop.clipboard.paste() or self.clipboard
        if not text:
            self.notify(desktop.nothing_to_paste)
        return text

    async def glance_at_clipboard(self) -> str | None:
        """Return what is on the system's clipboard, to offer it; None if that is switched off or not possible."""
        return await self._desktop.clipboard.glance() if self.offers_clipboard else None

    async def open_in_browser(self, url: str) -> bool:
        """Open ``url`` in the browser; return whether that worked."""
        return await self._desktop.browser.open(url)

    def copy(self, text: str, done: Callable[[], str], *, sent: Callable[[], str] | None = None) -> None:
        """Copy ``text`` to the system's clipboard, or else the terminal's, and say which.

        Args:
            text: What to copy.
            done: Shown if it is on the system's clipboard.
            sent: Shown if the terminal was asked to copy it; None for a sentence that shows the text.
        """

        async def work() -> None:
            if await self._desktop.clipboard.copy(text):
                self.notify(done)
            else:
                self.copy_to_clipboard(text)
                self.notify(sent or partial(desktop.sent_to_terminal, text))

        self.run_worker(work(), group="desktop")

    @abstractmethod
    def redraw(self) -> None:
        """Show the current state on every open screen."""

    @abstractmethod
    async def show(self, mode: Mode) -> None:
        """Show one of the two main screens. Both keep what was typed there."""

    @abstractmethod
    async def ask_to_sign_in(self, reason: Failure | None, *, for_support: bool = False) -> bool:
        """Show the sign-in dialog, and return whether the session is open then; call it from a worker.

        Args:
            reason: Why Ava asks; None if signing in was chosen.
            for_support: Whether it is for letting support follow, not for the key.
        """

    @abstractmethod
    async def ask_for_passphrase(self) -> None:
        """Show the dialog for the passphrase of the secret store until it is closed; call it from a worker."""

    @abstractmethod
    def begin_live(self, symbols: str) -> None:
        """Let the agent who has the situation ``symbols`` follow from now on."""

    @abstractmethod
    def action_stop_live(self) -> None:
        """Let nobody see the screen any more."""

    async def unlock(self, *, again: bool = False) -> bool:
        """Have a locked secret store opened; call it from a worker.

        Args:
            again: Ask even if the person chose before to continue without it.

        Returns:
            Whether it is open now.
        """
        await self.onboarding.ask_to_unlock(self.ask_for_passphrase, again=again)
        return not self.onboarding.locked
