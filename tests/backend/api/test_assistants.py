from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
import pytest_asyncio
from sqlalchemy import update

from ava_onboard.backend import vapi
from ava_onboard.backend.db.administration import find
from ava_onboard.backend.db.engine import opened
from ava_onboard.backend.db.models import User
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.sandbox.faults import Fault
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
    if cause == "Vapi did not answer in time":  # the others may take as long as a busy machine does
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
        async with opened(url) as engine:  # what was in progress when the backend stopped is recorded too
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
