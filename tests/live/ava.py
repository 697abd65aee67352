"""A real Ava with the live mirror, a customer and an agent."""

import asyncio
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from ava_onboard.backend.api import live_streams
from ava_onboard.backend.api.app import create_app
from ava_onboard.backend.db.administration import set_agent
from ava_onboard.backend.db.engine import opened
from ava_onboard.backend.db.schema import migrate
from ava_onboard.backend.db.users import create_user
from ava_onboard.backend.security.passwords import Passwords
from ava_onboard.backend.security.tokens import Tokens
from ava_onboard.backend.settings import Settings, new_master_key
from ava_onboard.contract.live import PATH
from ava_onboard.sandbox.server import Servers
from tests.backend.db.places import sqlite_url

CUSTOMER, AGENT, PASSWORD = "customer@example.com", "agent@example.com", "MARKED-password"


@dataclass(frozen=True)
class LiveAva:
    """The server, and a way to do what the other side does."""

    url: str
    settings: Settings
    customer: str
    agent: str
    """Access tokens."""

    def call(self, token: str, method: str, path: str = "", body: object = None) -> Any:
        """Make a call of the live mirror, and return its answer."""
        headers = {"Authorization": f"Bearer {token}"}
        answer = httpx.request(method, f"{self.url}{PATH}{path}", headers=headers, json=body, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def claim(self, code: str) -> str:
        """Claim a session as the agent; return its path."""
        return f"/{self.call(self.agent, 'POST', '/claim', {'code': code})['id']}"

    def open(self) -> tuple[str, str]:
        """Open a session as the customer; return its path and its code."""
        session = self.call(self.customer, "POST")
        return f"/{session['id']}", session["code"]

    def states(self) -> list[tuple[str, str | None]]:
        """Return the phase and the state of each session."""
        from sqlalchemy import text

        async def read() -> list[tuple[str, str | None]]:
            async with opened(self.settings.database_url) as engine, engine.connect() as connection:
                query = text("SELECT phase, state FROM onboarding_sessions ORDER BY opened_at")
                return [(row.phase, row.state) for row in await connection.execute(query)]

        with asyncio.Runner() as runner:
            return runner.run(read())


@contextmanager
def live_ava(folder: Path) -> Iterator[LiveAva]:
    """Serve an Ava over loopback, with its database in ``folder``."""
    settings = Settings(
        database_url=sqlite_url(folder / "live.db"),
        master_keys={"1": new_master_key()},
        current_master_key="1",
        token_secret=SecretStr(secrets.token_hex(32)),
        password_rounds=1,
        password_memory=8,
        live_mirror=True,
    )
    migrate(settings.database_url)

    async def fill() -> list[str]:
        passwords, tokens = Passwords(rounds=1, memory=8), Tokens(settings)
        async with opened(settings.database_url) as engine:
            found = []
            for email, name in ((CUSTOMER, "Camille"), (AGENT, "Bob")):
                user = await create_user(
                    engine, passwords, email=email, phone=None, name=name, password=PASSWORD, locale="fr"
                )
                await set_agent(engine, user.id, is_agent=email == AGENT)
                found.append(tokens.access(user.id))
            return found

    customer, agent = asyncio.run(fill())
    servers = Servers()
    url = servers.add("ava", create_app(settings))
    servers.start()
    try:
        yield LiveAva(url, settings, customer, agent)
    finally:
        servers.stop()


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody wait: neither the server nor the app."""
    monkeypatch.setattr(live_streams, "TICK", 0.05)
    monkeypatch.setattr("ava_onboard.tui.screens.live.LOOK", 0.05)
    monkeypatch.setattr("ava_onboard.tui.screens.live.UNREAD", 0.0)
    monkeypatch.setattr("ava_onboard.tui.live.LOOK", 0.05)


@pytest.fixture
def ava(tmp_path: Path, hurried: None) -> Iterator[LiveAva]:
    """An Ava for one test."""
    with live_ava(tmp_path) as served:
        yield served
