"""A running backend whose live mirror a test uses from both sides, over real HTTP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import httpx
from sqlalchemy import update

from ava_onboard.backend.db import administration
from ava_onboard.backend.db.engine import opened
from ava_onboard.backend.db.models import OnboardingSession
from ava_onboard.backend.db.users import create_user
from ava_onboard.backend.security.passwords import Passwords
from ava_onboard.backend.security.tokens import Tokens
from ava_onboard.backend.settings import Settings
from ava_onboard.contract.live import PATH

PATIENCE = 30.0
"""Seconds, for a busy computer."""
SEEN, LATER = "MCEFQW", "MCEFQX"


@dataclass
class Ava:
    """The address of a running backend, with a customer, Alice, and an agent, Bob."""

    url: str
    settings: Settings
    alice: UUID
    bob: UUID

    def headers(self, user: UUID) -> dict[str, str]:
        return {"Authorization": f"Bearer {Tokens(self.settings).access(user)}"}

    async def call(self, who: UUID, method: str, path: str = "", body: object = None) -> Any:
        async with httpx.AsyncClient(base_url=self.url, timeout=PATIENCE) as client:
            answer = await client.request(method, PATH + path, headers=self.headers(who), json=body)
            assert answer.status_code == 200, (method, path, answer.status_code, answer.text)
            return answer.json()

    async def claimed(self) -> str:
        session = await self.call(self.alice, "POST")
        await self.call(self.bob, "POST", "/claim", {"code": session["code"]})
        return f"/{session['id']}"

    async def confirm(self, path: str) -> None:
        await self.call(self.alice, "POST", f"{path}/confirm", {"situation": SEEN})

    async def tell(self, path: str, situation: str) -> None:
        await self.call(self.alice, "POST", f"{path}/state", {"situation": situation})

    async def expire(self, path: str) -> None:
        change = update(OnboardingSession).where(OnboardingSession.id == UUID(path[1:])).values(expires_at=1.0)
        async with opened(self.settings.database_url) as engine, engine.begin() as connection:
            await connection.execute(change)

    @asynccontextmanager
    async def follow(self, path: str, last: str | None = None) -> AsyncIterator["Followed"]:
        headers = self.headers(self.bob) | ({"Last-Event-ID": last} if last else {})
        async with (
            httpx.AsyncClient(base_url=self.url, timeout=PATIENCE) as client,
            client.stream("GET", f"{PATH}{path}/events", headers=headers) as answer,
        ):
            yield Followed(answer, answer.aiter_lines())


@dataclass
class Followed:
    """An open stream."""

    answer: httpx.Response
    lines: AsyncIterator[str]

    async def next(self) -> tuple[str, str, str]:
        """Return the kind, the number and the data of the next event; heartbeats are passed over."""
        found: dict[str, str] = {}
        async for line in self.lines:
            name, _, value = line.partition(": ")
            if line and name:
                found[name] = value
            elif found:
                return found["event"], found["id"], found["data"]
        raise EOFError

    async def until(self, wanted: str) -> None:
        async for line in self.lines:
            if line.startswith(wanted):
                return
        raise EOFError


async def account(settings: Settings, *, is_agent: bool = False) -> UUID:
    email, passwords = f"{uuid4()}@example.com", Passwords(rounds=1, memory=8)
    async with opened(settings.database_url) as engine:
        user = await create_user(engine, passwords, email=email, phone=None, name="Camille", password="MARKED password")
        await administration.set_agent(engine, user.id, is_agent=is_agent)
    return user.id
