"""Send a campaign: each user once, at a limited rate, whatever happens in between."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ava_onboard.backend.announcement.message import Composer
from ava_onboard.backend.announcement.pace import Ending, Pace, Progress
from ava_onboard.backend.announcement.recipients import candidates, left_out
from ava_onboard.backend.announcement.smtp import (
    BouncedError,
    DoubtError,
    LaterError,
    MailServer,
    MailServerError,
    UnsupportedAddressError,
)
from ava_onboard.backend.db.administration import AccountState, by_id
from ava_onboard.backend.db.announcements import MailState, attempt, new_token, reopen, settle
from ava_onboard.backend.db.engine import transaction
from ava_onboard.backend.db.suppressions import Suppression, allow, collected, suppress, suppressed
from ava_onboard.backend.mail_address import usable_address

_LONGEST_BACKOFF = 15 * 60.0
_IDLE = 10.0
"""Seconds of a wait from which on the connection is closed: the server would do so."""
_Result = TypeVar("_Result")


class Due(NamedTuple):
    """A mail that is to be sent."""

    user: UUID
    attempts: int
    """Those that are recorded."""
    account: AccountState


async def due(engine: AsyncEngine, campaign: str, *, in_doubt_too: bool = False) -> list[Due]:
    """Return the mails that are to be sent.

    Args:
        engine: The database.
        campaign: The name of the campaign.
        in_doubt_too: Whether to send again what is in doubt. Some users may then get it twice.
    """
    wanted = {MailState.DEFERRED, *({MailState.SENDING} if in_doubt_too else set())}
    return [
        Due(each.account.id, each.mail.attempts if each.mail else 0, each.account)
        async for each in candidates(engine, campaign)
        if each.left_out is None and (each.mail is None or each.mail.state in wanted)
    ]


class Sending:
    """One run of a campaign."""

    def __init__(
        self,
        engine: AsyncEngine,
        campaign: str,
        *,
        composer: Composer,
        server: MailServer,
        pace: Pace,
        show: Callable[[Progress], None],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._engine = engine
        self._campaign = campaign
        self._composer = composer
        self._server = server
        self._pace = pace
        self._show = show
        self._sleep = sleep
        self._next = 0.0
        self._later_in_a_row = 0
        self._refused_in_a_row: list[AccountState] = []
        self.progress = Progress()

    async def run(self, mails: list[Due]) -> Ending:
        """Send these mails, and those that are deferred once more, until none is left.

        Cancelled, it ends after the mail that is being sent.

        Raises:
            DatabaseUnavailableError: The database cannot be used.
            MailServerError: The mail server cannot be used.
        """
        self.progress.total = len(mails)
        try:
            if mails:
                await self._connect()
            while mails:
                mails, ending = await self._pass(mails)
                if ending is not Ending.DONE:
                    return ending
            return Ending.DONE
        finally:
            await _to_the_end(asyncio.to_thread(self._server.leave))

    async def _connect(self) -> None:
        try:
            await _to_the_end(asyncio.to_thread(self._server.open))
        except LaterError as error:
            raise MailServerError(f"The mail server cannot be used: {error}") from None

    async def _pass(self, mails: list[Due]) -> tuple[list[Due], Ending]:
        """Try each mail once; return those that are deferred, and why it ended."""
        later: list[Due] = []
        for mail in mails:
            if self._pace.limit is not None and self.progress.tried >= self._pace.limit:
                return later, Ending.LIMIT
            await self._wait_for_turn()
            try:
                await _to_the_end(self._send(mail))
            except LaterError:
                later.append(mail._replace(attempts=mail.attempts + 1))
                self.progress.deferred = len(later)
                self._later_in_a_row += 1
                if self._later_in_a_row >= self._pace.pause_after:
                    return later, Ending.PAUSED
                self._show(self.progress)
                await self._wait(min(self._pace.backoff * 2 ** (self._later_in_a_row - 1), _LONGEST_BACKOFF))
            self._show(self.progress)
            if len(self._refused_in_a_row) >= self._pace.stop_after:
                await _to_the_end(self._take_back())
                return later, Ending.REFUSED
        self.progress.deferred = len(later)
        return later, Ending.DONE

    async def _wait_for_turn(self) -> None:
        now = time.monotonic()
        if now < self._next:
            await self._wait(self._next - now)
        self._next = max(now, self._next) + 1 / self._pace.rate

    async def _wait(self, seconds: float) -> None:
        if seconds >= _IDLE:
            await _to_the_end(asyncio.to_thread(self._server.leave))
        await self._sleep(seconds)

    async def _send(self, mail: Due) -> None:
        """Send one mail, and note what comes of it.

        Raises:
            LaterError: It is deferred.
            MailServerError: The mail server cannot be used.
        """
        async with self._engine.connect() as connection:
            account = await self._recipient(connection, mail.user)
        if account is None:
            self.progress.left_out += 1
            return
        address = usable_address(account.email or "") or ""
        try:
            await asyncio.to_thread(self._server.address, self._composer.sender.addr_spec, address)
        except UnsupportedAddressError:
            self.progress.left_out += 1
        except BouncedError as error:
            await self._note(mail, MailState.BOUNCED, error.code, account)
        except LaterError as error:
            await self._note(mail, MailState.DEFERRED, error.code, account)
            raise
        else:
            await self._send_content(mail, account)

    async def _send_content(self, mail: Due, account: AccountState) -> None:
        token = new_token()
        composed = self._composer.compose(
            email=account.email or "", name=account.name, locale=account.locale, token=token
        )
        async with transaction(self._engine) as connection:
            now = await self._recipient(connection, mail.user)
            claimed = (
                now is not None
                and now.email == account.email
                and await attempt(
                    connection,
                    self._campaign,
                    mail.user,
                    after=mail.attempts,
                    state=MailState.SENDING,
                    message_id=composed.message_id,
                    token=token,
                )
            )
        if not claimed:
            await asyncio.to_thread(self._server.forget)
            self.progress.left_out += 1
            return
        try:
            code = await asyncio.to_thread(self._server.deliver, composed.content)
        except DoubtError:
            self.progress.in_doubt += 1
        except BouncedError as error:
            await self._settle(mail, MailState.BOUNCED, error.code, account)
        except LaterError as error:
            await self._settle(mail, MailState.DEFERRED, error.code, account)
            raise
        else:
            await self._settle(mail, MailState.SENT, code, account)

    async def _recipient(self, connection: AsyncConnection, user: UUID) -> AccountState | None:
        """Return the account as it is now; None if it does not get the mail any more."""
        account = await by_id(connection, user)
        if account is None or left_out(account, collected(await suppressed(connection, account))) is not None:
            return None
        return account

    async def _note(self, mail: Due, state: MailState, code: int | None, account: AccountState) -> None:
        """Note the outcome of a mail whose content was not sent."""
        async with transaction(self._engine) as connection:
            await attempt(connection, self._campaign, mail.user, after=mail.attempts, state=state, smtp_code=code)
            await self._count(connection, state, account)

    async def _settle(self, mail: Due, state: MailState, code: int | None, account: AccountState) -> None:
        """Note the outcome of a mail whose content was sent."""
        async with transaction(self._engine) as connection:
            await settle(connection, self._campaign, mail.user, state, code)
            await self._count(connection, state, account)

    async def _count(self, connection: AsyncConnection, state: MailState, account: AccountState) -> None:
        match state:
            case MailState.BOUNCED:
                await suppress(connection, account.email or "", Suppression.BOUNCED)
                self.progress.bounced += 1
                self._refused_in_a_row.append(account)
            case MailState.SENT:
                self.progress.sent += 1
                self._refused_in_a_row.clear()
        if state is not MailState.DEFERRED:
            self._later_in_a_row = 0

    async def _take_back(self) -> None:
        """Suppress nobody for refusals that say nothing about the recipients."""
        for account in self._refused_in_a_row:
            await allow(self._engine, account.email or "", Suppression.BOUNCED)
            async with transaction(self._engine) as connection:
                await reopen(connection, self._campaign, account.id)
        self.progress.bounced -= len(self._refused_in_a_row)
        self.progress.deferred += len(self._refused_in_a_row)


async def _to_the_end(work: Coroutine[Any, Any, _Result]) -> _Result:
    """Finish what was begun before being cancelled: a mail that is half sent would be in doubt."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        if not task.cancelled():
            task.exception()  # it ends anyway
        raise
