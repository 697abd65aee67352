"""Answers that a proxy has compressed, and that ones that unpack to gigabytes are cut."""

import gzip
import json
import tracemalloc
import zlib
from collections.abc import Callable

import httpx
import pytest

from ava_onboard.adapters.http.answer import LARGEST_BODY
from ava_onboard.adapters.http.client import Service
from ava_onboard.adapters.http.unpacking import foreign, unpacked
from ava_onboard.adapters.services.ava import HttpAva
from ava_onboard.adapters.services.vapi import HttpVapi
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.failure import ProblemError
from ava_onboard.domain.secret import Token
from ava_onboard.domain.verdict import Region, Undecided
from tests.adapters.loopback import Play, raw, serving

DOCUMENT = [{"id": "asst_1", "name": "Zoë"}]
BODY = json.dumps(DOCUMENT).encode()


def without_header(content: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return compressor.compress(content) + compressor.flush()


def encoded(content: bytes, encodings: str, status: int = 200) -> Play:
    head = f"HTTP/1.1 {status} Said\r\ncontent-type: application/json\r\ncontent-encoding: {encodings}\r\n"
    return raw(f"{head}content-length: {len(content)}\r\nconnection: close\r\n\r\n".encode() + content)


async def read(client: httpx.AsyncClient, play: Play) -> object:
    async with serving(play) as server:
        return (await Service(client, "Ava", server.url, 5.0).ask("GET", "/")).json()


@pytest.mark.parametrize(
    ("encodings", "pack"),
    [
        ("identity", bytes),
        ("gzip", gzip.compress),
        ("GZip", gzip.compress),
        ("x-gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", without_header),
        ("deflate, gzip", lambda content: gzip.compress(zlib.compress(content))),
        ("gzip,gzip", lambda content: gzip.compress(gzip.compress(content))),
        ("gzip, identity", gzip.compress),
        ("gzip", bytes),  # said, but not done
        ("br", bytes),
    ],
)
async def test_an_answer_is_read_however_it_was_compressed(
    client: httpx.AsyncClient, encodings: str, pack: Callable[[bytes], bytes]
) -> None:
    assert await read(client, encoded(pack(BODY), encodings)) == DOCUMENT


@pytest.mark.parametrize(
    ("encodings", "content"),
    [
        pytest.param("br", b"\x8b\x02\x80[]\x03", id="brotli"),
        pytest.param("zstd", b"(\xb5/\xfd\x04", id="zstd"),
        pytest.param("gzip", b"\x1f\x8b\x08garbage", id="garbage"),
        pytest.param("gzip", gzip.compress(BODY)[:-12], id="cut"),
        pytest.param("deflate", b"\x00", id="a byte"),
        pytest.param("unheard-of", gzip.compress(BODY), id="unknown"),
    ],
)
async def test_what_cannot_be_unpacked_is_not_json(client: httpx.AsyncClient, encodings: str, content: bytes) -> None:
    assert await read(client, encoded(content, encodings)) is None


@pytest.mark.parametrize(
    ("encodings", "named"),
    [
        ("br", "br"),
        ("ZSTD", "zstd"),
        ("gzip, br", "br"),
        ("br, gzip", "br"),
        ("compress", "compress"),
        ("\t\x7f\xe9", "?"),
        ("x" * 1000, "?"),
        ("gzip", None),
        ("identity,", None),
        ("", None),
    ],
)
def test_an_encoding_that_cannot_be_read_is_named(encodings: str, named: str | None) -> None:
    assert foreign(encodings) == named


@pytest.mark.parametrize("status", [200, 404, 403])
async def test_an_answer_in_such_an_encoding_is_not_taken_for_that_of_something_else(
    client: httpx.AsyncClient, status: int
) -> None:
    packed = encoded(b"\x8b\x02\x80[]\x03", "br", status)
    async with serving(packed) as server:
        with pytest.raises(ProblemError) as of_ava:
            await HttpAva(client, server.url).stored_key(Token("marked-token"))
        of_vapi = await HttpVapi(client, {Region.US: server.url}).check(ApiKey("marked-key"), Region.US)
    assert isinstance(of_vapi, Undecided)
    codes = {of_vapi.failure.code, of_ava.value.failure.code}
    assert codes == ({"N15"} if status != 403 else {"N15", "S05"})
    assert "(br)" in of_vapi.failure.sentence


async def test_a_status_that_says_enough_needs_no_body(client: httpx.AsyncClient) -> None:
    async with serving(encoded(b"\x8b\x02\x80[]\x03", "br", 503)) as server:
        with pytest.raises(ProblemError) as caught:
            await HttpAva(client, server.url).stored_key(Token("marked-token"))
    assert caught.value.failure.code == "A04"


@pytest.mark.parametrize(
    ("encodings", "pack"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("gzip, gzip", lambda content: gzip.compress(gzip.compress(content))),
    ],
)
def test_an_answer_that_unpacks_to_twenty_megabytes_is_cut(encodings: str, pack: Callable[[bytes], bytes]) -> None:
    bomb = pack(b"[" + b" " * 20_000_000)
    tracemalloc.start()
    try:
        content = unpacked(bomb, encodings, LARGEST_BODY)
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(content) <= LARGEST_BODY
    assert most < 4 * LARGEST_BODY


async def test_an_answer_that_unpacks_to_too_much_is_not_json(client: httpx.AsyncClient) -> None:
    assert await read(client, encoded(gzip.compress(b"[" + b" " * 10_000_000 + b"]"), "gzip")) is None
