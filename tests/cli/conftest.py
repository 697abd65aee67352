"""The sandbox, which commands find through environment variables."""

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import httpx
import pytest

from ava_onboard.sandbox.world import World

from .program import NO_KEYRING, run

Command = Callable[..., CompletedProcess[str]]
UNREACHABLE = "http://127.0.0.1:9"
"""The port of the discard service, where no program listens."""
UNKNOWN_HOST = "https://ava.invalid"
"""A name that does not exist. It is given up at once; an Ava that refuses connections is waited for."""


@pytest.fixture
def services(world: World, tmp_path: Path) -> dict[str, str]:
    """The environment variables for the sandbox, on a computer without a keyring."""
    return {
        "AVA_API_URL": world.ava_url,
        "VAPI_API_URL": world.vapi_url,
        "VAPI_EU_API_URL": world.vapi_eu_url,
        "AVA_ONBOARD_HOME": str(tmp_path / "home"),
        **NO_KEYRING,
    }


@pytest.fixture
def command(services: dict[str, str]) -> Command:
    """Return ``command(*arguments, typed=None, **variables)``, which runs ``ava-onboard`` in the sandbox."""

    def command(*arguments: str, typed: str | None = None, **variables: str) -> CompletedProcess[str]:
        return run(*arguments, typed=typed, variables={**services, **variables})

    return command


@pytest.fixture
def signed_in(world: World) -> dict[str, str]:
    """The environment variable with an access token."""
    return {"AVA_TOKEN": world.token}


@pytest.fixture
def key_at_ava(world: World) -> Callable[[], object]:
    """Gives what Ava says about the account's key."""

    def key_at_ava() -> object:
        headers = {"Authorization": f"Bearer {world.token}"}
        return httpx.get(f"{world.ava_url}/api/v1/vapi-settings", headers=headers, trust_env=False).json()[
            "vapi_api_key_preview"
        ]

    return key_at_ava
