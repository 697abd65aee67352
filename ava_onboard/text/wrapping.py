"""Where a text may be broken into lines: the one rule, for the app and for the terminal."""

from collections.abc import Callable, Iterator

_NAME = "ava-onboard"
_HELD = "\ue000"
"""Stands for a space at which a line is not broken. It is in no text."""


def wrapped(words: str, width: int) -> list[str]:
    """Return ``words`` as lines of at most ``width`` characters."""
    return [words[start:end] for start, end in spans(words, width)]


def filled(words: str, width: int) -> list[str]:
    """Return ``words`` as the lines of a terminal, each behind the indent or the sign of the first.

    What is longer than a line is not cut: the terminal wraps it, so that it can be copied whole.
    """
    start = len(words) - len(words.lstrip(" "))
    start += 2 if words[start : start + 1] and not words[start].isalnum() and words[start + 1 : start + 2] == " " else 0
    first, *others = _held(words[start:]).split(" ")
    lines = [words[:start] + first]
    for word in others:
        if len(lines[-1]) + 1 + len(word) > width:
            lines.append(" " * start + word)
        else:
            lines[-1] += f" {word}"
    return [line.replace(_HELD, " ") for line in lines]


def spans(words: str, width: int, cells: Callable[[str], int] = len) -> list[tuple[int, int]]:
    """Return where each line starts and ends in ``words``.

    Lines are broken at line feeds and at ordinary spaces, which are left out there. A no-break space holds what is
    around it together: nothing comes between « and the word, and no line starts with a colon of French. A command is
    not broken either. What is longer than a line is cut. No word is alone on the last line if the line before can spare
    another one.

    Args:
        words: The text.
        width: The length of a line, in cells; at least 1.
        cells: Returns how many cells a text takes up.
    """
    found: list[tuple[int, int]] = []
    start = 0
    for paragraph in _held(words).split("\n"):
        lines = _with_company(paragraph, list(_of_paragraph(paragraph, width, cells)), width, cells)
        found += [(start + one, start + other) for one, other in lines]
        start += len(paragraph) + 1
    return found


def _held(words: str) -> str:
    """Return ``words`` with the spaces held that are within a command or the path of one of our files.

    A command is in quotation marks, or at the end of a line behind a colon.
    """
    if _NAME not in words and "ava_onboard" not in words:  # nearly always
        return words
    import re  # ``--version`` has no use for it

    quoted = rf"(?<=[“«])\W?{_NAME} [^”»\n]*"
    last = rf"(?<=: )(?:[^ \n]*{_NAME}|[^ \n]+ -m ava_onboard)(?![^ \n]).*"
    path = rf"(?<![^ ])(?:[A-Za-z]:)?[/\\][^\n]*?{_NAME}[^ \n]*"
    return re.sub(f"{quoted}|{last}|{path}", lambda found: found[0].replace(" ", _HELD), words)


def _of_paragraph(words: str, width: int, cells: Callable[[str], int]) -> Iterator[tuple[int, int]]:
    start = 0
    while cells(words[start:]) > width:
        if words[start] == " ":  # an indent that does not fit is left out, before a word would be cut
            start += 1
            continue
        fits = start + _that_fit(words[start:], width, cells)
        space = words.rfind(" ", start, fits + 1)
        end = fits if space < 0 else space
        yield start, start + len(words[start:end].rstrip(" "))
        start = end
        while words.startswith(" ", start):
            start += 1
    yield start, len(words)


def _with_company(
    words: str, lines: list[tuple[int, int]], width: int, cells: Callable[[str], int]
) -> list[tuple[int, int]]:
    """Return the lines; a word that is alone on the last one takes the word before it along, if two others stay."""
    if len(lines) < 2:
        return lines
    (start, end), (last, last_end) = lines[-2:]
    is_cut = words[end:last].strip(" ") or last == end
    alone = last < last_end and " " not in words[last:last_end]
    moved = words.rfind(" ", start, end) + 1
    stays = words[start:moved].strip(" ")
    if is_cut or not alone or " " not in stays or cells(words[moved:last_end]) > width:
        return lines
    return [*lines[:-2], (start, start + len(words[start:moved].rstrip(" "))), (moved, last_end)]


def _that_fit(words: str, width: int, cells: Callable[[str], int]) -> int:
    """Return how many characters fit into ``width``; at least one, or nothing would ever end."""
    end = min(len(words), width)
    while end > 1 and cells(words[:end]) > width:
        end -= 1
    return end
