"""A run of the program in a process of its own that can be killed, and the next run, which finishes what is left."""

import asyncio
import json
import multiprocessing
import os
import signal
import ssl
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path

from ava_onboard.adapters.http.client import new_client
from ava_onboard.adapters.secrets.encryption import Document
from ava_onboard.adapters.secrets.keyring import OsKeyring
from ava_onboard.adapters.secrets.protected_file import ProtectedFile
from ava_onboard.adapters.services.ava import HttpAva
from ava_onboard.adapters.services.vapi import HttpVapi
from ava_onboard.adapters.state.progress_files import ProgressFiles
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.secret import Secret, Token
from ava_onboard.domain.status import Badge
from ava_onboard.domain.store_kind import FILE, KEYRING, StoreKind
from ava_onboard.domain.verdict import Accepted, Region
from ava_onboard.onboarding import Onboarding, Services, StageFailed, StageStarted
from ava_onboard.onboarding.ports import SecretName, SecretStore
from tests.adapters.secrets.protected_files import CHEAP, PASSPHRASE
from tests.onboarding.fakes import finish as finish_run

from .computer import IDENTIFIER, PASSWORD, now
from .network import Call, Detour
from .truth import right_badge

if sys.platform == "win32":
    PROCESSES = multiprocessing.get_context("spawn")
else:
    PROCESSES = multiprocessing.get_context("forkserver")  # one start of Python for hundreds of processes
    PROCESSES.set_forkserver_preload([__name__])


@dataclass(frozen=True)
class Death:
    """The request, or without one the keeping of the key, before or after which the process ends itself."""

    call: Call | None
    after: bool


@dataclass(frozen=True)
class Place:
    """What outlives a process."""

    folder: Path
    ava: str
    vapi: str
    token: str
    profile: str | None = None
    """Of the real keyring; None keeps secrets in a file."""
    dies_at: int | None = None
    """The point at which the process ends itself: before or after that write to a progress file or the store."""
    dies_on: Death | None = None
    """The same, for one request or one secret."""
    signed_in: bool = False
    """Whether the session is in the store, and not in the environment."""
    moves: bool = False
    """Whether a protected file can take the place of the keyring."""


@dataclass(frozen=True)
class Told:
    """One event, as the killed process has told it."""

    doing: str
    preview: str
    event: str
    stage: str


@dataclass(frozen=True)
class Found:
    """What the next run found, and what it made of it."""

    begun: str | None
    preview: str | None
    badges_right: bool
    failures: list[str]
    nothing_left: bool
    says: str | None
    """The first thing that the next run says, if it looks before it finishes."""


class ReadableStore:
    """Secrets in a readable file: for tests only."""

    def __init__(self, path: Path) -> None:
        self.path = path

    async def get(self, entry: SecretName) -> Secret | None:
        text = self._read().get(entry.value)
        kind = ApiKey if entry is SecretName.VAPI_KEY else Token
        return kind(text) if text else None

    async def put(self, entry: SecretName, secret: Secret) -> None:
        self._write(self._read() | {entry.value: secret.reveal()})

    async def delete(self, entry: SecretName) -> None:
        self._write({name: text for name, text in self._read().items() if name != entry.value})

    def _read(self) -> dict[str, str]:
        return json.loads(self.path.read_text()) if self.path.exists() else {}

    def _write(self, secrets: dict[str, str]) -> None:
        new = self.path.with_suffix(".new")
        new.write_text(json.dumps(secrets))
        new.replace(self.path)


class Fate:
    """Ends the process at one of the points that it comes to."""

    def __init__(self, point: int | None) -> None:
        self.left = point

    def pass_by(self) -> None:
        if self.left is not None:
            self.left -= 1
            if self.left == 0:
                die()


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class MortalProgressFiles(ProgressFiles):
    def __init__(self, path: Path, fate: Fate) -> None:
        super().__init__(path)
        self.fate = fate

    def _replace(self, path: Path, content: bytes, *, durable: bool = True) -> None:
        self.fate.pass_by()
        super()._replace(path, content, durable=durable)
        self.fate.pass_by()


class MortalStore(ReadableStore):
    def __init__(self, path: Path, fate: Fate) -> None:
        super().__init__(path)
        self.fate = fate
        self.death: Death | None = None

    async def put(self, entry: SecretName, secret: Secret) -> None:
        dies = self.death is not None and self.death.call is None and entry is SecretName.VAPI_KEY
        if dies and self.death and not self.death.after:
            die()
        await super().put(entry, secret)
        if dies:
            die()

    def _write(self, secrets: dict[str, str]) -> None:
        self.fate.pass_by()
        super()._write(secrets)
        self.fate.pass_by()


class MortalFile(ProtectedFile):
    """The protected file."""

    def __init__(self, path: Path, fate: Fate) -> None:
        super().__init__(path, passphrase=PASSPHRASE, cost=CHEAP)
        self.fate = fate

    def _write(self, document: Document, *, alone: bool) -> None:
        self.fate.pass_by()
        super()._write(document, alone=alone)
        self.fate.pass_by()

    def _remove(self) -> None:
        self.fate.pass_by()
        super()._remove()
        self.fate.pass_by()


def work(place: Place, doings: list[tuple[str, str]], told: Connection) -> None:
    """Save and delete again and again, and tell every event before the next thing is done."""
    asyncio.run(_work(place, doings, told))


def finish(place: Place, look_first: bool, told: Connection) -> None:
    """Be the next run: look, finish, look; tell a ``Found``."""
    asyncio.run(_finish(place, look_first, told))


def store_of(place: Place, fate: Fate | None = None) -> SecretStore:
    if place.profile:
        return OsKeyring(place.profile, seconds=10)
    return MortalStore(place.folder / "store.json", fate or Fate(None))


def stores_of(place: Place, fate: Fate | None = None) -> dict[StoreKind, ProtectedFile]:
    return {FILE: MortalFile(place.folder / "default.vault", fate or Fate(None))} if place.moves else {}


@asynccontextmanager
async def _running(place: Place) -> AsyncIterator[Onboarding]:
    fate = Fate(place.dies_at)
    async with new_client(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)) as client:
        ava = HttpAva(client, place.ava)
        store, token = store_of(place, fate), None if place.signed_in else Token(place.token)
        services = Services(HttpVapi(client, {Region.US: place.vapi}), ava, store, token)
        if place.dies_on:
            detour = Detour(client._transport)
            client._transport, detour.call = detour, place.dies_on.call
            detour.met, detour.answered = (detour.met, die) if place.dies_on.after else (die, detour.answered)
            if isinstance(store, MortalStore):
                store.death = place.dies_on

        async def connect() -> Services:
            return services

        saved = MortalProgressFiles(place.folder / "default.json", fate)
        yield Onboarding(saved, now, connect, stores_of(place, fate))


async def _work(place: Place, doings: list[tuple[str, str]], told: Connection) -> None:
    async with _running(place) as run:
        told.send(Told("ready", "", "", ""))
        if place.signed_in and await be_signed_in(run, place):
            await store_of(place).put(SecretName.ACCESS_TOKEN, Token("expired-access-token"))  # so that it is renewed
        for doing, text in doings:
            key = ApiKey(text)
            if doing in ("use_file", "use_keyring"):
                kind = FILE if doing == "use_file" else KEYRING
                failure = await run.use_store(kind, PASSPHRASE)
                told.send(Told(doing, "", "StageFailed" if failure else "StageDone", "MOVE"))
                continue
            if doing == "sign in":
                await run.sign_in(IDENTIFIER, PASSWORD)
                continue
            if doing == "check":
                told.send(Told(doing, key.preview, type(await run.check(key)).__name__, "CHECK"))
                continue
            async for event in run.save(key, Accepted(Region.US)) if doing == "save" else run.delete():
                told.send(Told(doing, key.preview, type(event).__name__, event.stage.name))


async def _finish(place: Place, look_first: bool, told: Connection) -> None:
    async with _running(place) as run:
        begun = run.progress.under_way
        if place.signed_in:
            await be_signed_in(run, place)
        says = None
        right = [await _badge_is_right(run, place)] if look_first else []
        if look_first:
            *_, status = [status async for status in run.look()]
            says = status.sentence or status.badge.words
        failures = [event for event in await finish_run(run) if not isinstance(event, StageStarted)]
        codes = [event.failure.code for event in failures if isinstance(event, StageFailed)]
        right.append(await _badge_is_right(run, place))
        stage = begun.stage.name if begun else None
        told.send(
            Found(stage, begun.preview if begun else None, all(right), codes, run.progress.under_way is None, says)
        )


async def be_signed_in(run: Onboarding, place: Place) -> bool:
    """Sign in, unless a former process has left a session: whether it has."""
    stores = (*stores_of(place).values(), store_of(place))
    sessions = [await store.get(SecretName.REFRESH_TOKEN) for store in stores]
    if not any(sessions):
        await run.sign_in(IDENTIFIER, PASSWORD)
    return any(sessions)


async def delete(place: Place) -> list[str]:
    """Delete the key; the codes of what prevented it."""
    async with _running(replace(place, dies_at=None)) as run:
        return [event.failure.code async for event in run.delete() if isinstance(event, StageFailed)]


async def _badge_is_right(run: Onboarding, place: Place) -> bool:
    """A request of the killed process may be carried out while we look: what was true meanwhile counts."""
    before = await _right_badge(run, place)
    *_, status = [status async for status in run.look()]
    return status.badge in {before, await _right_badge(run, place)}


async def _right_badge(run: Onboarding, place: Place) -> Badge:
    stores = (*stores_of(place).values(), store_of(place))
    keys = [await store.get(SecretName.VAPI_KEY) for store in stores]
    kept = [key.reveal() if key else None for key in keys]
    return await right_badge(place.ava, place.token, kept, run.progress.under_way)
