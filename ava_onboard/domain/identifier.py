"""How Ava spells the e-mail address or phone number that someone types to sign in.

Ava compares identifiers exactly: phone numbers in the form E.164 (``+33612345678``), mail addresses with their domain
in lower case. Only what has one possible meaning is rewritten; the rest stays as typed.

A small table, not a library: a number with its country code needs no numbering plan, and national ones are understood
for some countries where Ava's languages (English, French, Hebrew) are spoken. The package ``phonenumbers`` knows all
plans, but every installation would carry it, and the domain uses the standard library only.
"""

import re
import unicodedata
from typing import NamedTuple


class _Plan(NamedTuple):
    """The numbering plan of a country, as far as it is needed to recognise its numbers."""

    code: str
    """The country code."""
    trunk: str
    """The digit before a national number, which is left out after the country code; empty if there is none."""
    national: str
    """The form of a number without that digit, as a regular expression."""


_NORTH_AMERICA = _Plan("1", "1", r"[2-9]\d{2}[2-9]\d{6}")
_PLANS = {
    "AU": _Plan("61", "0", r"[2-478]\d{8}"),
    "BE": _Plan("32", "0", r"4[5-9]\d{7}|[1-9]\d{7}"),
    "CA": _NORTH_AMERICA,
    "CH": _Plan("41", "0", r"[2-9]\d{8}"),
    "DZ": _Plan("213", "0", r"[5-7]\d{8}|[2-4]\d{7}"),
    "FR": _Plan("33", "0", r"[1-9]\d{8}"),
    "GB": _Plan("44", "0", r"[1-3]\d{9}|1\d{8}|7\d{9}"),
    "IE": _Plan("353", "0", r"8[3-9]\d{7}|1\d{7}"),
    "IL": _Plan("972", "0", r"[57]\d{8}|[23489]\d{7}"),
    "LU": _Plan("352", "", r"6\d1\d{6}"),
    "MA": _Plan("212", "0", r"[5-7]\d{8}"),
    "US": _NORTH_AMERICA,
}
_OVERSEAS = re.compile(r"(?:262|269|508|590|594|596|639|69[0-7])\d{6}")
"""French national numbers whose country code is not 33 but that of an overseas territory: not spelled here."""
_ZERO_STAYS = ("39", "378", "379")
"""Country codes after which the zero of a national number stays (Italy and its neighbours)."""
_INTERNATIONAL = r"[1-9]\d{6,14}"
"""E.164: fifteen digits at most."""
_OPTIONAL_ZERO = re.compile(r"\(\s*0\s*\)")
_BETWEEN_DIGITS = "./()·\u2212"
"""What people put between digits, besides spaces and dashes."""
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
"""Full-width forms of ASCII, as East Asian keyboards write them."""


def spellings(typed: str, country: str | None) -> tuple[str, ...]:
    """Return what to try, in order: the spelling of Ava, then what was typed; only one if they are the same.

    Args:
        typed: What was typed.
        country: The country whose national numbers are understood, such as ``FR``; None for none.
    """
    as_typed = typed.strip()
    text = _readable(typed)
    spelled = phone(text, country) or _mail(text) or as_typed
    return (spelled,) if spelled == as_typed else (spelled, as_typed)


def phone(text: str, country: str | None) -> str | None:
    """Return the phone number in the form E.164; None if it is not one, or if its country is not certain.

    Args:
        text: What was typed.
        country: As in ``spellings``.
    """
    text = _readable(text)
    text = text[4:] if text.lower().startswith("tel:") else text
    digits = _without_separators(text)
    if not re.fullmatch(r"\+?\d+", digits):
        return None
    plan = _PLANS.get(country or "")
    exits = ("+", "00", "011") if plan is _NORTH_AMERICA else ("+", "00")
    if prefix := next((prefix for prefix in exits if digits.startswith(prefix)), None):
        has_optional_zero = _OPTIONAL_ZERO.search(text) is not None
        number = _without_separators(_OPTIONAL_ZERO.sub("", text))[len(prefix) :]
        return _international(number, has_optional_zero=has_optional_zero)
    return _national(digits, plan) if plan else None


def _international(number: str, *, has_optional_zero: bool) -> str | None:
    """Return a number that begins with a country code, without the digit that is only dialled inside the country."""
    if not re.fullmatch(_INTERNATIONAL, number) or (has_optional_zero and number.startswith(_ZERO_STAYS)):
        return None
    plan = next((plan for plan in _PLANS.values() if number.startswith(plan.code)), None)
    if plan is None:
        return f"+{number}"
    rest = number.removeprefix(plan.code)
    if plan.trunk and re.fullmatch(plan.national, rest.removeprefix(plan.trunk)):
        return f"+{plan.code}{rest.removeprefix(plan.trunk)}"
    return None if plan is _NORTH_AMERICA else f"+{number}"


def _national(digits: str, plan: _Plan) -> str | None:
    """Return a number of this plan, typed as it is dialled there, or with the country code but without the plus."""
    inside = digits.removeprefix(plan.trunk)
    if plan.code == "33" and _OVERSEAS.fullmatch(inside):
        return None
    dialled = digits.startswith(plan.trunk) or plan is _NORTH_AMERICA
    if dialled and re.fullmatch(plan.national, inside):
        return f"+{plan.code}{inside}"
    rest = digits.removeprefix(plan.code)
    return f"+{digits}" if rest != digits and re.fullmatch(plan.national, rest) else None


def _mail(text: str) -> str | None:
    """Return the mail address with its domain in lower case; None if it is not one."""
    text = text[7:] if text.lower().startswith("mailto:") else text
    name, _at, domain = text.rpartition("@")
    if not name or not domain or "@" in name or any(character.isspace() for character in text):
        return None
    return f"{name}@{domain.lower()}"


def _readable(text: str) -> str:
    """Return the text without invisible marks, in ordinary digits and ordinary Latin forms."""
    visible = (character for character in text.translate(_FULL_WIDTH) if unicodedata.category(character) != "Cf")
    return "".join(_ascii_digit(character) for character in visible).strip()


def _ascii_digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)


def _without_separators(text: str) -> str:
    return "".join(character for character in text if not _is_separator(character))


def _is_separator(character: str) -> bool:
    return character.isspace() or character in _BETWEEN_DIGITS or unicodedata.category(character) == "Pd"
