"""The addresses that get no announcements."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import and_, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ava_onboard.backend.db.administration import AccountState
from ava_onboard.backend.db.engine import transaction
from ava_onboard.backend.db.models import AnnouncementSuppression


class Suppression(StrEnum):
    """Why an address gets no announcements."""

    BOUNCED = "bounced"
    OPERATOR = "operator"
    UNSUBSCRIBED = "unsubscribed"


class Suppressed(NamedTuple):
    """An address that gets no announcements."""

    address: str
    user: UUID | None
    reason: Suppression
    at: float


@dataclass
class Suppressions:
    """Those that concern the accounts in question."""

    by_address: dict[str, Suppression] = field(default_factory=dict)
    by_user: dict[UUID, Suppression] = field(default_factory=dict)

    def reason_for(self, account: AccountState) -> Suppression | None:
        """Return why an account gets no announcements; None if it does."""
        return self.by_user.get(account.id) or self.by_address.get(account.email or "")


async def suppress(connection: AsyncConnection, address: str, reason: Suppression, user: UUID | None = None) -> bool:
    """Send nothing to an address from now on.

    An address that is suppressed already stays so, for its first reason; unless its owner unsubscribes, which counts
    more.

    Returns:
        Whether that is new.
    """
    row = AnnouncementSuppression
    values = {"user_id": user, "reason": reason.value, "at": time.time()}
    try:
        async with connection.begin_nested():
            await connection.execute(insert(row).values(address=address, **values))
    except IntegrityError:
        if reason is Suppression.UNSUBSCRIBED:
            known = and_(row.address == address, row.reason != reason.value)
            return bool((await connection.execute(update(row).where(known).values(**values))).rowcount)
        return False
    return True


async def allow(engine: AsyncEngine, address: str, reason: Suppression | None = None) -> bool:
    """Take a suppression back, whatever its reason or if it is this one; return whether there was one."""
    row = AnnouncementSuppression
    change = delete(row).where(row.address == address)
    if reason is not None:
        change = change.where(row.reason == reason.value)
    async with transaction(engine) as connection:
        return bool((await connection.execute(change)).rowcount)


async def suppressed(connection: AsyncConnection, account: AccountState | None = None) -> list[Suppressed]:
    """Return all suppressions, or those that concern one account, by address."""
    row = AnnouncementSuppression
    query = select(row.address, row.user_id, row.reason, row.at).order_by(row.address)
    if account is not None:
        query = query.where(or_(row.address == (account.email or ""), row.user_id == account.id))
    found = (await connection.execute(query)).all()
    return [Suppressed(address, user, Suppression(reason), at) for address, user, reason, at in found]


def collected(found: Iterable[Suppressed]) -> Suppressions:
    """Return suppressions for looking them up."""
    collected = Suppressions()
    for each in found:
        collected.by_address[each.address] = each.reason
        if each.user is not None and each.reason is Suppression.UNSUBSCRIBED:
            collected.by_user[each.user] = each.reason
    return collected
