"""One computer, one profile and two Ava backends, and the requests between them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from ava_onboard.adapters.secrets.keyring import OsKeyring
from ava_onboard.adapters.services.ava import HttpAva
from ava_onboard.adapters.services.vapi import HttpVapi
from ava_onboard.adapters.state.progress_files import ProgressFiles, last_ava
from ava_onboard.domain.fact import Answer
from ava_onboard.domain.progress import DEFAULT_AVA, Progress
from ava_onboard.domain.secret import Password, Token
from ava_onboard.domain.status import Status
from ava_onboard.domain.verdict import Accepted, Region
from ava_onboard.onboarding import Onboarding, Services
from ava_onboard.onboarding.ports import Session
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.world import World
from tests.adapters.secrets.scripted_keyrings import Trusted

from .conftest import KEY, SETTINGS
from .fakes import frozen

PASSWORD = Password(samples.ACCOUNT_PASSWORD)
ACCEPTED = Accepted(Region.US, "0a0b0c0d-fade-4dad-8bad-facade100001")


async def every(events: AsyncIterator[object]) -> list[object]:
    return [event async for event in events]


class Killed(BaseException):
    """The process ends here."""


@dataclass
class Wire:
    """What was sent to whom, and which Ava has issued which token."""

    sent: list[tuple[str, str]] = field(default_factory=list)
    issued: dict[str, str] = field(default_factory=dict)

    async def note_request(self, request: httpx.Request) -> None:
        body = (await request.aread()).decode()
        origin = f"{request.url.scheme}://{request.url.netloc.decode()}"
        self.sent.append((origin, f"{request.headers.get('authorization')} {body}"))

    def assert_no_token_went_astray(self) -> None:
        assert self.issued
        for origin, text in self.sent:
            for token, issuer in self.issued.items():
                assert token not in text or origin == issuer


class NotingAva(HttpAva):
    """Ava over HTTP, which notes the tokens that it issues."""

    def __init__(self, client: httpx.AsyncClient, url: str, wire: Wire) -> None:
        super().__init__(client, url)
        self.url, self.wire = url, wire

    async def sign_in(self, identifier: str, password: Password) -> Session:
        return self.noted(await super().sign_in(identifier, password))

    async def renew(self, refresh: Token) -> Session:
        return self.noted(await super().renew(refresh))

    def noted(self, session: Session) -> Session:
        for token in (session.access, session.refresh):
            if token:
                self.wire.issued[token.reveal()] = self.url
        return session


class MortalProgressFiles(ProgressFiles):
    """Progress files whose writing may be the last thing that the process does; ``left``: after how many writes."""

    def __init__(self, path: Path, ava_url: str | None, left: int | None) -> None:
        super().__init__(path, ava_url)
        self.left = left

    def _replace(self, path: Path, content: bytes, *, durable: bool = True) -> None:
        if self.left == 0:
            raise Killed
        super()._replace(path, content, durable=durable)
        if self.left is not None:
            self.left -= 1
            if self.left == 0:
                raise Killed


@dataclass
class TwoAvas:
    """One computer with one profile, and two Avas: the default one and another."""

    one: World
    two: World
    client: httpx.AsyncClient
    path: Path
    wire: Wire
    keyring: Trusted

    def run(self, said: World | None, *, writes: int | None = None) -> Onboarding:
        """A new run of the program.

        Args:
            said: The Ava that the environment names; None leaves it to the profile.
            writes: After how many writes of progress files the process is killed.
        """
        ava_url = self.address(said) if said else last_ava(self.path)
        vapi = HttpVapi(self.client, {Region.US: self.one.vapi_url})

        async def connect() -> Services:
            ava = NotingAva(self.client, ava_url or self.one.ava_url, self.wire)
            return Services(vapi, ava, OsKeyring("two", ava_url), None)

        return Onboarding(MortalProgressFiles(self.path, ava_url, writes), frozen, connect)

    def address(self, world: World) -> str | None:
        return None if world is self.one else world.ava_url

    def saved(self, said: World | None = None) -> Progress:
        """Return what is saved at this Ava, or at the Ava that the profile uses."""
        return ProgressFiles(self.path, self.address(said) if said else last_ava(self.path)).look()

    @property
    def used(self) -> World | None:
        """The Ava that the profile uses."""
        ava = self.saved().ava
        return None if ava is None else self.one if ava == DEFAULT_AVA else self.two

    def files(self) -> list[Path]:
        """Return all progress files."""
        return sorted(self.path.parent.glob("two*.json"))

    async def look(self, said: World | None) -> Status:
        *_, status = [status async for status in self.run(said).look()]
        return status

    async def save(self, said: World | None, *, writes: int | None = None) -> None:
        await every(self.run(said, writes=writes).save(KEY, ACCEPTED))

    async def sign_in(self, said: World | None) -> None:
        await self.run(said).sign_in(samples.ACCOUNT_IDENTIFIER, PASSWORD)

    def has_key(self, world: World) -> bool:
        headers = {"Authorization": f"Bearer {world.token}"}
        answer = httpx.get(world.ava_url + SETTINGS, headers=headers, trust_env=False)
        return bool(answer.json()["has_vapi_key"])

    def assert_what_is_remembered_is_true(self) -> None:
        """Check that what is saved about each Ava is true there."""
        for world in (self.one, self.two):
            known = self.saved(world).known.answer
            assert known is Answer.UNKNOWN or (known is Answer.YES) is self.has_key(world)
