"""Access tokens: only valid ones are accepted."""

import time
from datetime import datetime, tzinfo
from typing import Self

import jwt
import pytest

from ava_onboard.backend.security.tokens import LEEWAY, InvalidTokenError, Tokens, TokenType
from tests.backend.conftest import KEY_PATH, Backend

REFRESH = "/api/v1/auth/refresh"
INVALID_TOKEN = {"detail": "Invalid token"}


def forged(backend: Backend) -> dict[str, str]:
    """Tokens that must be refused, by what is wrong with them."""
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
        "expired": backend.tokens.access(backend.alice.id, lifetime=-LEEWAY - 1),
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


async def test_only_a_valid_access_token_is_accepted(backend: Backend) -> None:
    for wrong, token in forged(backend).items():
        answer = await backend.client.get(KEY_PATH, headers={b"Authorization": f"Bearer {token}".encode()})
        assert (answer.status_code, answer.json()) == (401, INVALID_TOKEN), wrong
        assert answer.headers["www-authenticate"] == "Bearer"


async def test_an_accepted_token_is_refused_once_it_has_expired(
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
    for later in (0, 50, 89, 91):
        monkeypatch.setattr(time, "time", lambda later=later: began + later)
        statuses.append((await backend.client.get(KEY_PATH, headers=headers)).status_code)

    assert statuses == [200, 200, 200, 401]


async def test_a_variant_of_an_accepted_token_is_refused(backend: Backend) -> None:
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
        ({"ver": 1}, True),
        ({"ver": "0"}, False),
        ({"ver": True}, False),
        ({"iat": 2**40}, False),
        ({"nbf": 2**40}, False),
        ({"aud": "another service"}, False),
        ({"exp": 1}, False),
    ],
    ids=str,
)
def test_a_token_signed_elsewhere_with_our_secret_is_checked_by_the_standard(
    backend: Backend, changes: dict[str, object], is_accepted: bool
) -> None:
    usual = {"sub": str(backend.alice.id), "type": "access", "iat": int(time.time()), "exp": 2**40, "jti": "1"}
    written = {name: value for name, value in (usual | changes).items() if value is not None}
    secret = backend.settings.token_secret.get_secret_value()

    for header in ({}, {"kid": "other"}):
        token = jwt.encode(written, secret, algorithm="HS256", headers=header)
        if is_accepted:
            assert backend.tokens.read(token, TokenType.ACCESS).user == backend.alice.id
        else:
            with pytest.raises(InvalidTokenError):
                backend.tokens.read(token, TokenType.ACCESS)


def test_a_clock_that_is_ahead_by_less_than_the_leeway_is_tolerated(backend: Backend) -> None:
    claims = {"sub": str(backend.alice.id), "type": "access", "exp": 2**40, "jti": "1"}
    secret = backend.settings.token_secret.get_secret_value()

    soon, later = (
        jwt.encode(claims | {"iat": int(time.time()) + ahead}, secret, algorithm="HS256")
        for ahead in (LEEWAY - 10, LEEWAY + 10)
    )

    assert backend.tokens.read(soon, TokenType.ACCESS).user == backend.alice.id
    with pytest.raises(InvalidTokenError):
        backend.tokens.read(later, TokenType.ACCESS)


def test_a_token_does_not_show_the_secret(backend: Backend) -> None:
    assert backend.settings.token_secret.get_secret_value() not in repr(vars(Tokens(backend.settings)))
