"""Run `verify` against the sandbox, and look at what the sandbox holds then."""

import json
from collections.abc import Sequence

import httpx
import pytest

from ava_onboard.sandbox import samples
from ava_onboard.sandbox.world import World
from tests.backend.conftest import KEY_PATH

Captured = pytest.CaptureFixture[str]
SECRETS = (samples.ACCOUNT_PASSWORD, *samples.KEYS.values())
NAMES = [
    "alive",
    "migrated",
    "reachable",
    "signed_in",
    "saved",
    "shown",
    "assistant_created",
    "assistant_removed",
    "deleted",
    "documented",
]
LAUNCH = ["guide_published", "settings_page", "announced"]
"""What needs settings that most tests do not have."""


def use(world: World, monkeypatch: pytest.MonkeyPatch, key: str = samples.VALID) -> None:
    for name, value in environment(world, key).items():
        monkeypatch.setenv(name, value)


def environment(world: World, key: str = samples.VALID) -> dict[str, str]:
    return {
        "AVA_API_URL": world.ava_url,
        "VAPI_API_URL": world.vapi_url,
        "VAPI_EU_API_URL": world.vapi_eu_url,
        "AVA_VERIFY_IDENTIFIER": samples.ACCOUNT_IDENTIFIER,
        "AVA_VERIFY_PASSWORD": samples.ACCOUNT_PASSWORD,
        "AVA_VERIFY_KEY": samples.KEYS[key],
    }


def outcomes(capsys: Captured, names: Sequence[str] = NAMES) -> dict[str, str]:
    """Return these checks by name, each as `outcome` or `outcome: detail`, after checking that no secret is shown."""
    captured = capsys.readouterr()
    assert not any(secret in captured.out + captured.err for secret in SECRETS)
    report = json.loads(captured.out)
    assert report["schema"] == 1
    assert [check["name"] for check in report["checks"]] == [*NAMES, *LAUNCH]
    return {
        check["name"]: f"{check['outcome']}: {check['detail']}" if check["detail"] else check["outcome"]
        for check in report["checks"]
        if check["name"] in names
    }


def shown(world: World) -> object:
    headers = {"Authorization": f"Bearer {world.token}"}
    return httpx.get(f"{world.ava_url}{KEY_PATH}", headers=headers).json()["vapi_api_key_preview"]


def assistants(world: World) -> list[str]:
    headers = {"Authorization": f"Bearer {world.keys['valid']}", "User-Agent": "test"}
    return sorted(found["name"] for found in httpx.get(f"{world.vapi_url}/assistant", headers=headers).json())
