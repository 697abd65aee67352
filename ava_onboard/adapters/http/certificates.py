"""Whose certificate a server shows, trusted or not. The ``ssl`` module tells that of trusted ones only."""

from collections.abc import Iterator

_SEQUENCE = 0x30
_EXPLICIT_VERSION = 0xA0
_NAMES = (b"\x55\x04\x0a", b"\x55\x04\x03")
"""DER of the object identifiers 2.5.4.10 (organisation) and 2.5.4.3 (common name): the first that is there is told."""
_ENCODINGS = {0x0C: "utf-8", 0x13: "ascii", 0x14: "latin-1", 0x16: "ascii", 0x1E: "utf-16-be"}
_LONGEST = 60


def issuer(certificate: bytes) -> str | None:
    """The organisation that issued a certificate, else its common name; None where neither can be read.

    Args:
        certificate: DER, as in RFC 5280, section 4.1: it may come from anybody.
    """
    try:
        names = dict(_attributes(_issuer_name(certificate)))
    except (IndexError, ValueError):
        return None
    text = next((names[name] for name in _NAMES if name in names), "")
    return "".join(character for character in text if character.isprintable())[:_LONGEST] or None


def _issuer_name(certificate: bytes) -> bytes:
    """The ``Name`` behind version, serial number and algorithm."""
    [_, whole] = next(_elements(certificate), (0, b""))
    [_, signed] = next(_elements(whole), (0, b""))
    fields = list(_elements(signed))
    if fields[0][0] == _EXPLICIT_VERSION:
        fields = fields[1:]
    return fields[2][1]


def _attributes(name: bytes) -> Iterator[tuple[bytes, str]]:
    """Each object identifier of a ``Name`` with its text."""
    for _set, relative in _elements(name):
        for tag, attribute in _elements(relative):
            if tag == _SEQUENCE:
                (_, identifier), (kind, text) = _elements(attribute)
                yield identifier, text.decode(_ENCODINGS.get(kind, "ascii"))


def _elements(content: bytes) -> Iterator[tuple[int, bytes]]:
    """The elements that stand one behind the other, as tag and content."""
    while content:
        tag, length, start = content[0], content[1], 2
        if length & 0x80:
            start += length & 0x7F
            length = int.from_bytes(content[2:start], "big")
        yield tag, content[start : start + length]
        content = content[start + length :]
