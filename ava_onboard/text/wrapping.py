"""Where a text may be broken into lines: the one rule, for the app and for the terminal."""

from collections.abc import Callable, Iterator


def wrapped(words: str, width: int) -> list[str]:
    """Return ``words`` as lines of at most ``width`` characters."""
    return [words[start:end] for start, end in spans(words, width)]


def spans(words: str, width: int, cells: Callable[[str], int] = len) -> list[tuple[int, int]]:
    """Return where each line starts and ends in ``words``.

    Lines are broken at line feeds and at ordinary spaces, which are left out there. A no-break space holds what is
    around it together: nothing comes between « and the word, and no line starts with a colon of French. A word that
    is longer than a line is cut.

    Args:
        words: The text.
        width: The length of a line, in cells; at least 1.
        cells: Returns how many cells a text takes up.
    """
    found: list[tuple[int, int]] = []
    start = 0
    for paragraph in words.split("\n"):
        found += [(start + one, start + other) for one, other in _of_paragraph(paragraph, width, cells)]
        start += len(paragraph) + 1
    return found


def _of_paragraph(words: str, width: int, cells: Callable[[str], int]) -> Iterator[tuple[int, int]]:
    start = 0
    while cells(words[start:]) > width:
        fits = start + _that_fit(words[start:], width, cells)
        space = words.rfind(" ", start, fits + 1)
        if words[start] == " " and not words[start:space].strip(" "):
            start += 1  # an indented word that does not fit beside its indent keeps less of it
            continue
        end = fits if space <= start else space
        yield start, start + len(words[start:end].rstrip(" "))
        start = end
        while words.startswith(" ", start):
            start += 1
    yield start, len(words)


def _that_fit(words: str, width: int, cells: Callable[[str], int]) -> int:
    """Return how many characters fit into ``width``; at least one, or nothing would ever end."""
    end = min(len(words), width)
    while end > 1 and cells(words[:end]) > width:
        end -= 1
    return end
