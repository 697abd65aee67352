"""Signing in with an identifier as people type it: Ava's spelling first, and what was typed at most once after it."""

import asyncio
import json
from collections.abc import Sequence

import httpx
import pytest

from ava_onboard.adapters.secrets.memory import MemoryStore
from ava_onboard.adapters.services.ava import HttpAva
from ava_onboard.domain.failure import ProblemError
from ava_onboard.domain.secret import Password
from ava_onboard.onboarding.session import AvaSession
from tests.adapters.loopback import Play, answer, serving

SIGNED_IN = answer(200, {"access_token": "marked-access", "token_type": "bearer"})
UNKNOWN = answer(401, {"detail": "Invalid credentials"})


@pytest.fixture(autouse=True)
def _in_france(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")


async def identifiers(client: httpx.AsyncClient, typed: str, plays: Sequence[Play]) -> tuple[list[str], str | None]:
    """Sign in to an Ava that answers with these plays; return the identifiers it got, and the code of the failure."""
    left = list(plays)

    async def play(writer: asyncio.StreamWriter) -> None:
        await left.pop(0)(writer)

    async with serving(play) as server:
        session, code = AvaSession(HttpAva(client, server.url), MemoryStore(), None), None
        try:
            await session.sign_in(typed, Password("marked-password"))
        except ProblemError as error:
            code = error.failure.code
        return [_identifier(request) for request in server.requests], code


def _identifier(request: bytes) -> str:
    identifier: str = json.loads(request.partition(b"\r\n\r\n")[2])["identifier"]
    return identifier


@pytest.mark.parametrize(
    ("typed", "spelled"),
    [("06 12 34 56 78", "+33612345678"), ("0033 (0)6 12 34 56 78", "+33612345678"), ("A@B.FR", "A@b.fr")],
)
async def test_the_spelling_of_ava_is_tried_first(client: httpx.AsyncClient, typed: str, spelled: str) -> None:
    assert await identifiers(client, typed, [SIGNED_IN]) == ([spelled], None)


async def test_what_was_typed_is_tried_if_ava_does_not_know_its_own_spelling(client: httpx.AsyncClient) -> None:
    assert await identifiers(client, " A@B.FR ", [UNKNOWN, SIGNED_IN]) == (["A@b.fr", "A@B.FR"], None)


async def test_there_is_no_third_attempt(client: httpx.AsyncClient) -> None:
    assert await identifiers(client, "A@B.FR", [UNKNOWN, UNKNOWN]) == (["A@b.fr", "A@B.FR"], "S02")


async def test_an_identifier_in_the_spelling_of_ava_is_tried_once(client: httpx.AsyncClient) -> None:
    assert await identifiers(client, "+33612345678", [UNKNOWN]) == (["+33612345678"], "S02")


@pytest.mark.parametrize("status", [403, 422])
async def test_a_refusal_that_is_not_about_the_credentials_is_not_tried_again(
    client: httpx.AsyncClient, status: int
) -> None:
    refused = answer(status, {"detail": "This account is disabled"})
    assert await identifiers(client, "A@B.FR", [refused]) == (["A@b.fr"], "S02")


@pytest.mark.parametrize(("status", "code"), [(429, "S07"), (500, "A04"), (404, "A01")])
async def test_after_any_other_answer_nothing_else_is_tried(client: httpx.AsyncClient, status: int, code: str) -> None:
    assert await identifiers(client, "06 12 34 56 78", [answer(status, {})]) == (["+33612345678"], code)
