"""The busy calls are served past FastAPI, and nobody can tell."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest

from ava_onboard.backend.auth import authentication
from ava_onboard.backend.direct import Direct
from ava_onboard.backend.vapi_settings import routes

from .conftest import KEY_PATH, Backend
from .databases.places import sqlite_only

pytestmark = sqlite_only

KEY = "8f14e45f-direct"


async def nowhere(*_: Any) -> None:
    pytest.fail("this went on to FastAPI")


def seen(answer: httpx.Response) -> tuple[int, str, dict[str, str]]:
    """What a client sees, but for the ids that differ each time."""
    of_its_own = ("x-request-id", "x-correlation-id")
    return answer.status_code, answer.text, {n: v for n, v in answer.headers.items() if n not in of_its_own}


async def test_a_request_without_mistakes_does_not_reach_fastapi(backend: Backend) -> None:
    described = routes(backend.settings.form, backend.keys, authentication(backend.tokens)).routes
    direct = Direct(nowhere, described, backend.tokens)

    transport = httpx.ASGITransport(direct)
    async with httpx.AsyncClient(transport=transport, base_url="http://ava.test", headers=backend.alice.headers) as it:
        answers = [
            await it.post(KEY_PATH, json={"vapi_api_key": KEY}),
            await it.get(KEY_PATH),
            await it.delete(KEY_PATH),
        ]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert answers[1].json() == {"has_vapi_key": True, "vapi_api_key_preview": "8f14e45f..."}


@pytest.mark.parametrize("method", ["POST", "GET", "DELETE"])
@pytest.mark.parametrize("is_gone", [False, True])
async def test_the_answer_is_the_one_that_fastapi_gives(either_form: Backend, method: str, is_gone: bool) -> None:
    client, tenant = either_form.client, either_form.alice
    body = f'{{"vapi_api_key": "{KEY}"}}' if method == "POST" else None
    headers = tenant.headers | {"content-type": "application/json"}
    if is_gone:
        token = either_form.tokens.access(type(tenant.id)(int=0))
        headers |= either_form.headers_of(token)

    direct = await client.request(method, KEY_PATH, headers=headers, content=body)
    # Written like this, the same request is left to FastAPI.
    headers["Authorization"] = headers["Authorization"].replace("Bearer", "bearer")
    explained = await client.request(method, KEY_PATH, headers=headers, content=body)

    assert seen(direct) == seen(explained)
    assert direct.status_code == (404 if is_gone else 200)


async def test_a_body_may_come_in_pieces(backend: Backend) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for piece in (b'{"vapi_api_', b'key": "', KEY.encode(), b'"}'):
            yield piece

    headers = backend.alice.headers | {"content-type": "application/json"}
    answer = await backend.client.post(KEY_PATH, headers=headers, content=pieces())

    assert answer.status_code == 200
    assert (await backend.client.get(KEY_PATH, headers=backend.alice.headers)).json()["has_vapi_key"]


async def test_of_a_client_that_leaves_in_the_middle_nothing_is_kept(backend: Backend) -> None:
    whole = f'{{"vapi_api_key": "{KEY}"}}'.encode()
    messages: Iterator[dict[str, Any]] = iter(
        [{"type": "http.request", "body": whole, "more_body": True}, *[{"type": "http.disconnect"}] * 9]
    )
    headers = [
        (b"content-type", b"application/json"),
        (b"authorization", backend.alice.headers["Authorization"].encode()),
    ]
    scope = {"type": "http", "method": "POST", "path": KEY_PATH, "headers": headers}
    handed_on = []

    async def receive() -> dict[str, Any]:
        return next(messages)

    async def explain(_: object, receive: Any, __: object) -> None:
        handed_on.append(await receive())

    described = routes(backend.settings.form, backend.keys, authentication(backend.tokens)).routes
    await Direct(explain, described, backend.tokens)(scope, receive, nowhere)

    assert handed_on == [{"type": "http.disconnect"}]
    assert await backend.keys.read(backend.alice.id) is None
