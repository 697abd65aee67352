"""The drawing of Vapi's page of keys. What is written on it stays in English, as on the page itself."""

from dataclasses import dataclass

from rich.cells import cell_len

from ava_onboard.tui.drawing.blocks import MARKED_CHIP, Moment, Ranked
from ava_onboard.tui.drawing.canvas import Canvas

_MENU = ("BUILD", " Assistants", " Phone Numbers", "TEST", " Evals", "OBSERVE", " Logs", "MANAGE", " API Keys")
_ADD = "+ Add Key"
_DOTS = "•" * 32


@dataclass(frozen=True, slots=True)
class VapiPage(Ranked):
    """Where to click on the page: a number on it is that of the line that says so.

    Its other words are in the person's language.
    """

    key_name: str
    url: str
    """The address of the page, to which the one that is drawn is a link."""
    caption: str
    """When the page looked like this."""
    here: str
    """What will be in the block of the private keys; or, with a key in it, the words before the icon that copies it.
    Without them the key has the numbers of the lines that say how to copy it."""
    not_here: str
    """What is wrong with the block below, which looks the same."""
    has_key: bool = False
    """Whether the key is there and to be copied, not still to be created."""
    to_find: bool = False
    """Whether the page is still to be found: the numbers are those of the lines that say how."""

    def draw(self, canvas: Canvas, moment: Moment) -> None:
        """Draw the page: with its whole menu where there is room, without the menu where it is narrow."""
        tall, wide = moment.height > 17 and not self.to_find, canvas.width > 66
        side, height = (24 if tall else 21) if wide else 0, 13 if tall else 9
        canvas.box(0, 0, canvas.width, height, "$line", below=self.caption)
        _address(canvas, 0, self.url, short=not wide)
        if side:
            _menu(canvas, side, height, tall=tall)
        if self.to_find:
            canvas.put(side - 5, height - 2, " 2 ", MARKED_CHIP)
        left, right = side + 3 if side else 2, canvas.width - 2
        _private(canvas, left, right, self)
        _public(canvas, left, right, self.not_here, tall=tall)


@dataclass(frozen=True, slots=True)
class KeyRow(Ranked):
    """The row of the new key on the page, with the icon that copies it."""

    key_name: str
    url: str
    """The address of the page."""
    copy: str = ""
    """The words before the icon, instead of the numbers."""

    def draw(self, canvas: Canvas, moment: Moment) -> None:
        """Draw it over the full width."""
        _key(canvas, 0, 0, canvas.width, self.key_name, copy=self.copy)
        _address(canvas, 2, self.url)


def _address(canvas: Canvas, y: int, url: str, *, short: bool = False) -> None:
    """Draw the address of the page into the edge of a box, as a link."""
    words = url.removeprefix("https://")
    words = words.partition("/")[0] if short else words
    canvas.put(2, y, f" {words} ", f"$muted link='{url}'")


def _menu(canvas: Canvas, side: int, height: int, *, tall: bool) -> None:
    menu = _MENU if tall else tuple(entry for entry in _MENU if entry[0] != " " or entry == _MENU[-1])
    canvas.put(2, 1, "vapi", "bold $text")
    for y in range(1, height - 1):
        canvas.put(side, y, "│", "$faint")
    for y, entry in enumerate(menu, height - 1 - len(menu)):
        here = entry == _MENU[-1]
        canvas.put(2, y, entry.ljust(side - 3) if here else entry, "bold $accent on $panel" if here else "$muted")


def _private(canvas: Canvas, left: int, right: int, page: VapiPage) -> None:
    title = "Private API Keys"
    canvas.put(left, 1, title, "bold $warning" if page.to_find else "bold $text")
    canvas.put(left, 2, "Server-side API access"[: right - 22 - left], "$muted")
    for row, line in enumerate(("╭───────────╮", f"│ {_ADD} │", "╰───────────╯"), 1):
        canvas.put(right - 13, row, line, "$muted" if page.has_key or page.to_find else "bold $warning")
    if page.to_find:
        canvas.put(left + len(title) + 1, 1, " 3 ", MARKED_CHIP)
        canvas.box(left, 4, right - left, 3, "$faint")
        return
    if page.has_key:
        _key(canvas, left, 4, right - left, page.key_name, copy=page.here)
        return
    canvas.put(right - 20, 2, " 1 ", MARKED_CHIP)
    canvas.put(right - 16, 2, "━▸", "bold $warning")
    canvas.box(left, 4, right - left, 3, "$faint")
    canvas.put(left + 2, 4, f" {page.key_name} ", "bold $warning")
    canvas.put(left + 2, 5, _DOTS[: right - left - len(page.here) - 6], "$muted")
    canvas.put(right - 2 - len(page.here), 5, page.here, "$muted")


def _key(canvas: Canvas, x: int, y: int, width: int, name: str, *, copy: str = "") -> None:
    """Draw the row of the key: dots and three icons, of which the one in the middle copies."""
    right = x + width - 2
    canvas.box(x, y, width, 3, "$warning")
    canvas.put(x + 2, y, f" {name} ", "bold $warning")
    mark, style = (copy, "bold $warning") if copy else (" 2 ", MARKED_CHIP)
    canvas.put(x + 4 + cell_len(name), y, "" if copy else " 1 ", MARKED_CHIP)
    canvas.put(x + 2, y + 1, _DOTS[: width - 19 - cell_len(mark)], "$muted")
    canvas.put(right - 13 - cell_len(mark), y + 1, mark, style)
    canvas.put(right - 12, y + 1, "━▸", "bold $warning")
    canvas.put(right - 9, y + 1, "○  □  ×", "$muted")
    canvas.put(right - 7, y + 1, " □ ", MARKED_CHIP)


def _public(canvas: Canvas, left: int, right: int, not_here: str, *, tall: bool) -> None:
    canvas.put(left, 7, "✗" if not_here else "", "bold $bad")
    canvas.put(left + 2 if not_here else left, 7, "Public API Keys", "$muted")
    if tall:
        canvas.put(right - 11, 7, _ADD, "$muted")
        canvas.put(left + 2, 8, "Client-side SDK access", "$muted")
        canvas.box(left, 9, right - left, 3, "$faint")
        canvas.put(left + 2, 10, _DOTS, "$muted")
    canvas.put(right - len(not_here) - 2, 8 if tall else 7, not_here, "bold $bad")
