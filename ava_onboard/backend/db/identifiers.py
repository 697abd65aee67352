"""Normalise e-mail addresses and phone numbers, for storing and for looking up."""

import re


def plain_identifier(text: str) -> str:
    """Normalise an e-mail address or a phone number, whichever it is."""
    return plain_email(text) if "@" in text else plain_phone(text)


def plain_email(text: str) -> str:
    """Return the address in lower case, without surrounding white space."""
    return text.strip().lower()


def plain_phone(text: str) -> str:
    """Return the number without the spaces and signs that group its digits."""
    return re.sub(r"[\s().-]", "", text)
