"""The key columns in PostgreSQL: a few connections with prepared statements."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine

from ava_onboard.backend.db.engine import DEADLINE, IDLE
from ava_onboard.backend.db.errors import outages
from ava_onboard.backend.db.generations import generation_of, part_from
from ava_onboard.backend.db.key_rows import PROOF_ROWS, Prove, SealedRow, ShownKey
from ava_onboard.backend.db.url import driver_options

_SHOWN = "SELECT id, vapi_key_preview, token_version FROM users WHERE id = ANY($1::uuid[])"
_SEALED = "SELECT vapi_key_ciphertext, vapi_key_master, vapi_verdict, vapi_verdict_at FROM users WHERE id = $1"
_WRITE = (
    "UPDATE users SET vapi_key_ciphertext = $1, vapi_key_master = $2, vapi_key_preview = $3, vapi_key_saved_at = $5, "
    "vapi_verdict = NULL, vapi_verdict_at = NULL WHERE id = $4 RETURNING id"
)
_PROOF = f"SELECT id, vapi_key_ciphertext FROM users WHERE vapi_key_master = $1 LIMIT {PROOF_ROWS}"  # noqa: S608 - a number
_WRITING, _READING = 8, 2
"""The most connections per process. Reads wait for no lock, so two are enough; what is shown uses one at a time."""
_SECONDS = DEADLINE
"""Time limit of connecting and of each statement, so that a silent database is noticed."""
_PREPARED = "prepared_statement_cache_size"
"""SQLAlchemy's name in the URL for the driver's `statement_cache_size`."""


class PostgresRows:
    """See `KeyRows`.

    It has its own pool, because the driver's takes longer to lend a connection than a statement takes.
    """

    def __init__(self, engine: AsyncEngine, prove: Prove | None = None) -> None:
        self._prove = prove
        self._options = driver_options(engine.dialect.create_connect_args(engine.url)[1])
        if _PREPARED in self._options:
            self._options["statement_cache_size"] = self._options.pop(_PREPARED)
        self._writing, self._reading = asyncio.Semaphore(_WRITING), asyncio.Semaphore(_READING)
        self._generation = generation_of(engine)
        self._idle: list[_Link] = []
        """Free connections; the last one is used next."""
        self._asked: list[tuple[UUID, asyncio.Future[ShownKey | None]]] = []
        """Tenants whose row the next statement reads."""
        self._asking: asyncio.Task[None] | None = None

    async def shown(self, tenant: UUID) -> ShownKey | None:
        """See `KeyRows`.

        Calls that arrive during a statement share the next one: a statement costs more than the rest of a request.
        """
        answer: asyncio.Future[ShownKey | None] = asyncio.get_running_loop().create_future()
        self._asked.append((tenant, answer))
        if self._asking is None:
            self._asking = asyncio.create_task(self._ask())
        return await answer

    async def _ask(self) -> None:
        while self._asked:
            asked, self._asked = self._asked, []
            waiting = [(tenant, answer) for tenant, answer in asked if not answer.done()]
            try:
                rows = await self._rows(_SHOWN, {tenant for tenant, _ in waiting})
            except Exception as error:  # noqa: BLE001 - passed on to every caller
                for _, answer in waiting:
                    if not answer.done():
                        answer.set_exception(error)
            else:
                found = {user: ShownKey(preview, version) for user, preview, version in rows}
                for tenant, answer in waiting:
                    if not answer.done():
                        answer.set_result(found.get(tenant))
        self._asking = None

    async def sealed(self, tenant: UUID) -> SealedRow | None:
        """See `KeyRows`."""
        rows = await self._rows(_SEALED, tenant)
        return SealedRow(*rows[0]) if rows else None

    async def write(self, tenant: UUID, ciphertext: bytes | None, master_key: str | None, preview: str | None) -> bool:
        """See `KeyRows`."""
        saved_at = None if ciphertext is None else time.time()
        return bool(await self._rows(_WRITE, ciphertext, master_key, preview, tenant, saved_at))

    async def close(self) -> None:
        """See `KeyRows`."""
        while self._idle:
            link = self._idle.pop()
            await part_from(link.connection, link.generation, self._generation)

    async def _rows(self, statement: str, *values: object) -> list[Any]:
        slots = self._writing if statement is _WRITE else self._reading
        with outages(asyncpg.InterfaceError, generation=self._generation):
            if not slots.locked():
                return await self._run(slots, statement, values)
            # The limit includes waiting for a connection, however long the queue is.
            async with asyncio.timeout(_SECONDS):
                return await self._run(slots, statement, values)

    async def _run(self, slots: asyncio.Semaphore, statement: str, values: tuple[object, ...]) -> list[Any]:
        async with slots:
            link = self._free_link() or await self._connect()
            try:
                if statement is _WRITE and not link.is_proven:
                    await self._prove_ring(link, values)
                rows: list[Any] = await link.connection.fetch(statement, *values)
            except BaseException:
                link.connection.terminate()
                raise
            link.since = time.monotonic()
            self._idle.append(link)
            return rows

    async def _prove_ring(self, link: "_Link", written: tuple[object, ...]) -> None:
        """Prove the master key to the rows at the end of a new connection: it may lead to another database."""
        _, name, *_ = written
        if self._prove is not None and isinstance(name, str):
            self._prove(name, [tuple(row) for row in await link.connection.fetch(_PROOF, name)])
            link.is_proven = True

    def _free_link(self) -> "_Link | None":
        while self._idle:
            link = self._idle.pop()
            if not link.connection.is_closed():
                if time.monotonic() - link.since < IDLE and link.generation == self._generation.current:
                    return link
                link.connection.terminate()
        return None

    async def _connect(self) -> "_Link":
        generation = self._generation.current
        connection: asyncpg.Connection = await asyncpg.connect(
            timeout=_SECONDS, command_timeout=_SECONDS, **self._options
        )
        return _Link(connection, generation)


@dataclass
class _Link:
    """A connection, since when it is idle, and whether the master key was proven over it."""

    connection: asyncpg.Connection
    generation: int
    since: float = 0.0
    is_proven: bool = False
