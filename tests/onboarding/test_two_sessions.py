"""Two running programs with one secret store: neither undoes what the other does to the session."""

import asyncio
import json
from base64 import urlsafe_b64encode
from pathlib import Path

import pytest

from ava_onboard.adapters.secrets.protected_file import ProtectedFile
from ava_onboard.domain.failure import ProblemError
from ava_onboard.domain.secret import Password, Token
from ava_onboard.onboarding.ports import SecretName
from ava_onboard.onboarding.session import AvaSession
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.faults import Fault
from tests.adapters.secrets.protected_files import CHEAP, PASSPHRASE

from .conftest import REFRESH, STALE, Computer

PASSWORD = Password(samples.ACCOUNT_PASSWORD)


def session(computer: Computer, path: Path) -> AvaSession:
    """Return the session of another process, which shares only the file."""
    return AvaSession(computer.ava, ProtectedFile(path, passphrase=PASSPHRASE, cost=CHEAP), None)


async def tokens(path: Path) -> list[object]:
    store = ProtectedFile(path, passphrase=PASSPHRASE)
    return [await store.get(entry) for entry in (SecretName.ACCESS_TOKEN, SecretName.REFRESH_TOKEN)]


def of_somebody_else() -> Token:
    claims = urlsafe_b64encode(json.dumps({"sub": "somebody-else"}).encode()).decode().rstrip("=")
    return Token(f"header.{claims}.signature")


@pytest.fixture
async def path(computer: Computer, tmp_path: Path) -> Path:
    """A store with a session whose access token has expired."""
    path = tmp_path / "default.vault"
    store = ProtectedFile(path, cost=CHEAP)
    await store.choose(PASSPHRASE)
    refresh = (await computer.session()).refresh
    assert refresh
    await store.put(SecretName.ACCESS_TOKEN, STALE)
    await store.put(SecretName.REFRESH_TOKEN, refresh)
    return path


@pytest.fixture
async def one(computer: Computer, path: Path) -> AvaSession:
    """An assistant that has read the store already."""
    one = session(computer, path)
    await one.source()
    return one


async def test_signing_out_in_one_signs_out_in_the_other(computer: Computer, path: Path, one: AvaSession) -> None:
    await session(computer, path).sign_out()
    with pytest.raises(ProblemError, match="S01"):
        await one.call(computer.ava.stored_key)
    assert await tokens(path) == [None, None]
    assert computer.world.requests.all(path=REFRESH) == []


async def test_signing_out_in_one_while_the_other_renews_wins(computer: Computer, path: Path, one: AvaSession) -> None:
    computer.world.ava_faults.add(Fault.hang(), path=REFRESH)
    call = asyncio.create_task(one.call(computer.ava.stored_key))
    await asyncio.to_thread(computer.world.ava_faults.wait_for_held)
    await session(computer, path).sign_out()
    computer.world.ava_faults.clear()
    with pytest.raises(ProblemError, match="S01"):
        await call
    assert await tokens(path) == [None, None]


async def test_signing_in_again_in_one_gives_both_the_new_session(
    computer: Computer, path: Path, one: AvaSession
) -> None:
    await session(computer, path).sign_in(samples.ACCOUNT_IDENTIFIER, PASSWORD)
    new = await tokens(path)
    assert not (await one.call(computer.ava.stored_key)).present
    assert await tokens(path) == new
    assert computer.world.requests.all(path=REFRESH) == []


async def test_a_token_renewed_by_one_is_used_by_the_other(computer: Computer, path: Path, one: AvaSession) -> None:
    await session(computer, path).call(computer.ava.stored_key)
    assert not (await one.call(computer.ava.stored_key)).present
    assert len(computer.world.requests.all(path=REFRESH)) == 1


async def test_an_ended_session_does_not_remove_a_newer_one(computer: Computer, path: Path, one: AvaSession) -> None:
    await session(computer, path).sign_in(samples.ACCOUNT_IDENTIFIER, PASSWORD)
    new = await tokens(path)
    await one._end()
    assert await tokens(path) == new


async def test_one_run_does_not_continue_with_the_account_of_another(
    computer: Computer, path: Path, one: AvaSession
) -> None:
    store = ProtectedFile(path, passphrase=PASSPHRASE)
    other = of_somebody_else()
    await store.put(SecretName.ACCESS_TOKEN, other)
    await store.put(SecretName.REFRESH_TOKEN, other)
    computer.world.requests.clear()
    with pytest.raises(ProblemError, match="S01"):
        await one.call(computer.ava.stored_key)
    assert await tokens(path) == [other, other]
    sent = [request.headers.get("authorization", "") for request in computer.world.requests.all(server="ava")]
    assert not [header for header in sent if other.reveal() in header]
