"""What the person chooses in the menu: the bell, the offer of a key on the clipboard, and accessible mode."""

from ava_onboard.domain.failure import ProblemError
from ava_onboard.text import accessible, desktop, waiting
from ava_onboard.tui.supported import SupportedApp


class ChoosingApp(SupportedApp):
    """The app, as far as such choices are concerned."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer a choice only where nothing else decides."""
        match action:
            case "switch_bell":
                return self.bell_can_be_chosen
            case "switch_clipboard":
                return self.may_offer_clipboard
            case "switch_accessible":
                return self._desktop.accessible is not None and self.demo is None  # the demo keeps nothing
        return super().check_action(action, parameters)

    def action_switch_bell(self) -> None:
        """Ring after a long wait, or no longer."""
        self.remember(bell=not self.rings)
        self.notify(lambda: waiting.bell(rings=self.rings))

    def action_switch_clipboard(self) -> None:
        """Offer a key that is on the clipboard, or no longer."""
        self.remember(offers_clipboard=not self.onboarding.progress.offers_clipboard)
        self.notify(desktop.clipboard_offered if self.offers_clipboard else desktop.clipboard_not_read)

    def action_switch_accessible(self) -> None:
        """Ask questions line by line from the next start, or show the full screen again."""
        choice = self._desktop.accessible
        if choice is None:
            return
        try:
            choice.switch(on=not choice.is_on)
        except ProblemError as error:
            self.report(error.failure, "warning")
        else:
            self.notify(lambda: accessible.chosen(on=choice.is_on))
