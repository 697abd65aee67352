"""Which connections may still be used: after a failure that concerns the server, none that was made before it.

A primary that became a replica, a firewall that forgot its connections, a server that restarted: each leaves
connections that look open. The first failure retires them all, so that one request fails, not one for each of them.
"""

from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlalchemy.ext.asyncio import AsyncEngine


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
