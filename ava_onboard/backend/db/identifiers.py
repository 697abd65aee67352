"""Mail addresses and phone numbers in the form in which they are stored and looked for."""

import re


def plain_identifier(text: str) -> str:
    """Whichever of the two it is."""
    return plain_email(text) if "@" in text else plain_phone(text)


def plain_email(text: str) -> str:
    """In lower case, without white space around it."""
    return text.strip().lower()


def plain_phone(text: str) -> str:
    """Without the white space and signs that people group digits with."""
    return re.sub(r"[\s().-]", "", text)
