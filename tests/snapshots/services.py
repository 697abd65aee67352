"""Services that follow a script, so that no screen depends on ports, request ids or the time."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from ava_onboard.adapters.late import Late
from ava_onboard.adapters.secrets.memory import MemoryStore
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.failure import Failure, Problem, ProblemError
from ava_onboard.domain.secret import Password, Secret, Token
from ava_onboard.domain.verdict import Accepted, Region, Undecided, Verdict
from ava_onboard.onboarding import Services
from ava_onboard.onboarding.ports import Account, Live, SecretName, Session, StoredKey


class Never:
    """A call that never returns."""


NEVER = Never()
Answer = Verdict | Never
Trouble = Failure | Never
"""What a call does instead of its job."""

ACCEPTED = Accepted(Region.US, "7d9a3c52-org", 1)


def trouble(problem: Problem, **values: str) -> Failure:
    """The problem as it would come from an adapter."""
    return Failure(problem, values or {"service": "Ava", "host": "ava.example"})


def undecided(problem: Problem) -> Undecided:
    """A check that Vapi did not answer, for this reason."""
    return Undecided(trouble(problem, service="Vapi", host="api.vapi.ai"))


@dataclass(frozen=True, slots=True)
class Script:
    """How the outside behaves. ``ava`` and ``store`` name the methods that do not do what they should."""

    vapi: Answer = ACCEPTED
    vapi_eu: Answer | None = None
    """None: the same as the main region."""
    ava: Mapping[str, Trouble] = field(default_factory=dict)
    store: Mapping[str, Trouble] = field(default_factory=dict)
    signed_in: bool = True
    kept: str | None = None
    """The key in the store."""
    stored: str | None = None
    """The preview of the key that Ava has."""
    assistants: int = 3
    """How many assistants Ava sees with the key."""
    forgetful: bool = False
    """Whether Ava accepts every request and does nothing."""
    live: Live | None = None
    """The live mirror; None if Ava has none."""

    async def connect(self) -> Services:
        """The services, as at the start of the script."""
        store, live = await scripted_store(self), self.live
        return Services(ScriptedVapi(self), ScriptedAva(self), store, live=Late(lambda: live) if live else None)


@dataclass
class ScriptedVapi:
    """Vapi; see ``Vapi``."""

    script: Script
    regions: tuple[Region, ...] = tuple(Region)

    async def check(self, key: ApiKey, region: Region) -> Verdict:
        answer = self.script.vapi_eu if region is Region.EU and self.script.vapi_eu else self.script.vapi
        if isinstance(answer, Never):
            return await _nothing()
        return answer

    async def warm_up(self) -> None:
        pass


class ScriptedAva:
    """The Ava backend; see ``Ava``."""

    host = "https://ava.example"
    last_failed_request = None
    unprotected: bool | None = None

    def __init__(self, script: Script) -> None:
        self._script = script
        self._stored = script.stored

    async def knock(self) -> None:
        pass

    async def wake_up(self) -> None:
        pass

    async def load(self) -> None:
        pass

    async def sign_in(self, identifier: str, password: Password) -> Session:
        await happen(self._script.ava, "sign_in")
        return Session(Token("access"), Token("refresh"), Account("Camille Demo"))

    async def renew(self, refresh: Token) -> Session:
        await happen(self._script.ava, "renew")
        return Session(Token("access"), refresh)

    async def account(self, access: Token) -> Account:
        await happen(self._script.ava, "account")
        return Account("Camille Demo")

    async def stored_key(self, access: Token) -> StoredKey:
        await happen(self._script.ava, "stored_key")
        return StoredKey(self._stored is not None, self._stored)

    async def send_key(self, access: Token, key: ApiKey) -> None:
        await happen(self._script.ava, "send_key")
        if not self._script.forgetful:
            self._stored = key.preview

    async def assistants(self, access: Token) -> int:
        await happen(self._script.ava, "assistants")
        return self._script.assistants

    async def synchronise(self, access: Token) -> None:
        await happen(self._script.ava, "synchronise")

    async def delete_key(self, access: Token) -> None:
        await happen(self._script.ava, "delete_key")
        if not self._script.forgetful:
            self._stored = None


class ScriptedStore(MemoryStore):
    """The keyring; see ``SecretStore``. The script speaks of the key only, and tokens are always kept."""

    def __init__(self) -> None:
        super().__init__()
        self.troubles: Mapping[str, Trouble] = {}

    async def get(self, entry: SecretName) -> Secret | None:
        await self._happen("get", entry)
        return await super().get(entry)

    async def put(self, entry: SecretName, secret: Secret) -> None:
        await self._happen("put", entry)
        await super().put(entry, secret)

    async def delete(self, entry: SecretName) -> None:
        await self._happen("delete", entry)
        await super().delete(entry)

    async def _happen(self, method: str, entry: SecretName) -> None:
        if entry is SecretName.VAPI_KEY:
            await happen(self.troubles, method)


async def scripted_store(script: Script) -> ScriptedStore:
    """The keyring with what is in it at the start."""
    store = ScriptedStore()
    if script.kept:
        await store.put(SecretName.VAPI_KEY, ApiKey(script.kept))
    if script.signed_in:
        await store.put(SecretName.ACCESS_TOKEN, Token("access"))
    store.troubles = script.store
    return store


async def happen(troubles: Mapping[str, Trouble], method: str) -> None:
    """What the script has in the place of the method, if it has something."""
    match troubles.get(method):
        case Failure() as failure:
            raise ProblemError(failure)
        case Never():
            await _nothing()
        case None:
            return


async def _nothing() -> Verdict:
    await asyncio.Event().wait()
    raise AssertionError
