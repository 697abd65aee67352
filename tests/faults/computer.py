"""A computer with a keyring and a progress file, whose requests reach the embedded world through a detour."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx

from ava_onboard.adapters.secrets.keyring import OsKeyring
from ava_onboard.adapters.services.ava import HttpAva
from ava_onboard.adapters.services.vapi import HttpVapi
from ava_onboard.adapters.state.progress_files import ProgressFiles
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.progress import Progress
from ava_onboard.domain.secret import Password, Token
from ava_onboard.domain.status import Badge, Status
from ava_onboard.domain.verdict import Region
from ava_onboard.onboarding import Onboarding, Services
from ava_onboard.onboarding.ports import SecretName, StoredKey
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.world import World
from tests.waits import Waits

from .keyrings import Keyring
from .network import LIMIT, Detour
from .truth import right_badge

KEY = ApiKey(samples.KEYS[samples.VALID])
IDENTIFIER, PASSWORD = samples.ACCOUNT_IDENTIFIER, Password(samples.ACCOUNT_PASSWORD)


def now() -> datetime:
    return datetime(2026, 11, 23, 12, tzinfo=UTC)


@dataclass
class Computer:
    world: World
    client: httpx.AsyncClient
    detour: Detour
    keyring: Keyring
    state: Path

    def run(self, *, impatient: bool = False) -> Onboarding:
        """Start a new run of the program; an ``impatient`` one soon gives up calls that hang."""
        ava, vapi = (LIMIT, LIMIT) if impatient else (15, 15)
        store = OsKeyring(seconds=LIMIT if impatient else 5)
        regions = {Region.US: self.world.vapi_url, Region.EU: self.world.vapi_eu_url}
        again = Waits().retries

        async def connect() -> Services:
            return Services(
                HttpVapi(self.client, regions, deadline=vapi, retries=again),
                HttpAva(self.client, self.world.ava_url, deadline=ava, retries=again),
                store,
            )

        return Onboarding(ProgressFiles(self.state), now, connect)

    async def sign_in(self) -> None:
        """Leave a session with an expired access token and a valid refresh token."""
        session = await HttpAva(self.client, self.world.ava_url).sign_in(IDENTIFIER, PASSWORD)
        assert session.refresh
        await OsKeyring().put(SecretName.ACCESS_TOKEN, session.access)
        await OsKeyring().put(SecretName.REFRESH_TOKEN, session.refresh)

    async def let_the_session_expire(self) -> None:
        await OsKeyring().put(SecretName.ACCESS_TOKEN, Token("expired-access-token"))

    async def at_ava(self) -> StoredKey:
        """What Ava has."""
        return await HttpAva(self.client, self.world.ava_url).stored_key(Token(self.world.token))

    async def look(self) -> Status:
        """What a new run finds."""
        *_, status = [status async for status in self.run().look()]
        return status

    async def assert_badge_is_right(self) -> None:
        """The next start shows what is true as soon as Ava has answered, and before that nothing green that is not."""
        right = await self._right_badge()
        before = self.run().remembered()
        status = await self.look()
        if not status.signed_in:
            before = status
            await self.run().sign_in(IDENTIFIER, PASSWORD)
            status = await self.look()
        assert status.badge is right, (status.badge, right)
        assert before.badge in {right, Badge.ATTENTION, Badge.NOT_CONFIGURED}, (before.badge, right)

    async def _right_badge(self) -> Badge:
        kept = self.keyring.held("vapi-key")
        return await right_badge(self.world.ava_url, self.world.token, [kept], self.progress.under_way)

    @property
    def progress(self) -> Progress:
        return ProgressFiles(self.state).load()

    @property
    def kept(self) -> bool:
        """Whether the key is in the keyring."""
        return self.keyring.held("vapi-key") == KEY.reveal()
