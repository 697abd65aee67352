"""E-mail addresses as mail servers take them."""

import re

_LOCAL = re.compile(r"[^\s\x00-\x1f\x7f\"(),:;<>@\[\\\]]{1,64}")
"""What needs no quotes."""
_LABEL = r"[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?"
_DOMAIN = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(\.{_LABEL})*")
_LONGEST = 254


def usable_address(text: str) -> str | None:
    """Return an address with its domain in ASCII (IDNA); None if mail servers cannot take it.

    The part before the `@` may still need a server that knows SMTPUTF8.
    """
    local, at, domain = text.rpartition("@")
    if not at or not _LOCAL.fullmatch(local) or not local.isprintable() or len(local.encode()) > 64:
        return None
    if not domain.isascii():
        import idna

        try:
            domain = idna.encode(domain, uts46=True).decode()
        except idna.IDNAError:
            return None
    address = f"{local}@{domain}"
    return address if _DOMAIN.fullmatch(domain) and len(address.encode()) <= _LONGEST else None
