"""The live mirror's sessions: a customer opens one, an agent claims it with its code, the customer confirms.

Only then there is a state, and only that agent gets it. Everything is in the database, so that any process can serve
either side. Why it is made like this: docs/develop/decisions/live-mirror.md.
"""

import hmac
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, case, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.orm import aliased

from ava_onboard.backend.db.engine import transaction
from ava_onboard.backend.db.models import OnboardingSession as Row
from ava_onboard.backend.db.models import User, WrongCode
from ava_onboard.backend.limited import LimitedError
from ava_onboard.domain.situation.symbols import new_live_code

CLAIMABLE = 20 * 60
"""Seconds for which a code is valid. The customer has to confirm in them too."""
SILENCE = 60
"""Seconds without a call of the customer's program after which a session that is followed expires."""
LONGEST = 2 * 60 * 60
"""Seconds from the opening of a session until it ends, whatever happens."""
WRONG_CODES, WINDOW = 5, 10 * 60
"""How many wrong codes an agent may give in how many seconds."""
_KEPT = 10 * 60
"""Seconds for which a session that is over is kept, so that the agent gets to know how it ended."""
_TRIES = 5
"""For a code that no other session has."""


class Phase(StrEnum):
    """How far a session is."""

    OPEN = "open"
    CLAIMED = "claimed"
    FOLLOWED = "followed"
    ENDED = "ended"


class LiveEndedError(LookupError):
    """There is no such session of this customer or agent, or it has ended."""


class NotClaimedError(Exception):
    """No agent has claimed the session."""


class CodesLimitedError(LimitedError):
    """The agent has given too many wrong codes."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A session, as the agent who has claimed it may see it."""

    customer: UUID
    phase: Phase
    expired: bool
    state: str | None
    seq: int
    agent_version: int | None
    """The version of the agent's tokens; None if the account is not an agent any more, or may not sign in."""


class LiveSessions:
    """The sessions in a database. Each method may raise `DatabaseUnavailableError`.

    Args:
        engine: The database.
        secret: The key of the codes' digests.
        clock: Unix time in seconds.
    """

    def __init__(self, engine: AsyncEngine, secret: str, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._secret = secret.encode()
        self._clock = clock

    # The customer

    async def open(self, user: UUID) -> tuple[UUID, str]:
        """Open a session instead of the user's former one; return its id and its code."""
        now, id_ = self._clock(), uuid4()
        values = {"id": id_, "user_id": user, "phase": Phase.OPEN, "seq": 0}
        values |= {"opened_at": now, "expires_at": now + CLAIMABLE}
        async with transaction(self._engine) as connection:
            await connection.execute(delete(Row).where(Row.expires_at < now - _KEPT))
            await connection.execute(delete(WrongCode).where(WrongCode.at <= now - WINDOW))
            await connection.execute(delete(Row).where(Row.user_id == user, Row.phase == Phase.OPEN))
            await _end(connection, Row.user_id == user)
            for left in reversed(range(_TRIES)):
                code = new_live_code()
                try:
                    async with connection.begin_nested():
                        await connection.execute(insert(Row).values(values | {"code_digest": self._digest(code)}))
                    break
                except IntegrityError:  # another session has this code
                    if not left:
                        raise
        return id_, code

    async def show(self, session: UUID, user: UUID) -> tuple[Phase, str | None]:
        """Return the phase of a session and the name of its agent; a session that is followed continues.

        Raises:
            LiveEndedError: The user has no such session, or it has ended.
        """
        now = self._clock()
        names = (User.name, User.email, User.phone)
        query = select(Row.phase, *names).outerjoin(User, User.id == Row.claimed_by)
        async with transaction(self._engine) as connection:
            row = (await connection.execute(query.where(_going_on(session, user, now)))).first()
            if row is None:
                raise LiveEndedError
            if row.phase == Phase.FOLLOWED:
                await _change(connection, _going_on(session, user, now), now)
        return Phase(row.phase), next((name for name in row[1:] if name), None)

    async def confirm(self, session: UUID, user: UUID, state: str) -> UUID:
        """Let the agent who has claimed a session follow it from this state on; return that agent.

        Raises:
            LiveEndedError: The user has no such session, or it has ended.
            NotClaimedError: No agent has claimed it.
        """
        return await self._tell(session, user, state, (Phase.CLAIMED, Phase.FOLLOWED))

    async def tell(self, session: UUID, user: UUID, state: str) -> None:
        """Note the customer's state.

        Raises:
            LiveEndedError: The user has no such session, or it has ended.
            NotClaimedError: The customer has not confirmed that it is followed.
        """
        await self._tell(session, user, state, (Phase.FOLLOWED,))

    async def _tell(self, session: UUID, user: UUID, state: str, phases: tuple[Phase, ...]) -> UUID:
        now = self._clock()
        going_on = _going_on(session, user, now)
        async with transaction(self._engine) as connection:
            values = {"phase": Phase.FOLLOWED, "state": state, "seq": Row.seq + 1}
            changed = await _change(connection, going_on & Row.phase.in_(phases), now, **values)
            agent = (await connection.execute(select(Row.claimed_by).where(going_on))).first()
        if agent is None:
            raise LiveEndedError
        if not changed or agent[0] is None:
            raise NotClaimedError
        found: UUID = agent[0]
        return found

    async def end(self, session: UUID, user: UUID) -> UUID | None:
        """End a session of the user's, as its customer or the agent who has claimed it.

        Returns:
            The customer; None if there is no such session, or it had ended.
        """
        mine = (Row.id == session) & ((Row.user_id == user) | (Row.claimed_by == user))
        async with transaction(self._engine) as connection:
            ended = await _end(connection, mine)
            customer: UUID | None = (await connection.execute(select(Row.user_id).where(mine))).scalar()
        return customer if ended else None

    # The agent

    async def is_agent(self, user: UUID) -> bool:
        """Return whether the account is an agent of the support."""
        query = select(User.is_agent).where(User.id == user, User.disabled_at.is_(None))
        async with transaction(self._engine) as connection:
            return bool((await connection.execute(query)).scalar())

    async def claim(self, code: str, agent: UUID) -> tuple[UUID, UUID] | None:
        """Claim the session with this code; the same agent may do so again.

        A code counts as wrong from the start, so that parallel ones cannot slip through.

        Returns:
            The ids of the session and of its customer; None if no session has the code, or another agent has it.

        Raises:
            CodesLimitedError: The agent has given too many wrong codes. This one does not count.
        """
        now, attempt = self._clock(), uuid4()
        free = (Row.phase == Phase.OPEN) | (Row.claimed_by == agent)
        matches = (Row.code_digest == self._digest(code)) & free & (Row.expires_at > now)
        async with transaction(self._engine) as connection:
            if self._engine.dialect.name == "postgresql":  # SQLite locks at the insert
                await connection.execute(select(func.pg_advisory_xact_lock(_number(agent))))
            await connection.execute(insert(WrongCode).values(id=attempt, agent=agent, at=now))
            await self._refuse_guessing(connection, agent, attempt, now)
            claim = update(Row).where(matches, Row.phase == Phase.OPEN)
            await connection.execute(claim.values(phase=Phase.CLAIMED, claimed_by=agent, seq=Row.seq + 1))
            found = (await connection.execute(select(Row.id, Row.user_id).where(matches))).first()
            if found is None:
                return None
            await connection.execute(delete(WrongCode).where(WrongCode.id == attempt))
        return found.id, found.user_id

    async def _refuse_guessing(self, connection: AsyncConnection, agent: UUID, attempt: UUID, now: float) -> None:
        counted = select(WrongCode.at).where(WrongCode.agent == agent, WrongCode.id != attempt)
        counted = counted.where(WrongCode.at > now - WINDOW).order_by(WrongCode.at.desc())
        oldest = (await connection.execute(counted.offset(WRONG_CODES - 1).limit(1))).scalar()
        if oldest is not None:
            raise CodesLimitedError(int(min(oldest, now) + WINDOW - now) + 1)

    async def watch(self, pairs: Collection[tuple[UUID, UUID]]) -> Mapping[tuple[UUID, UUID], Seen]:
        """Return those of the sessions that are claimed by the agent beside them: one statement for all of them.

        Args:
            pairs: Ids of sessions, each with that of an agent.
        """
        now = self._clock()
        customer, agent = aliased(User), aliased(User)
        columns = (Row.id, Row.user_id, Row.claimed_by, Row.phase, Row.expires_at, Row.state, Row.seq)
        accounts = (customer.disabled_at, agent.disabled_at, agent.is_agent, agent.token_version)
        query = select(*columns, *accounts).join(customer, customer.id == Row.user_id)
        query = query.join(agent, agent.id == Row.claimed_by).where(Row.id.in_({session for session, _ in pairs}))
        async with transaction(self._engine) as connection:
            rows = (await connection.execute(query)).all()
        seen: dict[tuple[UUID, UUID | None], Seen] = {}
        for id_, user, claimed_by, phase, expires_at, state, seq, customer_out, agent_out, is_agent, version in rows:
            over = phase == Phase.ENDED or customer_out is not None
            expired = not over and expires_at <= now
            seen[id_, claimed_by] = Seen(
                user,
                Phase.ENDED if over else Phase(phase),
                expired,
                None if over or expired or phase != Phase.FOLLOWED else state,
                seq,
                version if is_agent and agent_out is None else None,
            )
        return {pair: seen[pair] for pair in pairs if pair in seen}

    def _digest(self, code: str) -> bytes:
        return hmac.digest(self._secret, f"live mirror {code}".encode(), "sha256")


def _going_on(session: UUID, user: UUID, now: float) -> ColumnElement[bool]:
    mine = (Row.id == session) & (Row.user_id == user)
    return mine & (Row.phase != Phase.ENDED) & (Row.expires_at > now)


async def _change(connection: AsyncConnection, which: ColumnElement[bool], now: float, **values: Any) -> bool:
    """Change a session that is followed, or is from now on, and let it go on; return whether there is one."""
    until, longest = now + SILENCE, Row.opened_at + LONGEST
    expires_at = case((longest < until, longest), else_=until)
    return bool((await connection.execute(update(Row).where(which).values(expires_at=expires_at, **values))).rowcount)


async def _end(connection: AsyncConnection, which: ColumnElement[bool]) -> bool:
    """End sessions, and forget their codes and states; return whether there were any."""
    ended = update(Row).where(which, Row.phase != Phase.ENDED)
    values = {"phase": Phase.ENDED, "state": None, "code_digest": None, "seq": Row.seq + 1}
    return bool((await connection.execute(ended.values(values))).rowcount)


def _number(agent: UUID) -> int:
    """Return a number for PostgreSQL's locks, which have 64 bits."""
    return int.from_bytes(agent.bytes[:8], signed=True)
