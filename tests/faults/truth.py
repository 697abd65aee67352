"""What the badge has to be, from what is stored and from what Ava's servers do, not from what the program knows."""

from collections.abc import Iterable

import httpx

from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.progress import Operation
from ava_onboard.domain.status import Badge
from ava_onboard.sandbox import deployed_ava

SETTINGS = "/api/v1/vapi-settings"


async def preview_at_ava(ava_url: str, token: str) -> str | None:
    """The preview of the key that Ava has; None if it has none."""
    async with _asking(ava_url, token) as ava:
        preview: str | None = (await ava.get(SETTINGS)).raise_for_status().json()["vapi_api_key_preview"]
        return preview


async def right_badge(ava_url: str, token: str, kept: Iterable[str | None], begun: Operation | None) -> Badge:
    """The badge of a key that is at Ava, or is not.

    Args:
        ava_url: The address of Ava.
        token: An access token of the account.
        kept: The keys on this computer.
        begun: What the progress file says is under way.
    """
    there = await preview_at_ava(ava_url, token)
    if there is None:
        return Badge.NOT_CONFIGURED
    async with _asking(ava_url, token) as ava:
        used = await ava.get(deployed_ava.PATH)
    another = any(ApiKey(key).preview != there for key in kept if key)
    going = begun is not None and begun.deletes
    return Badge.CONFIGURED if used.is_success and not another and not going else Badge.ATTENTION


def _asking(ava_url: str, token: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=ava_url, headers={"Authorization": f"Bearer {token}"}, trust_env=False)
