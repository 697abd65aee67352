"""Unpack compressed answers, up to a limit.

Requests ask for uncompressed ones, but a proxy may compress them anyway. httpx unpacks without a limit, so that a
few kilobytes can fill the memory.
"""

import re
import zlib

_FORMATS = {
    "gzip": (zlib.MAX_WBITS | 16,),
    "x-gzip": (zlib.MAX_WBITS | 16,),
    "deflate": (zlib.MAX_WBITS, -zlib.MAX_WBITS),  # with its header as the standard says, or without as many do
}


def unpacked(content: bytes, encodings: str, limit: int) -> bytes:
    """Return the first ``limit`` bytes of the unpacked ``content``.

    Args:
        content: The body as it was received.
        encodings: The value of ``Content-Encoding``: the last one was applied last.
        limit: Bytes.

    Returns:
        What could be unpacked. A body in another format, or in none, is returned as it is: it is then no JSON.
    """
    for encoding in reversed(encodings.lower().split(",")):
        if windows := _FORMATS.get(encoding.strip()):
            content = _inflated(content, windows, limit)
    return content


def foreign(encodings: str) -> str | None:
    """Return the encoding that keeps `unpacked` from reading a body, such as ``br``; None if there is none.

    Args:
        encodings: The value of ``Content-Encoding``. It may come from anyone, so an odd name is left out.
    """
    for encoding in map(str.strip, reversed(encodings.lower().split(","))):
        if encoding and encoding != "identity" and encoding not in _FORMATS:
            return encoding if re.fullmatch(r"[a-z0-9.-]{1,20}", encoding) else "?"
    return None


def _inflated(content: bytes, windows: tuple[int, ...], limit: int) -> bytes:
    for window in windows:
        try:
            return zlib.decompressobj(window).decompress(content, limit)
        except zlib.error:
            continue
    return content
