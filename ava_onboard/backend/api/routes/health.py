"""`/healthz` and `/readyz`: whether the process should get requests. And `/metrics`: how it served them."""

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Literal
from uuid import UUID, uuid4

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, SecretStr
from sqlalchemy import delete, insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ava_onboard.backend.api import error_docs, errors
from ava_onboard.backend.db.engine import transaction
from ava_onboard.backend.db.models import LoginAttempt
from ava_onboard.backend.db.schema import current_revision, revisions
from ava_onboard.backend.metrics import metrics
from ava_onboard.backend.security.bearer import carries
from ava_onboard.backend.security.call_limits import CallLimitedError, CallLimits
from ava_onboard.backend.security.key_ring import KeyRing
from ava_onboard.backend.security.key_ring_check import WrongMasterKeyError, names_in_use, prove
from ava_onboard.backend.security.tokens import InvalidTokenError
from ava_onboard.domain.api_key import ApiKey

_PROBE = ApiKey("not-a-key")
WRITES_PER_MINUTE = 20
"""The most writes that are tried: anyone may ask, as often as they like."""
_ANYBODY = UUID(int=0)
_log = logging.getLogger(__name__)


class Health(BaseModel):
    """The process is alive."""

    status: Literal["healthy"] = "healthy"


class Readiness(BaseModel):
    """The process can serve requests."""

    status: Literal["ready"] = "ready"


class NotReadyError(Exception):
    """What is missing. The text is for the log."""


class ReadinessCheck:
    """Checks the database and the key ring."""

    def __init__(self, engine: AsyncEngine, ring: KeyRing, clock: Callable[[], float] = time.monotonic) -> None:
        self._engine = engine
        self._ring = ring
        self._known = revisions()
        self._writes = CallLimits(WRITES_PER_MINUTE, clock)
        self._takes_writes = True
        self._running: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Check that the process can serve requests. Calls that arrive during a check share it.

        Raises:
            NotReadyError: It is not, or does not.
            DatabaseUnavailableError: The database is unusable or read-only.
        """
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._run())
        await asyncio.shield(self._running)

    async def _run(self) -> None:
        """Check that the schema is at head and the key ring opens every row.

        Raises:
            NotReadyError: It is not, or does not.
            DatabaseUnavailableError: The database is unusable or read-only.
        """
        user = uuid4()
        if self._ring.open(self._ring.seal(_PROBE, user), user) != _PROBE:
            raise NotReadyError("the key ring does not decrypt its own ciphertext")
        async with transaction(self._engine) as connection:
            revision = await connection.run_sync(current_revision)
            # One that is not known was made by a newer version: migrations only add, so this one keeps working.
            if revision is None or (revision in self._known and revision != self._known[-1]):
                raise NotReadyError(f"the database is at revision {revision}, not at {self._known[-1]}")
            await self._opens_every_row(connection)
            if is_tried := self._may_try_to_write():
                self._takes_writes = False  # until it has
                await _write(connection)  # last, because it locks SQLite
        self._takes_writes = self._takes_writes or is_tried
        if not self._takes_writes:
            raise NotReadyError("the database took no write a moment ago")

    def _may_try_to_write(self) -> bool:
        try:
            self._writes.count(_ANYBODY)
        except CallLimitedError:
            return False
        return True

    async def _opens_every_row(self, connection: AsyncConnection) -> None:
        if unknown := set(await names_in_use(connection)) - self._ring.names:
            raise NotReadyError(f"some rows have a master key that is not in the ring: {', '.join(sorted(unknown))}")
        try:
            await prove(connection, self._ring, self._ring.names)
        except WrongMasterKeyError as error:
            raise NotReadyError(str(error)) from None


async def _write(connection: AsyncConnection) -> None:
    """Write what leaves no trace: a read-only database and a full disk refuse it."""
    probe = {"id": uuid4(), "account": b"", "address": b"", "at": 0.0}
    await connection.execute(insert(LoginAttempt).values(probe))
    await connection.execute(delete(LoginAttempt).where(LoginAttempt.id == probe["id"]))


def routes(check: ReadinessCheck) -> APIRouter:
    """Create the two calls. Neither needs a token."""
    router = APIRouter(tags=["operations"])

    @router.get("/healthz")
    async def healthz() -> Health:
        """Show that the process is alive, without asking the database."""
        return Health()

    @router.get("/readyz", responses=error_docs.NOT_READY)
    async def readyz() -> Readiness:
        """Show whether the database is at head and the keys are usable. The log says what is missing."""
        try:
            await check.run()
        except NotReadyError as reason:
            _log.warning("not ready: %s", reason)
            raise errors.not_ready() from None
        except Exception as error:  # noqa: BLE001 - drivers raise any type for a database that is away
            _log.warning("not ready: the database cannot be used (%s)", type(error).__qualname__)
            raise errors.not_ready() from None
        return Readiness()

    return router


def metrics_route(token: SecretStr) -> APIRouter:
    """Create the call that returns the metrics. It needs the metrics token, and the API's description leaves it out."""
    router = APIRouter()

    @router.get("/metrics", include_in_schema=False)
    async def show(request: Request) -> Response:
        if not carries(request.headers.get("Authorization"), token):
            raise InvalidTokenError
        text, media_type = await asyncio.to_thread(metrics.page)  # it reads the files of all processes
        return Response(text, headers={"Content-Type": media_type})

    return router
