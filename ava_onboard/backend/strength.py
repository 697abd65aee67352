"""Recognise secrets that can be guessed however long they are: repetitions, sequences, and words everybody tries."""

import re
from itertools import pairwise

_FEWEST = 8
"""Different characters. Of 32 random hexadecimal digits, fewer occur once in billions."""
_LONGEST_PERIOD = 32
_LEAST_REST = 16
"""Characters that must be left without the words."""
_MADE_OF_WORDS = re.compile(
    r"""(?:
    abc|admin|an|and|api|app|application|asdfghjkl|at|auth|ava|azerty|backend|bar|battery|baz|be|
    bytes|change|changed|changez|char|character|characters|chars|cle|code|com|correct|database|db|
    default|demo|dev|develop|development|do|docker|dummy|encryption|enter|env|example|exemple|
    fallback|fixme|foo|for|from|generate|generated|hello|here|hmac|horse|hunter|in|insecure|insert|
    is|it|jwt|kennwort|key|keys|last|least|letmein|local|localhost|login|long|longer|master|me|
    min|minimum|moi|monkey|more|mot|must|my|needs|never|new|no|not|of|ok|only|or|our|pass|
    passe|passphrase|passwd|password|passwords|passwort|phrase|placeholder|please|prod|production|put|
    qsdfghjklm|qwerty|qwertz|random|real|replace|root|sample|secret|secrets|secure|security|server|
    session|set|shared|should|sign|signing|some|something|staging|staple|str|string|strong|super|
    superuser|test|testing|tests|text|that|the|this|to|todo|token|tokens|uiop|unsafe|update|use|
    user|value|vapi|very|we|welcome|with|wxcvbn|xxx|you|your|zxcvbnm
    )+""",
    re.VERBOSE,
)
_LETTERS = re.compile(r"[^\W\d_]+")
_SEPARATORS = re.compile(r"[\s!-/:-@\[-`{-~]+")
_AS_LETTERS = str.maketrans("013457@$", "oleastas")


def is_guessable(secret: str) -> bool:
    """Tell whether a secret is one that people type, and not one that a program drew.

    Args:
        secret: A text, or bytes read as Latin-1.
    """
    return len(set(secret)) < _FEWEST or _repeats(secret) or _counts(secret) or _is_words(secret)


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


def _is_words(text: str) -> bool:
    lower = text.lower()
    return min(len(_rest(lower)), len(_rest(lower.translate(_AS_LETTERS)))) < _LEAST_REST


def _rest(text: str) -> str:
    """Return what is left without the words and what separates them."""
    without = _LETTERS.sub(lambda run: "" if _MADE_OF_WORDS.fullmatch(run[0]) else run[0], text)
    return _SEPARATORS.sub("", without)
