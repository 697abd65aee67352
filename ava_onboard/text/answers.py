"""Yes or no, as each language says it."""

from ava_onboard.locales import N_, _

# Translators: the words that mean yes in your language, the short one first, between spaces.
_YES = N_("y yes")


def either() -> str:
    """Return the choice to print after a question; the capital letter is the default."""
    return _("[y/N]")


def is_yes(answer: str) -> bool:
    """Return whether the answer means yes, in the current language or in English."""
    return answer.strip().lower() in (*_(_YES).split(), *_YES.split())
