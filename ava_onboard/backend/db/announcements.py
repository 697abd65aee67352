"""The mails of a campaign.

A mail is claimed before its content is sent: whatever happens then, nobody is sent it twice.
"""

import hashlib
import secrets
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import and_, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ava_onboard.backend.db.engine import transaction
from ava_onboard.backend.db.models import AnnouncementMail, AnnouncementSuppression, User
from ava_onboard.backend.db.suppressions import Suppression

_TOKEN_BYTES = 32


class MailState(StrEnum):
    """The state of a mail."""

    SENDING = "sending"
    """Its content was being sent. If no `send` is running any more, nobody knows whether it arrived: it is in doubt."""
    SENT = "sent"
    BOUNCED = "bounced"
    """The mail server refused it for good."""
    DEFERRED = "deferred"
    """The mail server wants it later."""


class Mail(NamedTuple):
    """What is recorded of a mail."""

    state: MailState
    attempts: int


@dataclass
class Tally:
    """The state of a campaign."""

    states: dict[MailState, int]
    """How many mails are in each state."""
    in_doubt: list[UUID]
    """To whom mails are in doubt."""
    configured_since: int
    """Users with a mail that was sent, who had no key then and have one now."""
    unsubscribed: int
    """Users of the campaign who unsubscribed."""


def new_token() -> str:
    """Return a random token for a link: 43 characters of URL-safe base64."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


async def mails(engine: AsyncEngine, campaign: str) -> dict[UUID, Mail]:
    """Return what is recorded of each mail of a campaign, by user."""
    row = AnnouncementMail
    query = select(row.user_id, row.state, row.attempts).where(row.campaign == campaign)
    async with engine.connect() as connection:
        found = (await connection.execute(query)).all()
    return {user: Mail(MailState(state), attempts) for user, state, attempts in found}


async def attempt(
    connection: AsyncConnection,
    campaign: str,
    user: UUID,
    *,
    after: int,
    state: MailState,
    smtp_code: int | None = None,
    message_id: str | None = None,
    token: str | None = None,
) -> bool:
    """Note a further attempt at a mail.

    Args:
        connection: To the database, in a transaction.
        campaign: The mail's.
        user: The mail's.
        after: How many attempts the caller knows of.
        state: Its outcome so far.
        smtp_code: The mail server's answer, if there is one.
        message_id: That of the mail, if it was made.
        token: The one in the mail's link, if it was made.

    Returns:
        Whether it was recorded: not if another process was faster.
    """
    row = AnnouncementMail
    values = {
        "state": state.value,
        "attempts": after + 1,
        "smtp_code": smtp_code,
        "message_id": message_id,
        "token": token and _digest(token),
        "at": time.time(),
    }
    if after:
        known = and_(row.campaign == campaign, row.user_id == user, row.attempts == after)
        return bool((await connection.execute(update(row).where(known).values(**values))).rowcount)
    try:
        async with connection.begin_nested():
            await connection.execute(insert(row).values(campaign=campaign, user_id=user, **values))
    except IntegrityError:
        return False
    return True


async def settle(
    connection: AsyncConnection, campaign: str, user: UUID, state: MailState, smtp_code: int | None
) -> None:
    """Note the outcome of a mail that was being sent."""
    row = AnnouncementMail
    change = update(row).where(row.campaign == campaign, row.user_id == user, row.state == MailState.SENDING.value)
    await connection.execute(change.values(state=state.value, smtp_code=smtp_code, at=time.time()))


async def reopen(connection: AsyncConnection, campaign: str, user: UUID) -> None:
    """Have a mail that bounced be sent later."""
    row = AnnouncementMail
    change = update(row).where(row.campaign == campaign, row.user_id == user, row.state == MailState.BOUNCED.value)
    await connection.execute(change.values(state=MailState.DEFERRED.value, at=time.time()))


async def user_of(engine: AsyncEngine, token: str) -> tuple[UUID, str, str] | None:
    """Return the id, address and locale of the user whose mail holds this token; None if there is none."""
    query = (
        select(User.id, User.email, User.locale)
        .join(AnnouncementMail, AnnouncementMail.user_id == User.id)
        .where(AnnouncementMail.token == _digest(token), User.email.is_not(None))
    )
    async with transaction(engine) as connection:
        row = (await connection.execute(query)).first()
    return None if row is None else (row[0], row[1] or "", row[2] or "")


async def tally(engine: AsyncEngine, campaign: str) -> Tally:
    """Return the state of a campaign."""
    mail, suppression = AnnouncementMail, AnnouncementSuppression
    by_state = select(mail.state, func.count()).where(mail.campaign == campaign).group_by(mail.state)
    in_doubt = select(mail.user_id).where(mail.campaign == campaign, mail.state == MailState.SENDING.value)
    sent = select(mail.user_id).where(mail.campaign == campaign, mail.state == MailState.SENT.value)
    mailed = select(mail.user_id).where(mail.campaign == campaign)
    configured = select(func.count()).where(User.id.in_(sent), User.vapi_key_master.is_not(None))
    unsubscribed = select(func.count()).where(
        suppression.user_id.in_(mailed), suppression.reason == Suppression.UNSUBSCRIBED.value
    )
    async with engine.connect() as connection:
        states = {MailState(state): number for state, number in (await connection.execute(by_state)).all()}
        return Tally(
            {state: states.get(state, 0) for state in MailState},
            sorted((await connection.execute(in_doubt)).scalars()),
            (await connection.execute(configured)).scalar_one(),
            (await connection.execute(unsubscribed)).scalar_one(),
        )
