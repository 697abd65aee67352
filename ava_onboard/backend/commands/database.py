"""The database of a command."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncEngine

from ava_onboard.backend.db.engine import opened
from ava_onboard.backend.db.pooler import refuse_transaction_pooler


@asynccontextmanager
async def database(url: str) -> AsyncIterator[AsyncEngine]:
    """Open the database for the block. See `opened`.

    Raises:
        TransactionPoolerError: It is behind a pooler in transaction mode.
    """
    await refuse_transaction_pooler(url)
    async with opened(url) as engine:
        yield engine
