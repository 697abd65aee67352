"""What Ava and the keyring hold before and after the app runs."""

import httpx
import pytest

from ava_onboard.adapters.secrets.memory import MemoryStore
from ava_onboard.adapters.services.ava import HttpAva
from ava_onboard.domain import problems
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.failure import failed
from ava_onboard.domain.secret import Secret, Token
from ava_onboard.onboarding.ports import SecretName
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.world import World

SETTINGS = "/api/v1/vapi-settings"


def preview_at_ava(world: World) -> str | None:
    """Ask Ava directly for the preview of the key it has."""
    answer = httpx.get(world.ava_url + SETTINGS, headers=_bearer(world)).raise_for_status().json()
    return str(answer["vapi_api_key_preview"]) if answer["has_vapi_key"] else None


def give_ava(world: World, key: str) -> None:
    """Send Ava a key, as another computer would."""
    httpx.post(world.ava_url + SETTINGS, headers=_bearer(world), json={"vapi_api_key": key}).raise_for_status()


def refresh_token(world: World) -> Token:
    """Return a refresh token of the demo account."""
    body = {"identifier": samples.ACCOUNT_IDENTIFIER, "password": samples.ACCOUNT_PASSWORD, "remember": False}
    answer = httpx.post(f"{world.ava_url}/api/v1/auth/login", json=body).raise_for_status().json()
    return Token(answer["refresh_token"])


async def store_with(*, key: str | None = None, access: str | None = None, refresh: Token | None = None) -> MemoryStore:
    """Return a keyring that holds these secrets."""
    store = MemoryStore()
    if key:
        await store.put(SecretName.VAPI_KEY, ApiKey(key))
    if access:
        await store.put(SecretName.ACCESS_TOKEN, Token(access))
    if refresh:
        await store.put(SecretName.REFRESH_TOKEN, refresh)
    return store


def loads_of_ava(monkeypatch: pytest.MonkeyPatch) -> list[HttpAva]:
    """Return the list of each time that an Ava is asked to load what reads its answers."""
    loads: list[HttpAva] = []

    async def load(ava: HttpAva) -> None:
        loads.append(ava)

    monkeypatch.setattr(HttpAva, "load", load)
    return loads


class NoKeyring:
    """A computer without a keyring."""

    async def get(self, entry: SecretName) -> Secret | None:
        raise failed(problems.NO_KEYRING)

    async def put(self, entry: SecretName, secret: Secret) -> None:
        raise failed(problems.NO_KEYRING)

    async def delete(self, entry: SecretName) -> None:
        raise failed(problems.NO_KEYRING)


def _bearer(world: World) -> dict[str, str]:
    return {"Authorization": f"Bearer {world.token}"}
