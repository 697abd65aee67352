"""An address as a QR code, to open it on a phone."""

QUIET_ZONE = 2
"""Light modules around the code. The standard says 4, but phones read 2 and 80x24 has no room for more."""


def code(url: str) -> list[str]:
    """Return ``url`` as a QR code, with two modules in each character."""
    import segno

    rows = [list(row) for row in segno.make_qr(url, error="l", boost_error=False).matrix_iter(border=QUIET_ZONE)]
    if len(rows) % 2:
        rows.append([0] * len(rows[0]))
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return ["".join(map(_half_block, top, low)) for top, low in pairs]


def _half_block(top: int, low: int) -> str:
    return " ▄▀█"[2 * bool(top) + bool(low)]
