"""Recognise secrets that can be guessed however long they are: repetitions, sequences, text, and what guides print."""

import base64
import binascii
import hashlib
import math
import re
from itertools import pairwise

_FEWEST = 8
"""Different characters. Of 32 random hexadecimal digits, fewer occur once in billions."""
_LONGEST_PERIOD = 32
_LEAST_REST = 16
"""Characters that must be left without the words."""
_MADE_OF_WORDS = re.compile(
    r"""(?:
    abc|admin|an|and|api|app|application|asdfghjkl|at|auth|ava|azerty|backend|bar|base|battery|baz|be|before|
    bits?|bytes|change|changed|changez|char|character|characters|chars|cle|code|com|correct|database|db|
    darling|de|default|demo|dev|develop|development|do|docker|dummy|encryption|enter|env|example|exemple|
    fallback|fixme|foo|for|forever|from|generate|generated|go|goes|going|hello|here|hex|hmac|horse|hunter|iloveyou|in|insecure|
    insert|is|it|jwt|kennwort|key|keys|know|knows|last|least|letmein|live|local|localhost|login|long|longer|love|
    master|me|min|minimum|moi|mon|monkey|more|mot|must|my|needs|never|new|no|nobody|not|of|ok|only|openssl|or|our|output|pass|
    passe|passphrase|passwd|password|passwords|passwort|phrase|placeholder|please|prod|production|put|
    qsdfghjklm|qwerty|qwertz|rand|random|real|replace|root|sample|secret|secrets|secure|security|server|
    session|set|shared|should|sign|signing|some|something|staging|staple|str|string|strong|super|
    superuser|test|testing|tests|text|that|the|this|to|todo|token|tokens|tres|uiop|unsafe|update|use|
    user|value|vapi|very|we|welcome|with|wxcvbn|xxx|you|your|zxcvbnm
    )+""",
    re.VERBOSE,
)
_LETTERS = re.compile(r"[^\W\d_]+")
_SEPARATORS = re.compile(r"[\s!-/:-@\[-`{-~]+")
_BIGRAMS = frozenset(
    re.findall(
        "..",
        "acadaialamanarasatauavaybebycechckcoctcudadedidoeaecedeeeielemener"
        "eseteuevfogehahehihoicieilinioirisitkelaldlelilllolymamemimomynand"
        "nengnnnonsntofoiolomonorotouowpapeplpoppprqurarerirortryseshsisoss"
        "stsutatethtitotrtstyueuiulunupurusutvewawhwoyo",
    )
)
"""Frequent pairs of letters in English and French: most of those of a text, one in five of what a program drew."""
_SHARE = len(_BIGRAMS) / 26**2
_DEVIATIONS = 7
"""More frequent pairs than that many standard deviations above `_SHARE`: about one of a million drawn secrets has."""
_DRAWN_HEX = re.compile("(?:[0-9a-f]-?){16,}")
"""Digits of a number or an UUID: there are other pairs among six letters."""
_RUNS = re.compile("[a-z]{2,}")
_ROWS = (
    ("1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./"),
    ("1234567890-=", "azertyuiop", "qsdfghjklm", "wxcvbn,;:"),
    ("1234567890", "qwertzuiop", "asdfghjkl", "yxcvbnm,.-"),
)
"""Keyboards. Each row is half a key to the right of the one above."""
_SHIFTED = str.maketrans("!@#$%^&*()", "1234567890")
_HEX = re.compile("[0-9a-fA-F]+")
_BASE64 = re.compile("[A-Za-z0-9+/_-]+={0,2}")
_PUBLISHED = {"570dad43de1af4c925f92c16a68a50936da42b7d"}
"""SHA-256 of secrets that tutorials print, in part."""
_AS_LETTERS = tuple(str.maketrans("0134578@$", f"o{one}eastbas") for one in "li")
"""What stands for a letter in P4$$w0rd; 1 stands for two."""


def is_guessable(secret: str) -> bool:
    """Tell whether a secret is one that people type, and not one that a program drew.

    Args:
        secret: A text, or bytes read as Latin-1.
    """
    if _is_weak(secret):
        return True
    inside = _decoded(secret)
    if inside is None:
        return False
    # What is inside may have been drawn all the same, and encoded twice.
    return _BASE64.fullmatch(inside) is None or _is_weak(inside)


def _is_weak(text: str) -> bool:
    return (
        len(set(text)) < _FEWEST
        or _digest(text) in _PUBLISHED
        or any(rule(text) for rule in (_repeats, _counts, _alternates, _walks, _reads))
        or any(_is_words(spelled) for spelled in _spellings(text))
    )


def _spellings(text: str) -> list[str]:
    """Return a text in lower case, and with letters for the digits and signs that may stand for them."""
    lower = text.lower()
    return [lower, *(lower.translate(letters) for letters in _AS_LETTERS)]


def _digest(text: str) -> str:
    return hashlib.sha256(text.lower().encode(errors="surrogatepass")).hexdigest()[:40]


def _decoded(text: str) -> str | None:
    """Return the readable text that is written in hexadecimal or base64; None if there is none."""
    text = text.strip()
    try:
        if _HEX.fullmatch(text):
            raw = bytes.fromhex(text)
        elif _BASE64.fullmatch(text):
            bare = text.rstrip("=").translate(str.maketrans("-_", "+/"))
            raw = base64.b64decode(bare + "=" * (-len(bare) % 4))
        else:
            return None
        inside = raw.decode().strip()
    except (ValueError, binascii.Error):
        return None
    return inside if inside.replace("\n", "").replace("\t", "").isprintable() else None


def _repeats(text: str) -> bool:
    triples = [text[at : at + 3] for at in range(len(text) - 2)]
    period = _period(text)
    return (period < _LONGEST_PERIOD and 2 * period <= len(text)) or 2 * len(set(triples)) < len(triples)


def _period(text: str) -> int:
    """Return the length of the shortest beginning that the whole text repeats; the last time may be cut."""
    return next(length for length in range(1, len(text) + 1) if text.startswith(text[length:]))


def _counts(text: str) -> bool:
    """Tell whether most characters follow from those before: abcdef, 13579, 9876."""
    steps = [ord(after) - ord(before) for before, after in pairwise(text)]
    small = sum(abs(step) <= 1 for step in steps)
    same = sum(first == second for first, second in pairwise(steps))
    return 3 * small > 2 * len(steps) or 2 * same > len(steps)


def _alternates(text: str) -> bool:
    """Tell whether two sequences take turns: a1b2c3."""
    return _counts(text[::2]) and _counts(text[1::2])


def _walks(text: str) -> bool:
    """Tell whether most characters are beside the one before on a keyboard: 1q2w3e, zaq12wsx."""
    lower = text.lower().translate(_SHIFTED)
    pairs = list(pairwise(lower))
    return any(3 * sum(pair in beside for pair in pairs) > 2 * len(pairs) for beside in _BESIDE)


def _neighbours(rows: tuple[str, ...]) -> frozenset[tuple[str, str]]:
    places = {key: (column + row / 2, row) for row, keys in enumerate(rows) for column, key in enumerate(keys)}
    return frozenset(
        (one, other)
        for one, (x, y) in places.items()
        for other, (to_x, to_y) in places.items()
        if one != other and abs(x - to_x) <= 1 and abs(y - to_y) <= 1
    )


_BESIDE = [_neighbours(rows) for rows in _ROWS]


def _reads(text: str) -> bool:
    """Tell whether it reads like a text: far more pairs of letters are frequent ones than by chance."""
    words = _DRAWN_HEX.sub(" ", text.lower())
    pairs = ["".join(pair) for run in _RUNS.findall(words) for pair in pairwise(run)]
    expected, deviation = len(pairs) * _SHARE, math.sqrt(len(pairs) * _SHARE * (1 - _SHARE))
    return sum(pair in _BIGRAMS for pair in pairs) > expected + _DEVIATIONS * deviation


def _is_words(text: str) -> bool:
    """Tell whether too little is left without the words and what separates them."""
    without = _LETTERS.sub(lambda run: "" if _MADE_OF_WORDS.fullmatch(run[0]) else run[0], text)
    return len(text) - len(without) >= _FEWEST and len(_SEPARATORS.sub("", without)) < _LEAST_REST
