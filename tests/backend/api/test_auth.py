import time
from datetime import datetime, tzinfo
from typing import Any, Self
from uuid import uuid4

import jwt
import pytest
from sqlalchemy import delete

from ava_onboard.backend.db.models import User
from ava_onboard.backend.db.users import AccountExistsError, create_user
from ava_onboard.backend.security.passwords import Passwords
from ava_onboard.backend.security.tokens import InvalidTokenError, Tokens, TokenType
from tests.backend.conftest import KEY_PATH, PASSWORD, Backend

LOGIN = "/api/v1/auth/login"
REFRESH = "/api/v1/auth/refresh"
ME = "/api/v1/auth/me"
INVALID_TOKEN = {"detail": "Invalid token"}


@pytest.mark.parametrize(
    "identifier", ["alice@example.com", " Alice@EXAMPLE.com ", "+33612345678", "+33 6.12-34 (56) 78"]
)
async def test_signing_in_by_mail_or_phone(backend: Backend, identifier: str) -> None:
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
async def test_remember_makes_the_access_token_last(backend: Backend, remember: bool, seconds: int) -> None:
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
async def test_a_refusal_does_not_tell_whether_the_account_exists(
    backend: Backend, identifier: str, password: str
) -> None:
    answer = await backend.client.post(LOGIN, json={"identifier": identifier, "password": password})

    assert (answer.status_code, answer.json()) == (401, {"detail": "Invalid credentials"})


async def test_a_refresh_gives_a_new_access_token_and_keeps_the_refresh_token(backend: Backend) -> None:
    first = (await backend.client.post(LOGIN, json={"identifier": backend.alice.email, "password": PASSWORD})).json()
    answer = await backend.client.post(REFRESH, json={"refresh_token": first["refresh_token"]})

    second = answer.json()
    assert answer.status_code == 200
    assert second.keys() == first.keys()
    assert second["refresh_token"] == first["refresh_token"]
    assert second["access_token"] != first["access_token"]
    me = await backend.client.get(ME, headers=backend.headers_of(second["access_token"]))
    assert me.json() == first["user"] == second["user"]


async def test_only_a_refresh_token_refreshes(backend: Backend) -> None:
    for token in (backend.tokens.access(backend.alice.id), backend.tokens.refresh(uuid4()), "nonsense"):
        answer = await backend.client.post(REFRESH, json={"refresh_token": token})
        assert (answer.status_code, answer.json()) == (401, INVALID_TOKEN)


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Basic YTpi"}, {"Authorization": "Bearer"}])
@pytest.mark.parametrize("path", [KEY_PATH, ME])
async def test_without_a_bearer_token_nobody_is_authenticated(
    backend: Backend, path: str, headers: dict[str, str]
) -> None:
    answer = await backend.client.get(path, headers=headers)

    assert (answer.status_code, answer.json()) == (403, {"detail": "Not authenticated"})


def claims(token: str) -> dict[str, Any]:
    return jwt.decode(token, options={"verify_signature": False})


def forged(backend: Backend) -> dict[str, str]:
    """Tokens that must not open anything, each by what is wrong with it."""
    secret = backend.settings.token_secret.get_secret_value()
    now = int(time.time())
    good = {"sub": str(backend.alice.id), "type": "access", "iat": now, "exp": now + 60}
    valid = jwt.encode(good, secret, algorithm="HS256")
    head, payload, signature = valid.split(".")
    other_payload = jwt.encode(good | {"sub": str(backend.bob.id)}, "x" * 32, algorithm="HS256").split(".")[1]

    def signed(**changes: object) -> str:
        changed = {name: value for name, value in (good | changes).items() if value is not None}
        return jwt.encode(changed, secret, algorithm="HS256")

    return {
        "expired": backend.tokens.access(backend.alice.id, lifetime=-1),
        "a refresh token": backend.tokens.refresh(backend.alice.id),
        "alg none": jwt.encode(good, "", algorithm="none"),
        "another algorithm": jwt.encode(good, secret * 2, algorithm="HS512"),
        "another secret": jwt.encode(good, "x" * 32, algorithm="HS256"),
        "another payload": f"{head}.{other_payload}.{signature}",
        "truncated": valid[:-1],
        "without signature": f"{head}.{payload}.",
        "without end": signed(exp=None),
        "without type": signed(type=None),
        "unknown type": signed(type="admin"),
        "without subject": signed(sub=None),
        "a subject that is no id": signed(sub="1"),
        "not a token": "nonsense",
        "not even ASCII": "clé",
        "a list": jwt.api_jws.encode(b"[]", secret, algorithm="HS256"),
    }


async def test_only_a_valid_access_token_opens_anything(backend: Backend) -> None:
    for wrong, token in forged(backend).items():
        answer = await backend.client.get(KEY_PATH, headers={b"Authorization": f"Bearer {token}".encode()})
        assert (answer.status_code, answer.json()) == (401, INVALID_TOKEN), wrong
        assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_token_that_was_accepted_opens_nothing_once_it_has_ended(
    backend: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return cls.fromtimestamp(time.time(), tz)

    began = time.time()
    headers = backend.headers_of(backend.tokens.access(backend.alice.id, lifetime=60))
    monkeypatch.setattr("jwt.api_jwt.datetime", Clock)
    statuses = []
    for later in (0, 50, 61):
        monkeypatch.setattr(time, "time", lambda later=later: began + later)
        statuses.append((await backend.client.get(KEY_PATH, headers=headers)).status_code)

    assert statuses == [200, 200, 401]


async def test_what_resembles_a_token_that_was_accepted_opens_nothing(backend: Backend) -> None:
    accepted = backend.tokens.access(backend.alice.id)
    assert (await backend.client.get(KEY_PATH, headers=backend.headers_of(accepted))).status_code == 200

    for other in (accepted[:-1], f"{accepted}.", accepted.swapcase()):
        answer = await backend.client.get(KEY_PATH, headers=backend.headers_of(other))
        assert (answer.status_code, answer.json()) == (401, INVALID_TOKEN)
    refreshed = await backend.client.post(REFRESH, json={"refresh_token": accepted})
    assert (refreshed.status_code, refreshed.json()) == (401, INVALID_TOKEN)


@pytest.mark.parametrize(
    ("changes", "is_accepted"),
    [
        ({}, True),
        ({"jti": None}, True),
        ({"iat": None}, True),
        ({"plan": "pro"}, True),
        ({"iat": 2**40}, False),
        ({"nbf": 2**40}, False),
        ({"aud": "another service"}, False),
        ({"exp": 1}, False),
    ],
    ids=str,
)
def test_a_token_that_another_program_signed_with_our_secret_is_judged_by_the_standard(
    backend: Backend, changes: dict[str, object], is_accepted: bool
) -> None:
    usual = {"sub": str(backend.alice.id), "type": "access", "iat": int(time.time()), "exp": 2**40, "jti": "1"}
    written = {name: value for name, value in (usual | changes).items() if value is not None}
    secret = backend.settings.token_secret.get_secret_value()

    for header in ({}, {"kid": "other"}):
        token = jwt.encode(written, secret, algorithm="HS256", headers=header)
        if is_accepted:
            assert backend.tokens.user(token, TokenType.ACCESS) == backend.alice.id
        else:
            with pytest.raises(InvalidTokenError):
                backend.tokens.user(token, TokenType.ACCESS)


@pytest.mark.parametrize("path", [KEY_PATH, ME])
async def test_a_user_that_goes_while_the_token_is_in_use_is_not_found(backend: Backend, path: str) -> None:
    before = await backend.client.get(path, headers=backend.alice.headers)
    async with backend.engine.begin() as connection:
        await connection.execute(delete(User).where(User.id == backend.alice.id))

    answer = await backend.client.get(path, headers=backend.alice.headers)

    assert (before.status_code, answer.status_code, answer.json()) == (200, 404, {"detail": "User not found"})


async def test_a_user_that_is_gone_is_not_found(backend: Backend) -> None:
    async with backend.engine.begin() as connection:
        await connection.execute(delete(User).where(User.id == backend.alice.id))

    answer = await backend.client.get(ME, headers=backend.alice.headers)

    assert (answer.status_code, answer.json()) == (404, {"detail": "User not found"})


def test_a_token_does_not_show_the_secret(backend: Backend) -> None:
    assert backend.settings.token_secret.get_secret_value() not in repr(vars(Tokens(backend.settings)))


@pytest.mark.parametrize(("email", "phone"), [("ALICE@example.com", None), (None, "+33 612345678")])
async def test_two_accounts_never_share_an_identifier(backend: Backend, email: str | None, phone: str | None) -> None:
    with pytest.raises(AccountExistsError):
        await create_user(
            backend.engine, Passwords(rounds=1, memory=8), email=email, phone=phone, name="Eve", password="secret"
        )
