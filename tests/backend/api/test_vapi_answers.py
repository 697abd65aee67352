"""Answers from Vapi, which this backend does not control, are read within limits."""

import gzip
import tracemalloc
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from starlette.types import Receive, Scope, Send

from ava_onboard.backend import vapi
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.sandbox.server import Servers
from tests.backend.conftest import Backend
from tests.backend.db.places import sqlite_only

pytestmark = sqlite_only  # these tests are about Vapi, not the database


@pytest.mark.parametrize("compressed", [False, True])
async def test_an_answer_that_is_too_large_is_not_read_to_its_end(
    backend: Backend, monkeypatch: pytest.MonkeyPatch, compressed: bool
) -> None:
    piece = b" " * 65_536

    async def endless(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            while (await receive())["type"] == "lifespan.startup":
                await send({"type": "lifespan.startup.complete"})
            await send({"type": "lifespan.shutdown.complete"})
            return
        coding = [(b"content-encoding", b"gzip")] if compressed else []
        await send({"type": "http.response.start", "status": 200, "headers": coding})
        squeeze = zlib.compressobj(wbits=31)
        for _ in range(1_000):
            content = squeeze.compress(piece) + squeeze.flush(zlib.Z_SYNC_FLUSH) if compressed else piece
            await send({"type": "http.response.body", "body": content, "more_body": True})
        await send({"type": "http.response.body"})

    servers = Servers()
    monkeypatch.setattr(vapi, "LARGEST", 500_000)
    address = servers.add("endless", endless)
    servers.start()
    try:
        async with vapi.Vapi(backend.settings.model_copy(update={"vapi_url": address})) as asking:
            with pytest.raises(vapi.VapiError, match="too large"):
                await asking.assistants(ApiKey("8f14e45f-endless"))
    finally:
        servers.stop()


@asynccontextmanager
async def answering(
    backend: Backend, monkeypatch: pytest.MonkeyPatch, content: bytes, coding: bytes
) -> AsyncIterator[vapi.Vapi]:
    """Yield what asks a server that answers with this content and coding."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            while (await receive())["type"] == "lifespan.startup":
                await send({"type": "lifespan.startup.complete"})
            await send({"type": "lifespan.shutdown.complete"})
            return
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-encoding", coding)]})
        await send({"type": "http.response.body", "body": content})

    servers = Servers()
    monkeypatch.setattr(vapi, "LARGEST", 500_000)
    address = servers.add("answering", answer)
    servers.start()
    try:
        async with vapi.Vapi(backend.settings.model_copy(update={"vapi_url": address})) as asking:
            yield asking
    finally:
        servers.stop()


def squeezed(pieces: int) -> bytes:
    squeeze = zlib.compressobj(wbits=31)
    return b"".join(squeeze.compress(b" " * 1_000_000) for _ in range(pieces)) + squeeze.flush()


async def test_a_small_answer_that_decompresses_to_a_large_one_takes_little_memory(
    backend: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    bomb = squeezed(100)
    async with answering(backend, monkeypatch, bomb, b"gzip") as asking:
        tracemalloc.start()
        try:
            with pytest.raises(vapi.VapiError, match="too large"):
                await asking.assistants(ApiKey("8f14e45f-bomb"))
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()

    assert peak < 10_000_000


@pytest.mark.parametrize(
    ("content", "coding"),
    [
        (gzip.compress(b"[]", mtime=0), b"gzip"),
        (gzip.compress(b"[]", mtime=0), b"X-GZIP"),
        (b"[]", b"identity"),
    ],
)
async def test_what_vapi_compresses_is_read(
    backend: Backend, monkeypatch: pytest.MonkeyPatch, content: bytes, coding: bytes
) -> None:
    async with answering(backend, monkeypatch, content, coding) as asking:
        assert await asking.assistants(ApiKey("8f14e45f-small")) == []


@pytest.mark.parametrize(
    ("content", "coding"),
    [
        (gzip.compress(b"[]", mtime=0)[:-9], b"gzip"),
        (b"[]", b"gzip"),
        (b"[]", b"br"),
        (gzip.compress(gzip.compress(b"[]", mtime=0), mtime=0), b"gzip, gzip"),
    ],
    ids=["cut", "not compressed", "a coding that was not asked for", "twice"],
)
async def test_what_is_compressed_in_another_way_cannot_be_understood(
    backend: Backend, monkeypatch: pytest.MonkeyPatch, content: bytes, coding: bytes
) -> None:
    async with answering(backend, monkeypatch, content, coding) as asking:
        with pytest.raises(vapi.VapiError, match="cannot be understood"):
            await asking.assistants(ApiKey("8f14e45f-odd"))
