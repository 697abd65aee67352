"""What the badge has to be, from what is stored and from what Ava's servers do, not from what the program knows."""

from collections.abc import Iterable

import httpx

from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.progress import Operation
from ava_onboard.domain.status import Badge
from ava_onboard.sandbox import deployed_ava

SETTINGS = "/api/v1/vapi-settings"


async def right_badge(ava_url: str, token: str, kept: Iterable[str | None], begun: Operation | None) -> Badge:
    """The badge of a key that is at Ava, or is not.

    Args:
        ava_url: The address of Ava.
        token: An access token of the account.
        kept: The keys on this computer.
        begun: What the progress file says is under way.
    """
    async with httpx.AsyncClient(
        base_url=ava_url, headers={"Authorization": f"Bearer {token}"}, trust_env=False
    ) as asked:
        settings = (await asked.get(SETTINGS)).raise_for_status().json()
        if not settings["has_vapi_key"]:
            return Badge.NOT_CONFIGURED
        used = await asked.get(deployed_ava.PATH)
    previews = {ApiKey(key).preview for key in kept if key}
    elsewhere = previews - {settings["vapi_api_key_preview"]}
    going = begun is not None and begun.deletes
    return Badge.CONFIGURED if used.is_success and not elsewhere and not going else Badge.ATTENTION
