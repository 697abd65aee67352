"""The body of the first three steps."""

from enum import Enum, auto

from ava_onboard.domain.guide import GuideStep
from ava_onboard.domain.progress import Step
from ava_onboard.locales import _
from ava_onboard.text import desktop, guide
from ava_onboard.text.line import Line
from ava_onboard.tui.drawing.blocks import MARKED_CHIP, Address, Block, Heading, Labels, Note, Signed
from ava_onboard.tui.drawing.qr import QrCode


class Page(Enum):
    """What has become of a page."""

    CLOSED = auto()
    OPENING = auto()
    OPEN = auto()
    NO_BROWSER = auto()


def of(step: GuideStep, page: Page, *, welcome: bool) -> list[Block]:
    """Return the blocks of a step.

    Args:
        step: The words of the step.
        page: What has become of its page.
        welcome: Whether to say first what the steps are for.
    """
    if step.step is Step.NEW_KEY:
        return _new_key(step, page)
    blocks = _note(step, page)
    lines: list[Line] = [*guide.instructions(step), *guide.notes(step)]
    if welcome:
        return [Labels(guide.welcome(), rank=2), Heading(step.title, rank=2), Signed(lines)]
    return [*blocks, Signed(lines)] if page is not Page.NO_BROWSER else [*blocks, qr(step.link.url), Signed(lines)]


def qr(url: str) -> QrCode:
    """Return the page's address as a QR code, where no browser could be opened."""
    return QrCode(url, rank=2)


def _new_key(step: GuideStep, page: Page) -> list[Block]:
    """Return the third step: the drawing of Vapi's page if there is room, else the warning that it illustrates."""
    from ava_onboard.tui.drawing.vapi_page import VapiPage

    page_of_keys = VapiPage(
        step.copy or "", guide.looked(), _("your key will appear here"), _("not here: public"), rank=2
    )
    lines = Signed(guide.instructions(step), MARKED_CHIP)
    notes = guide.notes(step)
    return [*_note(step, page, rank=3), page_of_keys, lines, Signed(notes, below=2), Signed(notes, rank=3)]


def _note(step: GuideStep, page: Page, rank: int = 1) -> list[Block]:
    """Return what has become of the page."""
    match page:
        case Page.CLOSED:
            return []
        case Page.OPENING:
            return [Note(desktop.opening(), rank=rank)]
        case Page.OPEN:
            title, words = desktop.opened()
            return [Note(title, [words], rank=rank)]
        case Page.NO_BROWSER:
            title, words = desktop.not_opened()
            return [Note(title, [words], rank=rank), Address(step.link.url, rank=rank)]
