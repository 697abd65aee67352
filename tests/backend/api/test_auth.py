from typing import Any
from uuid import uuid4

import jwt
import pytest
from sqlalchemy import delete

from ava_onboard.backend.db.models import User
from tests.backend.conftest import KEY_PATH, PASSWORD, Backend

LOGIN = "/api/v1/auth/login"
REFRESH = "/api/v1/auth/refresh"
ME = "/api/v1/auth/me"
INVALID_TOKEN = {"detail": "Invalid token"}


@pytest.mark.parametrize(
    "identifier",
    ["alice@example.com", " Alice@EXAMPLE.com ", "alice＠example.com", "+33612345678", "+33 6.12-34 (56) 78"],
)
async def test_signing_in_by_email_or_phone(backend: Backend, identifier: str) -> None:
    answer = await backend.client.post(LOGIN, json={"identifier": identifier, "password": PASSWORD})

    session = answer.json()
    alice = {
        "id": str(backend.alice.id),
        "email": "alice@example.com",
        "name": "Alice",
        "phone": "+33612345678",
        "locale": "fr",
    }
    assert answer.status_code == 200
    assert {name: session[name] for name in ("token_type", "expires_in", "user")} == {
        "token_type": "bearer",
        "expires_in": 900,
        "user": alice,
    }
    me = await backend.client.get(ME, headers=backend.headers_of(session["access_token"]))
    assert (me.status_code, me.json()) == (200, alice)


@pytest.mark.parametrize(("remember", "seconds"), [(False, 15 * 60), (True, 30 * 24 * 3600)])
async def test_remember_makes_the_access_token_live_longer(backend: Backend, remember: bool, seconds: int) -> None:
    body = {"identifier": backend.alice.email, "password": PASSWORD, "remember": remember}
    session = (await backend.client.post(LOGIN, json=body)).json()

    access, refresh = (claims(session[name]) for name in ("access_token", "refresh_token"))
    assert session["expires_in"] == seconds == access["exp"] - access["iat"]
    assert (access["type"], refresh["type"]) == ("access", "refresh")
    assert access["sub"] == refresh["sub"] == str(backend.alice.id)
    assert refresh["exp"] - refresh["iat"] == 7 * 24 * 3600


@pytest.mark.parametrize(
    ("identifier", "password"),
    [
        ("alice@example.com", "wrong"),
        ("nobody@example.com", PASSWORD),
        ("+33600000000", PASSWORD),
        ("' OR 1=1 --", PASSWORD),
    ],
)
async def test_a_refusal_does_not_show_whether_the_account_exists(
    backend: Backend, identifier: str, password: str
) -> None:
    answer = await backend.client.post(LOGIN, json={"identifier": identifier, "password": password})

    assert (answer.status_code, answer.json()) == (401, {"detail": "Invalid credentials"})


async def test_a_refresh_returns_new_tokens(backend: Backend) -> None:
    first = (await backend.client.post(LOGIN, json={"identifier": backend.alice.email, "password": PASSWORD})).json()
    answer = await backend.client.post(REFRESH, json={"refresh_token": first["refresh_token"]})

    second = answer.json()
    assert answer.status_code == 200
    assert second.keys() == first.keys()
    assert second["refresh_token"] != first["refresh_token"]
    assert second["access_token"] != first["access_token"]
    me = await backend.client.get(ME, headers=backend.headers_of(second["access_token"]))
    assert me.json() == first["user"] == second["user"]


async def test_only_a_refresh_token_refreshes(backend: Backend) -> None:
    for token in (backend.tokens.access(backend.alice.id), backend.tokens.refresh(uuid4()), "nonsense"):
        answer = await backend.client.post(REFRESH, json={"refresh_token": token})
        assert (answer.status_code, answer.json()) == (401, INVALID_TOKEN)


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Basic YTpi"}, {"Authorization": "Bearer"}])
@pytest.mark.parametrize("path", [KEY_PATH, ME])
async def test_a_request_without_a_bearer_token_is_not_authenticated(
    backend: Backend, path: str, headers: dict[str, str]
) -> None:
    answer = await backend.client.get(path, headers=headers)

    assert (answer.status_code, answer.json()) == (403, {"detail": "Not authenticated"})


def claims(token: str) -> dict[str, Any]:
    return jwt.decode(token, options={"verify_signature": False})


@pytest.mark.parametrize("path", [KEY_PATH, ME])
async def test_an_account_deleted_while_its_token_is_in_use_is_not_found(backend: Backend, path: str) -> None:
    before = await backend.client.get(path, headers=backend.alice.headers)
    async with backend.engine.begin() as connection:
        await connection.execute(delete(User).where(User.id == backend.alice.id))

    answer = await backend.client.get(path, headers=backend.alice.headers)

    assert (before.status_code, answer.status_code, answer.json()) == (200, 404, {"detail": "User not found"})


async def test_a_deleted_account_is_not_found(backend: Backend) -> None:
    async with backend.engine.begin() as connection:
        await connection.execute(delete(User).where(User.id == backend.alice.id))

    answer = await backend.client.get(ME, headers=backend.alice.headers)

    assert (answer.status_code, answer.json()) == (404, {"detail": "User not found"})
