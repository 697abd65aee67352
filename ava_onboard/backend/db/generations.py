"""Which connections may still be used: after a failure that concerns the server, none that was made before it.

A primary that became a replica, a firewall that forgot its connections, a server that restarted: each leaves
connections that look open. The first failure retires them all, so that one request fails, not one for each of them.
"""

from contextlib import suppress
from weakref import WeakKeyDictionary

import asyncpg
from sqlalchemy import Engine
from sqlalchemy.ext.asyncio import AsyncEngine

_FAREWELL = 1.0
"""Seconds for closing a connection properly."""


class Generation:
    """Counts the failures. A connection belongs to the count at which it was made."""

    def __init__(self) -> None:
        self.current = 0

    def retire(self) -> None:
        """Let nobody use the connections that exist now again."""
        self.current += 1


_generations: "WeakKeyDictionary[Engine, Generation]" = WeakKeyDictionary()


def generation_of(engine: AsyncEngine) -> Generation:
    """Return the generation of the connections to a database, those of the engine and our own alike."""
    return _generations.setdefault(engine.sync_engine, Generation())


async def part_from(connection: asyncpg.Connection, made_at: int | None, generation: Generation) -> None:
    """Close a connection: properly, or at once if it is of an earlier generation.

    The first one whose other end does not listen retires the others, so that closing all takes no longer.

    Args:
        connection: The driver's connection. It may be closed already.
        made_at: The generation of the connection; None if it is not known.
        generation: That of the connections now.
    """
    if made_at != generation.current:
        connection.terminate()
        return
    with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
        try:
            await connection.close(timeout=_FAREWELL)
        except TimeoutError:
            generation.retire()
        finally:
            connection.terminate()
