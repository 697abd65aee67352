import gzip
import tracemalloc
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest
import pytest_asyncio
from sqlalchemy import update
from starlette.types import Receive, Scope, Send

from ava_onboard.backend import vapi
from ava_onboard.backend.db.administration import find
from ava_onboard.backend.db.engine import opened
from ava_onboard.backend.db.models import User
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.sandbox.faults import Fault
from ava_onboard.sandbox.server import Servers
from ava_onboard.sandbox.world import World
from tests.backend.conftest import NO_KEY, Backend, Template, running, served, settings_for
from tests.backend.db.places import sqlite_only

pytestmark = sqlite_only  # these tests are about Vapi, not the database

PATH = "/api/v1/assistants"
MISSING = {"detail": NO_KEY}


@pytest_asyncio.fixture
async def backend(template: Template, world: World) -> AsyncIterator[Backend]:
    """A backend that uses Vapi in the sandbox."""
    async with running(template, vapi_url=world.vapi_url, vapi_eu_url=world.vapi_eu_url) as started:
        yield started


async def give(backend: Backend, key: str) -> None:
    await backend.keys.save(backend.alice.id, ApiKey(key))


async def test_assistants_are_listed_with_the_tenants_own_key(backend: Backend, world: World) -> None:
    await give(backend, world.keys["valid"])
    await backend.keys.save(backend.bob.id, ApiKey(world.keys["other"]))

    alices = await backend.client.get(PATH, headers=backend.alice.headers)
    bobs = await backend.client.get(PATH, headers=backend.bob.headers)

    body = alices.json()
    assert (alices.status_code, body["success"], body["configured"]) == (200, True, True)
    assert [assistant["name"] for assistant in body["assistants"]] == [
        "Standard de nuit",
        "Prise de rendez-vous",
        "Accueil",
    ]
    assert set(body["assistants"][0]) == {"id", "name", "createdAt", "updatedAt"}
    assert [assistant["name"] for assistant in bobs.json()["assistants"]] == ["Reception"]


async def test_an_assistant_is_created_with_vapis_field_names(backend: Backend, world: World) -> None:
    await give(backend, world.keys["empty"])
    fields = {"name": "Accueil", "voice_provider": "11labs", "voice_id": "sarah", "first_message": "Bonjour", "x": 1}

    made = await backend.client.post(PATH, headers=backend.alice.headers, json=fields)

    assert made.status_code == 200
    assert made.json()["success"] is True
    listed = (await backend.client.get(PATH, headers=backend.alice.headers)).json()["assistants"]
    assert [assistant["id"] for assistant in listed] == [made.json()["assistant"]["id"]]


async def test_a_key_of_the_other_region_works_too(backend: Backend, world: World) -> None:
    await give(backend, world.keys["eu"])

    listed = await backend.client.get(PATH, headers=backend.alice.headers)

    assert [assistant["name"] for assistant in listed.json()["assistants"]] == ["Empfang"]


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_tenant_without_a_key_learns_where_to_add_it(backend: Backend, method: str) -> None:
    body = {"name": "Accueil"} if method == "POST" else None
    answer = await backend.client.request(method, PATH, headers=backend.alice.headers, json=body)

    assert (answer.status_code, answer.json()) == (400, MISSING)


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_deleted_account_is_reported(backend: Backend, method: str) -> None:
    headers = backend.headers_of(backend.tokens.access(uuid4()))
    body = {"name": "Accueil"} if method == "POST" else None
    answer = await backend.client.request(method, PATH, headers=headers, json=body)

    assert (answer.status_code, answer.json()) == (404, {"detail": "User not found"})


@pytest.mark.parametrize("name", ["", "x" * 41, None, 1])
async def test_a_name_that_vapi_would_refuse_is_not_sent(backend: Backend, name: object) -> None:
    answer = await backend.client.post(PATH, headers=backend.alice.headers, json={"name": name})

    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("sample", "cause"),
    [
        ("unknown", "Vapi refused the key"),
        ("public", "Vapi refused the key"),
        ("forbidden", "Vapi does not allow this with the key"),
        ("limited", "Vapi has too many requests from this key; try again later"),
        ("down", "Vapi failed (status 503)"),
        ("html", "Vapi failed (status 502)"),
        ("cut", "Vapi cannot be reached"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_refusal_of_vapis_is_a_502_with_its_cause(
    backend: Backend, world: World, method: str, sample: str, cause: str
) -> None:
    await give(backend, world.keys[sample])
    body = {"name": "Accueil"} if method == "POST" else None
    answer = await backend.client.request(method, PATH, headers=backend.alice.headers, json=body)

    assert (answer.status_code, answer.json()) == (502, {"detail": cause})


@pytest.mark.parametrize(
    ("fault", "cause"),
    [
        (Fault.text(403, "error code: 1010"), "Vapi's network blocked the request"),
        (Fault.status(200, {"message": "KEY"}), "Vapi's answer cannot be understood"),
        (Fault.status(200, [{"name": "KEY"}]), "Vapi's answer cannot be understood"),
        (Fault.html(200), "Vapi's answer cannot be understood"),
        (Fault.status(400, {"message": ["KEY"]}), "Vapi refused the request (status 400)"),
        (Fault.status(302, {}), "Vapi refused the request (status 302)"),
        (Fault.disconnect(), "Vapi cannot be reached"),
        (Fault.hang(), "Vapi did not answer in time"),
    ],
    ids=str,
)
async def test_every_failure_at_vapi_is_a_502(
    backend: Backend, world: World, fault: Fault, cause: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vapi, "DEADLINE", 0.5)
    await give(backend, world.keys["valid"])
    world.vapi_faults.add(fault)

    answer = await backend.client.get(PATH, headers=backend.alice.headers)

    assert (answer.status_code, answer.json()) == (502, {"detail": cause})


async def test_an_unreadable_key_is_reported_without_the_key(
    backend: Backend, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    await give(backend, world.keys["valid"])
    async with backend.engine.begin() as connection:
        await connection.execute(update(User).values(vapi_key_master="retired"))

    answer = await backend.client.get(PATH, headers=backend.alice.headers)

    assert (answer.status_code, answer.json()) == (503, {"detail": "The stored key cannot be read"})
    assert "retry-after" not in answer.headers  # waiting does not help
    assert "master key 'retired' is not in the ring" in caplog.text


async def test_vapi_gets_our_user_agent_and_the_key_once(backend: Backend, world: World) -> None:
    await give(backend, world.keys["valid"])
    world.requests.clear()
    await backend.client.get(PATH, headers=backend.alice.headers)

    (request,) = world.requests.all()
    assert (request.server, request.key) == ("vapi", "valid")
    assert request.headers["user-agent"].startswith("ava-onboard/")


@pytest.mark.parametrize("compressed", [False, True])
async def test_an_answer_that_is_too_large_is_not_read_to_its_end(
    backend: Backend, monkeypatch: pytest.MonkeyPatch, world: World, compressed: bool
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
        (gzip.compress(b"[]"), b"gzip"),
        (gzip.compress(b"[]"), b"X-GZIP"),
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
        (gzip.compress(b"[]")[:-9], b"gzip"),
        (b"[]", b"gzip"),
        (b"[]", b"br"),
        (gzip.compress(gzip.compress(b"[]")), b"gzip, gzip"),
    ],
    ids=["cut", "not compressed", "a coding that was not asked for", "twice"],
)
async def test_what_is_compressed_in_another_way_cannot_be_understood(
    backend: Backend, monkeypatch: pytest.MonkeyPatch, content: bytes, coding: bytes
) -> None:
    async with answering(backend, monkeypatch, content, coding) as asking:
        with pytest.raises(vapi.VapiError, match="cannot be understood"):
            await asking.assistants(ApiKey("8f14e45f-odd"))


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    ("sample", "verdict"),
    [("empty", "accepted"), ("eu", "accepted"), ("unknown", "refused"), ("forbidden", None), ("down", None)],
)
async def test_what_vapi_says_about_a_key_is_noted(
    template: Template, world: World, method: str, sample: str, verdict: str | None
) -> None:
    with template.databases.new(template.url) as url:
        settings = settings_for(url, vapi_url=world.vapi_url, vapi_eu_url=world.vapi_eu_url)
        async with served(template, settings) as backend:
            await give(backend, world.keys[sample])
            body = {"name": "Accueil"} if method == "POST" else None
            await backend.client.request(method, PATH, headers=backend.alice.headers, json=body)
        async with opened(url) as engine:  # what was in progress when the backend stopped is noted too
            account = await find(engine, str(template.alice))

    assert account.verdict == verdict
    assert (account.verdict_at is None) is (verdict is None)


async def test_a_verdict_that_cannot_be_noted_fails_no_request(
    backend: Backend, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    await give(backend, world.keys["valid"])
    refuse = "CREATE TRIGGER refuse BEFORE UPDATE OF vapi_verdict ON users BEGIN SELECT RAISE(FAIL, 'MARKED'); END"
    async with backend.engine.begin() as connection:
        await connection.exec_driver_sql(refuse)

    answers = [await backend.client.get(PATH, headers=backend.alice.headers) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert "MARKED" not in caplog.text
