"""The table of framing tricks: what is sent, and how many answers it may get.

Each row has its own path, and the request that it tries to smuggle has another: `{path}` and `{smuggled}`.
"""

from dataclasses import dataclass

HEAD = b"Host: ava\r\n"
SMUGGLED = b"GET {smuggled} HTTP/1.1\r\nHost: ava\r\n\r\n"


@dataclass(frozen=True)
class Row:
    """One trick.

    Attributes:
        name: What it is called in the table.
        segments: Sent one after the other, each in a packet of its own.
        answers: How many answers are right: as many as requests, or fewer.
        must_succeed: Whether the request is a proper one, which has to be answered with 200.
    """

    name: str
    segments: tuple[bytes, ...]
    answers: int = 1
    must_succeed: bool = False


def post(headers: bytes, *body: bytes) -> tuple[bytes, ...]:
    """Return a POST with these headers; further segments are the body's."""
    first, *rest = body or (b"",)
    return (b"POST {path} HTTP/1.1\r\n" + HEAD + headers + b"\r\n" + first, *rest)


def get(headers: bytes, rest: bytes = b"", host: bytes = HEAD) -> tuple[bytes, ...]:
    """Return a GET with these headers."""
    return (b"GET {path} HTTP/1.1\r\n" + host + headers + b"\r\n" + rest,)


CHUNKED = b"Transfer-Encoding: chunked\r\n"
NO_CHUNKS = b"0\r\n\r\n"
ONE_CHUNK = b"3\r\nabc\r\n0\r\n\r\n"
LENGTH = b"Content-Length: {smuggled-length}\r\n"
H2C = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n"
WEBSOCKET = (
    b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
)

ROWS = [
    Row("a plain request", get(b""), must_succeed=True),
    Row("length and chunks, nothing after", post(b"Content-Length: 5\r\n" + CHUNKED, NO_CHUNKS)),
    Row("length and chunks, a request inside", post(LENGTH + CHUNKED, NO_CHUNKS + SMUGGLED)),
    Row("chunks and length, a request inside", post(CHUNKED + LENGTH, NO_CHUNKS + SMUGGLED)),
    Row("length shorter than chunks", post(b"Content-Length: 4\r\n" + CHUNKED, b"2d\r\n" + SMUGGLED + NO_CHUNKS)),
    Row("two equal lengths", post(b"Content-Length: 3\r\nContent-Length: 3\r\n", b"abc")),
    Row("two lengths, the first of nothing", post(b"Content-Length: 0\r\n" + LENGTH, SMUGGLED)),
    Row("two lengths, the second of nothing", post(LENGTH + b"Content-Length: 0\r\n", SMUGGLED)),
    Row("a list of lengths", post(b"Content-Length: 0, {smuggled-length}\r\n", SMUGGLED)),
    Row("a length with a plus", post(b"Content-Length: +{smuggled-length}\r\n", SMUGGLED)),
    Row("a hexadecimal length", post(b"Content-Length: 0x0\r\n", SMUGGLED)),
    Row("a negative length", post(b"Content-Length: -1\r\n", SMUGGLED)),
    Row("a length of 23 digits", post(b"Content-Length: 99999999999999999999999\r\n", b"abc")),
    Row("an empty length", post(b"Content-Length: \r\n", SMUGGLED)),
    Row("a space before the colon of a length", post(b"Content-Length : {smuggled-length}\r\n", SMUGGLED)),
    Row("a folded header", post(b"X-Fold: a\r\n b\r\n")),
    Row("folded chunks", post(b"Transfer-Encoding:\r\n chunked\r\n" + LENGTH, NO_CHUNKS + SMUGGLED)),
    Row("a folded length", post(b"Content-Length:\r\n {smuggled-length}\r\n", SMUGGLED)),
    Row("lines that end with LF", (b"GET {path} HTTP/1.1\nHost: ava\n\n",)),
    Row("a header that ends with LF", post(b"X-A: b\nContent-Length: 3\r\n", b"abc")),
    Row("a header after a bare CR", post(b"X-A: b\rTransfer-Encoding: chunked\r\n" + LENGTH, NO_CHUNKS + SMUGGLED)),
    Row("a NUL in a header", get(b"X-A: a\0b\r\n")),
    Row("a NUL in a name", get(b"X\0A: b\r\n")),
    Row("an unknown coding", post(b"Transfer-Encoding: xchunked\r\n" + LENGTH, NO_CHUNKS + SMUGGLED)),
    Row("the coding identity", post(b"Transfer-Encoding: identity\r\n" + LENGTH, SMUGGLED)),
    Row("chunked, then identity", post(b"Transfer-Encoding: chunked, identity\r\n", NO_CHUNKS + SMUGGLED)),
    Row("chunked twice", post(CHUNKED * 2, ONE_CHUNK)),
    Row("chunked and another coding", post(CHUNKED + b"Transfer-Encoding: cow\r\n", NO_CHUNKS + SMUGGLED)),
    Row("a tab before chunked", post(b"Transfer-Encoding: \x0bchunked\r\n" + LENGTH, NO_CHUNKS + SMUGGLED)),
    Row("a space before the colon of chunks", post(b"Transfer-Encoding : chunked\r\n" + LENGTH, NO_CHUNKS + SMUGGLED)),
    Row(
        "chunks in HTTP/1.0",
        (
            b"POST {path} HTTP/1.0\r\nHost: ava\r\nConnection: keep-alive\r\n"
            + CHUNKED
            + b"\r\n"
            + NO_CHUNKS
            + SMUGGLED,
        ),
    ),
    Row("a chunk of 17 digits", post(CHUNKED, b"FFFFFFFFFFFFFFFFF\r\nabc\r\n" + NO_CHUNKS + SMUGGLED)),
    Row("a chunk with a minus", post(CHUNKED, b"-1\r\nabc\r\n" + NO_CHUNKS + SMUGGLED)),
    Row("a chunk with 0x", post(CHUNKED, b"0x3\r\nabc\r\n" + NO_CHUNKS + SMUGGLED)),
    Row("chunks that end with LF", post(CHUNKED, b"3\nabc\n0\n\n" + SMUGGLED)),
    Row("an extension that ends with LF", post(CHUNKED, b"3;\nabc\r\n0\r\n\r\n" + SMUGGLED)),
    Row("a chunk longer than it says", post(CHUNKED, b"3\r\nabcXX0\r\n\r\n" + SMUGGLED)),
    Row("a chunk in two segments", post(CHUNKED, b"3\r\na", b"bc\r\n0\r\n\r\n"), must_succeed=True),
    Row("two hosts", get(b"Host: other\r\n")),
    Row("no host", get(b"", host=b"")),
    Row("an empty host", get(b"", host=b"Host:\r\n")),
    Row("an absolute address", (b"GET http://other{path} HTTP/1.1\r\nHost: ava\r\n\r\n",)),
    Row("an upgrade with a body", post(b"Connection: Upgrade\r\nUpgrade: x\r\n" + LENGTH, SMUGGLED)),
    Row(
        "an upgrade, its body in a second segment",
        post(b"Connection: Upgrade\r\nUpgrade: x\r\n" + LENGTH, b"", SMUGGLED),
    ),
    Row("an upgrade without a body", get(b"Connection: Upgrade\r\nUpgrade: x\r\n")),
    Row("a WebSocket with a body", get(WEBSOCKET + LENGTH, SMUGGLED)),
    Row("h2c without a body", get(H2C), must_succeed=True),
    Row("h2c with a body", post(H2C + b"Content-Length: 3\r\n", b"abc"), must_succeed=True),
    Row("h2c, its body in a second segment", post(H2C + LENGTH, b"", SMUGGLED), must_succeed=True),
    Row("HTTP/2 from the start", (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0",)),
    Row("CONNECT", (b"CONNECT ava:80 HTTP/1.1\r\nHost: ava:80\r\n\r\n", SMUGGLED)),
    Row("a request after an error", get(b"X-A: a\0\r\n", SMUGGLED)),
    Row("three requests at once", (get(b"")[0] * 3,), answers=3, must_succeed=True),
    Row("a GET with a body", get(LENGTH, SMUGGLED)),
    Row(
        "trailers",
        post(CHUNKED + b"Trailer: authorization\r\n", b"3\r\nabc\r\n0\r\nX-Trailer: a\r\n\r\n"),
        must_succeed=True,
    ),
    Row("more than 64 KB of headers", get(b"X-A: " + b"a" * 70_000 + b"\r\n")),
    Row("200 headers", get(b"".join(b"X-%d: a\r\n" % number for number in range(200)))),
    Row("a path of 70,000 bytes", (b"GET {path}?" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: ava\r\n\r\n",)),
    Row("HTTP/0.9", (b"GET {path}\r\n\r\n",)),
    Row("HTTP/1.2", (b"GET {path} HTTP/1.2\r\nHost: ava\r\n\r\n",)),
    Row("no HTTP at all", (b"MARKED\r\n\r\n",)),
    Row("TLS", (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",)),
]
