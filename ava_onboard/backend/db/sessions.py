"""Renewals of sessions: a refresh token is replaced when it is used.

Until its successor has been used, it is accepted again: the answer may have been lost. Any other second use ends all
that came from the same sign-in.
"""

import time
from collections.abc import Callable

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ava_onboard.backend.db.engine import transaction
from ava_onboard.backend.db.models import RenewedSession


class Sessions:
    """The sessions in a database. One that was never renewed has no row."""

    def __init__(self, engine: AsyncEngine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._clock = clock

    async def renew(self, family: str, used: str, latest: str, until: float) -> bool:
        """Note that a refresh token was used, and by which one it is replaced.

        Args:
            family: Id of the first refresh token of the sign-in.
            used: Id of the one that was used.
            latest: Id of the one that replaces it.
            until: Unix time after which no token of the family is accepted any more.

        Returns:
            Whether the token is accepted: it is the latest one, or the one before and the latest was never used.
            Otherwise the family has ended.

        Raises:
            DatabaseUnavailableError: It is not known.
        """
        row = RenewedSession
        async with transaction(self._engine) as connection:
            await connection.execute(delete(row).where(row.until < self._clock()))
            replaced = (
                update(row)
                .where(row.family == family, or_(row.latest == used, row.previous == used), row.ended.is_(False))
                .values(latest=latest, previous=used, until=until)
            )
            if (await connection.execute(replaced)).rowcount:
                return True
            if used == family:
                if await _inserted(connection, family, latest, until):
                    return True
                # Another use of it at the same moment was faster: then this one comes after it, and not too late.
                if (await connection.execute(replaced)).rowcount:
                    return True
            await connection.execute(update(row).where(row.family == family).values(ended=True))
        return False

    async def end(self, family: str, until: float) -> None:
        """End a sign-in: none of its tokens is accepted any more. Does nothing if it has ended already.

        Args:
            family: Id of its first token.
            until: Unix time after which its tokens have expired.

        Raises:
            DatabaseUnavailableError: It may not have ended.
        """
        row = RenewedSession
        async with transaction(self._engine) as connection:
            await connection.execute(delete(row).where(row.until < self._clock()))
            await _inserted(connection, family, family, until)
            await connection.execute(update(row).where(row.family == family).values(ended=True))

    async def has_ended(self, family: str) -> bool:
        """Return whether a sign-in was ended before its tokens expire.

        Raises:
            DatabaseUnavailableError: It is not known.
        """
        ended = select(RenewedSession.ended).where(RenewedSession.family == family)
        async with transaction(self._engine) as connection:
            return bool(await connection.scalar(ended))


async def _inserted(connection: AsyncConnection, family: str, latest: str, until: float) -> bool:
    """Insert the first renewal; return False if there was one already."""
    first = insert(RenewedSession).values(family=family, latest=latest, previous=family, until=until, ended=False)
    try:
        async with connection.begin_nested():
            await connection.execute(first)
    except IntegrityError:
        return False
    return True
