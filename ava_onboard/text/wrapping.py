"""Where a text may be broken into lines: the one rule, for the app and for the terminal."""

from collections.abc import Callable, Iterator


def wrapped(words: str, width: int) -> list[str]:
    """Return ``words`` as lines of at most ``width`` characters."""
    return [words[start:end] for start, end in spans(words, width)]


def spans(words: str, width: int, cells: Callable[[str], int] = len) -> list[tuple[int, int]]:
    """Return where each line starts and ends in ``words``.

    Lines are broken at line feeds and at ordinary spaces, which are left out there. A no-break space holds what is
    around it together: nothing comes between « and the word, and no line starts with a colon of French. A word that
    is longer than a line is cut. No word is alone on the last line if the line before can spare another one.

    Args:
        words: The text.
        width: The length of a line, in cells; at least 1.
        cells: Returns how many cells a text takes up.
    """
    found: list[tuple[int, int]] = []
    start = 0
    for paragraph in words.split("\n"):
        lines = _with_company(paragraph, list(_of_paragraph(paragraph, width, cells)), width, cells)
        found += [(start + one, start + other) for one, other in lines]
        start += len(paragraph) + 1
    return found


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
