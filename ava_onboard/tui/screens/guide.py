"""The four steps, from no account to a saved key."""

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widget import Widget

from ava_onboard.domain import guide
from ava_onboard.domain.attention import Action
from ava_onboard.domain.guide import GuideStep
from ava_onboard.domain.progress import Journey, Step
from ava_onboard.domain.status import WAITING_TO_BE_SENT
from ava_onboard.locales import N_, _
from ava_onboard.text import desktop, labels
from ava_onboard.text import guide as words
from ava_onboard.tui import styles
from ava_onboard.tui.drawing.blocks import Block
from ava_onboard.tui.screens.base import OnboardScreen
from ava_onboard.tui.widgets import step_blocks
from ava_onboard.tui.widgets.bars import KeyBar
from ava_onboard.tui.widgets.frame import Actions, Body, Frame, Head, StepLine
from ava_onboard.tui.widgets.step_blocks import Page
from ava_onboard.tui.widgets.words import ActionButton

if TYPE_CHECKING:
    from ava_onboard.tui.key.form import KeyForm


class GuideScreen(OnboardScreen[None]):
    """Shows one step at a time; the last one holds the key form.

    The main button of a step does what the step asks for: it opens the page. Then it becomes the person's word that
    the step is done.
    """

    CSS_PATH = styles.GUIDE
    AUTO_FOCUS = ""  # each step chooses what has the focus
    BINDINGS = [
        Binding("enter", "advance", "", show=False),
        Binding("left,b", "back", N_("Back"), key_display="←"),
        Binding("o", "open_link", N_("Open"), show=False),
        Binding("c", "copy_link", labels.COPY_LINK),
        Binding("r", "show_qr", N_("QR")),
        Binding("n", "copy_name", N_("Name"), show=False),
        Binding("pageup", "scroll('up')", "", show=False),
        Binding("pagedown", "scroll('down')", "", show=False),
        Binding("escape", "cancel('stop')", N_("Stop")),
        Binding("escape", "cancel('ignore')", N_("Ignore")),
        Binding("escape", "cancel('edit')", N_("Edit")),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._form: KeyForm | None = None
        self._pages: dict[str, Page] = {}
        """The state of each page in this run, by its address."""

    @property
    def journey(self) -> Journey:
        """The open step, and the steps done."""
        return self.app.onboarding.progress.journey

    def compose(self) -> ComposeResult:
        """Lay out the screen for the step where the person stopped."""
        with Frame():
            yield Head(self._title, lambda: words.count(self.journey.step))
            yield StepLine(lambda: self.journey, lambda: self.page is not Page.CLOSED)
            with Vertical(id="step"):
                yield Body(self._blocks)
                with Actions():
                    yield ActionButton(self._primary_label, "screen.advance", id="advance", variant="primary")
                    yield ActionButton(self._secondary_label, "screen.other", id="other")
                    yield ActionButton(self._copy_label, "screen.copy_name", id="copy-name")
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
        if not last:
            self.query_one("#advance").focus()
        elif self._form:
            self._form.enter()
        self._say_what_waits()

    async def _make_key_step(self) -> None:
        from ava_onboard.tui.key.form import KeyForm

        self._form = KeyForm(self._beside)
        step = Vertical(self._form, id="key-step")
        await self.query_one(Frame).mount(step, before=self.query_one(KeyBar))
        self.watch(self._form, "phase", self._follow_form, init=False)
        self.watch(self.app, "app_focus", self._follow_focus, init=False)

    def _follow_form(self) -> None:
        """Say in the head what the form is doing."""
        self.query_one(Head).redraw()
        self.refresh_bindings()

    def _follow_focus(self, has_focus: bool) -> None:
        """Look at the clipboard when the person comes back to the terminal, perhaps with a key."""
        if has_focus and self._form and self.is_active and self.journey.step is Step.PASTE_KEY:
            self._form.look_at_clipboard()

    def _beside(self) -> list[Widget]:
        return [
            ActionButton(self._sending_label, "screen.send_kept", id="send-kept", classes="beside"),
            ActionButton(lambda: _("Back"), "screen.back", classes="beside"),
        ]

    @property
    def _key_waits(self) -> bool:
        """Whether the key that this step is about is on this computer, waiting to be sent."""
        return self.journey.step is Step.PASTE_KEY and self.app.onboarding.remembered().action is Action.SEND

    def _sending_label(self) -> str:
        is_new = self._form is None or self._form.is_new
        return _(Action.SEND.value) if self._key_waits and is_new else ""  # later "Try again" does the same

    def _say_what_waits(self) -> None:
        if self._key_waits:
            self.app.notify(lambda: _(WAITING_TO_BE_SENT))

    def opened(self) -> None:
        """Say that a key waits to be sent, rather than ask for one only."""
        super().opened()
        self._say_what_waits()

    def action_send_kept(self) -> None:
        """Send the key that is kept on this computer."""
        if self._form and self._key_waits:
            self.app.clear_notifications()
            self._form.send_kept()

    async def on_key_form_left(self) -> None:
        """Show the settings once the form is left."""
        await self.app.show("settings")

    async def on_key_form_configured(self) -> None:
        """Mark the last step as done: the key is saved and confirmed."""
        self.app.remember(journey=self.journey.finish())
        self.redraw()

    def take(self, text: str) -> None:
        """Take a key that is pasted in any step to the last one, which checks it at once if it looks like one."""
        from ava_onboard.domain.pasted import read
        from ava_onboard.text import paste

        if self.journey.step is Step.PASTE_KEY:
            super().take(text)
        elif (pasted := read(text)).key:
            self.run_worker(self._check_pasted(text))
        elif paste.refusal(pasted):
            self.app.notify(lambda: paste.refusal(pasted), severity="warning")

    async def _check_pasted(self, text: str) -> None:
        await self._go(self.journey.open(Step.PASTE_KEY))
        if self._form:
            self._form.take(text)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow only what the open step offers."""
        if not super().check_action(action, parameters):
            return False
        form = self._form if self.journey.step is Step.PASTE_KEY else None
        if action == "cancel":
            return form is not None and parameters == (form.escape,)
        if action == "back":
            return self.journey.step is not Step.ACCOUNT and (form is None or form.may_be_left)
        if action in ("copy_link", "show_qr"):
            return form is None
        if action == "open_link":
            return form is None or form.may_be_left
        if action == "copy_name":
            return self._texts().copy is not None
        return not (action == "advance" and self.journey.step is Step.PASTE_KEY)

    async def action_advance(self) -> None:
        """Open the page; once that was done, mark the step as done and open the next one.

        Where a browser has opened the page, it opens that of the next step too.
        """
        before = self.page
        if before is Page.CLOSED:
            self.action_open_link()
        elif before is not Page.OPENING:
            await self._finish()
            if before is Page.OPEN and self.page is Page.CLOSED:
                self.action_open_link()

    async def action_other(self) -> None:
        """Do what the main button does not: mark the step as done without its page, or open the page again."""
        if self.page is Page.CLOSED:
            await self._finish()
        else:
            self.action_open_link()

    async def action_back(self) -> None:
        """Open the previous step."""
        await self._go(self.journey.back())

    async def action_open_step(self, step: str) -> None:
        """Open any step."""
        await self._go(self.journey.open(Step(step)))

    def action_cancel(self, _what: str) -> None:
        """Stop, ignore or leave what the key form shows."""
        if self._form:
            self._form.cancel()

    def action_scroll(self, where: str) -> None:
        """Scroll a step that has more lines than the window."""
        body = self.query_one(Body)
        (body.scroll_page_up if where == "up" else body.scroll_page_down)(animate=False)

    def action_open_link(self) -> None:
        """Open the step's page in the browser."""
        if self.page is not Page.OPENING:
            self.run_worker(self._open(self._texts().link.url), group="open")

    def action_copy_link(self) -> None:
        """Copy the link."""
        self.app.copy(self._texts().link.url, desktop.link_copied)

    def action_copy_name(self) -> None:
        """Copy the name that this step asks for on Vapi's page."""
        if name := self._texts().copy:
            self.app.copy(name, desktop.name_copied, sent=desktop.name_sent)

    def action_show_qr(self) -> None:
        """Show the link as a QR code."""
        from ava_onboard.tui.screens.qr import QrScreen

        self.app.push_screen(QrScreen(self._texts().link))

    @property
    def page(self) -> Page:
        """The state of the page of the open step."""
        return self._pages.get(self._texts().link.url, Page.CLOSED)

    async def _open(self, url: str) -> None:
        """Open a page. Where no browser can, its QR code is shown: in the body if there is room, else in a dialog."""
        self._pages[url] = Page.OPENING
        self.redraw()
        opened = await self.app.open_in_browser(url)
        self._pages[url] = Page.OPEN if opened else Page.NO_BROWSER
        self.redraw()
        here = self.is_current and self.journey.step is not Step.PASTE_KEY and url == self._texts().link.url
        if here:
            self.query_one("#advance").focus()
        if here and not opened and not step_blocks.shows_code(self.query_one(Body).shown):
            self.action_show_qr()

    async def _finish(self) -> None:
        await self._go(self.journey.finish())

    async def _go(self, journey: Journey) -> None:
        self.app.clear_notifications()
        self.app.remember(journey=journey)
        await self._show_step()

    def _texts(self) -> GuideStep:
        return guide.current().of(self.journey.step)

    def _blocks(self) -> list[Block]:
        store, wide = self.app.onboarding.store, self.has_class("-wide")
        return step_blocks.of(self._texts(), self.page, store, welcome=self._welcomes, wide=wide)

    def _title(self) -> str:
        if self._form and self.journey.step is Step.PASTE_KEY and (title := self._form.title):
            return title
        return words.welcome_title() if self._welcomes else self._texts().title

    @property
    def _welcomes(self) -> bool:
        """Whether nothing was done yet: the first step then says what the steps are for."""
        journey = self.journey
        return journey.step is Step.ACCOUNT and not journey.done and self.page is Page.CLOSED

    def _primary_label(self) -> str:
        asks = self.page in (Page.CLOSED, Page.OPENING)
        return _(labels.OPEN_PAGE) if asks else words.done(self.journey.step)

    def _secondary_label(self) -> str:
        asks = self.page in (Page.CLOSED, Page.OPENING)
        return words.done(self.journey.step) if asks else _(labels.OPEN_AGAIN)

    def _copy_label(self) -> str:
        return _(labels.COPY_NAME) if self._texts().copy else ""
