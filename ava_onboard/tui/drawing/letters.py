"""Large letters, for a code that is read out."""

_FONT = {
    "0": 75557,
    "1": 26227,
    "2": 71747,
    "3": 71717,
    "4": 55711,
    "5": 74717,
    "6": 74757,
    "7": 71111,
    "8": 75757,
    "9": 75717,
    "A": 25755,
    "B": 65656,
    "C": 74447,
    "D": 65556,
    "E": 74747,
    "F": 74644,
    "G": 74557,
    "H": 55755,
    "J": 11157,
    "K": 55655,
    "M": 57755,
    "N": 75555,
    "O": 75557,
    "P": 75744,
    "Q": 25563,
    "R": 65655,
    "S": 74717,
    "T": 72222,
    "U": 55557,
    "V": 55552,
    "W": 55775,
    "X": 55255,
    "Y": 55222,
    "\u00a0": 0,
}
"""Five rows of three pixels, one octal digit a row: the signs of every code and of every situation code."""

LARGE_HEIGHT = 3

_HALVES = " ▀▄█"


def large(text: str) -> list[str]:
    """Return ``text`` as three lines of half blocks, which a Linux console can show too.

    Raises:
        KeyError: A character of ``text`` is not in the font.
    """
    rows = ["0".join(f"{int(str(_FONT[letter]).zfill(5)[row]):03b}" for letter in text) for row in range(5)]
    rows.append("0" * len(rows[0]))
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return ["".join(_HALVES[int(top) + 2 * int(low)] for top, low in zip(*pair, strict=True)) for pair in pairs]
