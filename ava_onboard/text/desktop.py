"""The browser and the clipboard."""

from ava_onboard.locales import _
from ava_onboard.text.line import Line, Tone


def page_opened() -> str:
    """Say that the page is open."""
    return _("Page opened in your browser.")


def opening() -> Line:
    """Say that the page is being opened."""
    return Line("…", Tone.ACTIVE, _("Opening the page in your browser…"))


def opened(*, leads_on: bool) -> tuple[Line, str]:
    """Say that the page is open, and what comes next; ``leads_on`` says that the next step has a page of its own."""
    next_ = _("Do what follows there, then come back: this window waits for you.")
    if leads_on:
        next_ = _("Done there? Come back here: Enter opens the next page.")
    return Line("●", Tone.ACTIVE, page_opened()), next_


def not_opened() -> tuple[Line, str]:
    """Say that no browser could be opened from here, and what to do instead."""
    line = Line("▲", Tone.DOUBT, _("No browser could be opened from here."))
    return line, _("Scan the code with your phone, or open this address in any browser:")


def no_browser() -> str:
    """Return what to do without a browser."""
    return _("No browser could be opened. Copy the link, or scan its QR code.")


def link_copied() -> str:
    """Say that the link is on the clipboard."""
    return _("Link copied")


def sent_to_terminal(text: str) -> str:
    """Say that the terminal was asked to copy ``text``: it does not say whether it did."""
    return _("Sent to the terminal's clipboard. If it does not arrive there, select it here: {text}").format(text=text)


def name_copied() -> str:
    """Say that the name is on the clipboard."""
    return _("Name copied")


def name_sent() -> str:
    """Say that the terminal was asked to copy the name: it does not say whether it did."""
    return _("Name sent to the terminal's clipboard")


def summary_copied() -> str:
    """Say that the summary is on the clipboard."""
    return _("Summary copied, without the key")


def summary_sent() -> str:
    """Say that the terminal was asked to copy the summary: it does not say whether it did."""
    return _("Summary sent to the terminal's clipboard, without the key")


def nothing_to_paste() -> str:
    """Return that the clipboard is empty, or cannot be read from here, and how to paste otherwise."""
    return _("Nothing to paste here. Try your terminal's shortcut, often Ctrl+Shift+V.")


def clipboard(*, offers: bool) -> str:
    """Return whether a key on the clipboard is offered, as an entry of the menu."""
    return _("Offer a key on the clipboard: yes") if offers else _("Offer a key on the clipboard: no")


def clipboard_offered() -> str:
    """Say that a key on the clipboard is offered from now on."""
    return _("In step 4, a key on your clipboard will be offered.")


def clipboard_not_read() -> str:
    """Say that the clipboard is only read for pasting from now on."""
    return _("Your clipboard is only read when you paste.")
