"""Recognise a pooler that gives each transaction another connection, such as pgbouncer in transaction mode.

Prepared statements, which the drivers use everywhere, belong to one connection and get lost there.
"""

import asyncpg
from sqlalchemy import make_url

from ava_onboard.backend.db.engine import DEADLINE
from ava_onboard.backend.db.url import driver_options

_TRIES = 5
"""Times that it is tried: other clients of the pooler may take the connection in between."""


class TransactionPoolerError(Exception):
    """The address of the database is that of a pooler in transaction mode."""

    def __init__(self) -> None:
        super().__init__(
            "The database is behind a pooler in transaction mode (pgbouncer: pool_mode = transaction), where prepared "
            "statements get lost. Use pool_mode = session, or PostgreSQL's own address: a process has 20 connections "
            "at most"
        )


async def refuse_transaction_pooler(url: str) -> None:
    """Check that the connections to a database are connections to PostgreSQL, or keep to one each.

    Nothing is said of a database that cannot be used now.

    Raises:
        TransactionPoolerError: They are not, and do not.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "postgresql":
        return
    options = driver_options(parsed.get_dialect()().create_connect_args(parsed)[1])
    options.pop("prepared_statement_cache_size", None)
    options |= {"statement_cache_size": 0, "timeout": DEADLINE, "command_timeout": DEADLINE}
    connections: list[asyncpg.Connection] = []
    try:
        connections.append(await asyncpg.connect(**options))
        connections.append(await asyncpg.connect(**options))
        for _ in range(_TRIES):
            one, other = [await _server_process(connection) for connection in connections]
            if one == other:
                raise TransactionPoolerError
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
        return
    finally:
        for connection in connections:
            connection.terminate()


async def _server_process(connection: asyncpg.Connection) -> object:
    async with connection.transaction():  # keeps the parts of a prepared statement on one connection
        return await connection.fetchval("SELECT pg_backend_pid()")
