"""The four steps, from no account to a saved key."""

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical

from ava_onboard.domain import guide
from ava_onboard.domain.guide import GuideStep
from ava_onboard.domain.progress import Journey, Step
from ava_onboard.locales import N_, _
from ava_onboard.text import desktop
from ava_onboard.text.guide import instructions
from ava_onboard.tui import styles
from ava_onboard.tui.screens.base import OnboardScreen
from ava_onboard.tui.widgets.bars import KeyBar, TitleBar
from ava_onboard.tui.widgets.lines import rows
from ava_onboard.tui.widgets.rail import Rail
from ava_onboard.tui.widgets.rows import Rows
from ava_onboard.tui.widgets.step_view import StepHeading, StepView
from ava_onboard.tui.widgets.words import ActionButton

if TYPE_CHECKING:
    from ava_onboard.tui.key.form import KeyForm


class GuideScreen(OnboardScreen[None]):
    """Shows one step at a time; the last one holds the key form."""

    CSS_PATH = styles.GUIDE
    AUTO_FOCUS = ""  # each step chooses what has the focus
    BINDINGS = [
        Binding("enter", "finish", N_("Done"), show=False),
        Binding("left,b", "back", N_("Back"), show=False),
        Binding("o", "open_link", N_("Open")),
        Binding("c", "copy_link", N_("Copy")),
        Binding("r", "show_qr", N_("QR")),
        Binding("n", "copy_name", N_("Name")),
        Binding("escape", "cancel", N_("Cancel"), show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._form: KeyForm | None = None

    @property
    def journey(self) -> Journey:
        """The open step, and the steps done."""
        return self.app.onboarding.progress.journey

    def compose(self) -> ComposeResult:
        """Lay out the screen for the step where the person stopped."""
        yield TitleBar(lambda: "Vapi", self.app.badge, self.app.mark)
        with Horizontal(id="body"):
            yield Rail(lambda: self.journey)
            with Vertical(id="step"):
                yield StepView(lambda: self.journey.step)
                with Horizontal(classes="actions", id="step-actions"):
                    yield ActionButton(lambda: _("Done"), "screen.finish", id="finish", variant="primary")
                    yield ActionButton(self._back_label, "screen.back", id="back")
        yield KeyBar()

    async def on_mount(self) -> None:
        """Open the step where the person stopped."""
        await self._show_step()

    async def _show_step(self) -> None:
        """Show the open step. The key form is made when it is first needed, then kept."""
        last = self.journey.step is Step.PASTE_KEY
        self.set_class(last, "-key")
        if self.journey.step in (Step.NEW_KEY, Step.PASTE_KEY):
            self.app.prepare()
        if last and self._form is None:
            await self._make_key_step()
        self.redraw()
        self.query_one("#key" if last else "#finish").focus()

    async def _make_key_step(self) -> None:
        from ava_onboard.tui.key.form import KeyForm

        self._form = KeyForm(at_once=False, beside=lambda: [ActionButton(self._back_label, "screen.back")])
        step = Vertical(
            StepHeading(lambda: Step.PASTE_KEY),
            Rows(lambda: rows(instructions(guide.current().of(Step.PASTE_KEY))), classes="lines"),
            self._form,
            id="key-step",
        )
        await self.query_one("#body").mount(step)

    async def on_key_form_left(self) -> None:
        """Show the settings once the form is left."""
        await self.app.show("settings")

    async def on_key_form_configured(self) -> None:
        """Mark the last step as done: the key is saved and confirmed."""
        self.app.remember(journey=self.journey.finish())
        self.redraw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow only what the open step offers."""
        if action == "back":
            return self.journey.step is not Step.ACCOUNT
        if action == "copy_name":
            return self._texts().copy is not None
        return not (action == "finish" and self.journey.step is Step.PASTE_KEY)

    async def action_finish(self) -> None:
        """Mark the open step as done, and open the next one."""
        await self._go(self.journey.finish())

    async def action_back(self) -> None:
        """Open the previous step."""
        await self._go(self.journey.back())

    async def action_open_step(self, step: str) -> None:
        """Open any step."""
        await self._go(self.journey.open(Step(step)))

    def action_cancel(self) -> None:
        """Cancel what the key form is waiting for."""
        if self._form:
            self._form.cancel()

    def action_open_link(self) -> None:
        """Open the step's page in the browser."""
        self.app.open_page(self._texts().link.url)

    def action_copy_link(self) -> None:
        """Copy the link."""
        self.app.copy(self._texts().link.url, desktop.link_copied())

    def action_copy_name(self) -> None:
        """Copy the name that this step asks for on Vapi's page."""
        if name := self._texts().copy:
            self.app.copy(name, desktop.name_copied())

    def action_show_qr(self) -> None:
        """Show the link as a QR code."""
        from ava_onboard.tui.screens.qr import QrScreen

        self.app.push_screen(QrScreen(self._texts().link))

    async def _go(self, journey: Journey) -> None:
        self.app.remember(journey=journey)
        await self._show_step()

    def _texts(self) -> GuideStep:
        return guide.current().of(self.journey.step)

    def _back_label(self) -> str:
        return _("Back") if self.journey.step is not Step.ACCOUNT else ""
