"""Tables as deployed backends have them, created and read without the code under test."""

import asyncio
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from ava_onboard.backend.db.engine import opened
from ava_onboard.backend.db.schema import current_revision

DEPLOYED = """
CREATE TABLE users (
    id {uuid} PRIMARY KEY, email VARCHAR(320) UNIQUE, phone VARCHAR(32) UNIQUE, name VARCHAR(200) NOT NULL,
    locale VARCHAR(8) NOT NULL, password_hash VARCHAR(255) NOT NULL, created_at TIMESTAMP NOT NULL,
    {key} plan VARCHAR(20)
)
"""
ROW = "INSERT INTO users VALUES (:id, :email, NULL, 'A', 'fr', '', '2026-01-01', :key, 'pro')"


def run(url: str, *statements: tuple[str, list[dict[str, Any]]]) -> list[Any]:
    """Execute statements in one transaction; return the rows of the last one."""

    async def execute() -> list[Any]:
        rows: list[Any] = []
        async with opened(url) as engine, engine.begin() as connection:
            for text, parameters in statements:
                result = await connection.execute(sa.text(text), parameters or None)
                rows = list(result) if result.returns_rows else []
        return rows

    return asyncio.run(execute())


def deployed_table(url: str, key: str = "vapi_api_key VARCHAR(255),", uuid: str | None = None) -> None:
    """Create a table as a deployed backend has it, with an extra column and the Alembic table of another history."""
    kind = uuid or ("UUID" if url.startswith("postgresql") else "CHAR(32)")
    run(
        url,
        (DEPLOYED.format(key=key, uuid=kind), []),
        ("CREATE TABLE alembic_version (version_num VARCHAR(32))", []),
        ("INSERT INTO alembic_version VALUES ('f00dfeed')", []),
    )


def fill(url: str, keys: dict[UUID, str | None]) -> None:
    rows = [
        {"id": user if url.startswith("postgresql") else user.hex, "email": f"{user}@a.fr", "key": key}
        for user, key in keys.items()
    ]
    run(url, (ROW, rows))


def revision(url: str) -> str | None:
    async def read() -> str | None:
        async with opened(url) as engine, engine.connect() as connection:
            return await connection.run_sync(current_revision)

    return asyncio.run(read())
