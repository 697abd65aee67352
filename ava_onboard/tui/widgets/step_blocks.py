"""The body of the first three steps."""

from collections.abc import Sequence
from dataclasses import replace
from enum import Enum, auto

from ava_onboard.domain.guide import GuideStep
from ava_onboard.domain.progress import Step
from ava_onboard.domain.store_kind import StoreKind
from ava_onboard.text import desktop, guide
from ava_onboard.tui.drawing.blocks import MARKED_CHIP, Block, Heading, Labels, Signed


class Page(Enum):
    """The state of a page."""

    CLOSED = auto()
    OPENING = auto()
    OPEN = auto()
    NO_BROWSER = auto()


def of(step: GuideStep, page: Page, store: StoreKind, *, welcome: bool, wide: bool) -> list[Block]:
    """Return the blocks of a step.

    Args:
        step: The words of the step.
        page: The state of its page.
        store: Where a key will be kept on this computer.
        welcome: Whether to say first what the steps are for.
        wide: Whether there is room for more than the lines: a drawing, or a QR code beside them.
    """
    if step.step is Step.NEW_KEY:
        return _new_key(step, page)
    blocks = _note(step, page)
    page_open = page in (Page.OPEN, Page.NO_BROWSER)  # the note says how to open it without a browser
    lines = Signed([*guide.instructions(step, page_open=page_open), *guide.notes(step)])
    more = guide.more(step)
    if step.step is Step.ACCOUNT:
        listed: list[Block] = [Signed([*lines.lines, *more], rank=5), replace(lines, below=5)]
    else:
        listed = [lines, Heading(guide.not_there(), rank=5), Signed(more, rank=5)]
    if welcome:
        why = [Labels(guide.welcome(), rank=2), *(_what_for(store) if wide else ())]
        return [*why, Heading(step.title, step.link.url, rank=3), *listed]
    if step.step is Step.KEYS_PAGE and wide and page is not Page.NO_BROWSER:
        blocks += [_page_to_find(step.link.url), replace(lines, chip=MARKED_CHIP, rank=3)]
        listed[0] = replace(lines, below=3)
    blocks += listed
    if page is not Page.NO_BROWSER:
        from ava_onboard.tui.drawing.notes import Address

        blocks.append(Address(step.link.url, rank=2))
    if page is Page.NO_BROWSER and wide:
        from ava_onboard.tui.drawing.qr import WithQrCode

        return [WithQrCode(step.link.url, blocks, rank=2), *_instead(blocks)]
    return blocks


def _what_for(store: StoreKind) -> list[Block]:
    """Return the three places, with what each does with the key."""
    from ava_onboard.text import places
    from ava_onboard.tui.drawing.places import Box, Joint, Places

    return [Places([Box(*role) for role in places.roles(store)], (Joint.TO_COME, Joint.TO_COME), rank=3)]


def shows_code(blocks: Sequence[Block]) -> bool:
    """Return whether a QR code is among the blocks."""
    from ava_onboard.tui.drawing.qr import WithQrCode

    return any(isinstance(block, WithQrCode) for block in blocks)


def _instead(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks for a body that has no room for what is more than they."""
    return [replace(block, below=2) for block in blocks]  # type: ignore[type-var]  # all of them are dataclasses


def _page_to_find(url: str) -> Block:
    """Return the drawing of Vapi's page with the way to it."""
    from ava_onboard.tui.drawing.vapi_page import VapiPage

    return VapiPage("", url, guide.looked(), "", "", to_find=True, rank=3)


def _new_key(step: GuideStep, page: Page) -> list[Block]:
    """Return the third step: the drawing of Vapi's page if there is room, else the warning that it illustrates."""
    from ava_onboard.tui.drawing.vapi_page import VapiPage

    looked, here, public = guide.looked(), guide.your_key_here(), guide.public()
    page_of_keys = VapiPage(step.copy or "", step.link.url, looked, here, public, rank=2)
    lines = Signed(guide.instructions(step), MARKED_CHIP)
    notes = guide.notes(step)
    return [*_note(step, page, rank=3), page_of_keys, lines, Signed(notes, below=2), Signed(notes, rank=5)]


def _note(step: GuideStep, page: Page, rank: int = 1) -> list[Block]:
    """Return the state of the page."""
    if page is Page.CLOSED:
        return []
    from ava_onboard.tui.drawing.notes import Address, Note

    match page:
        case Page.OPENING:
            return [Note(desktop.opening(), rank=rank)]
        case Page.OPEN:
            title, words = desktop.opened(leads_on=step.step is Step.ACCOUNT)
            return [Note(title, [words], rank=rank)]
        case _:
            title, words = desktop.not_opened()
            return [Note(title, [words], rank=rank), Address(step.link.url, 3, rank=rank)]
