"""Accounts for the tests of the announcement."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert

from ava_onboard.backend.db.engine import opened
from ava_onboard.backend.db.models import User

KEY = {"vapi_key_ciphertext": b"sealed", "vapi_key_master": "new", "vapi_key_preview": "8f14e45f..."}
"""The columns of a user who has a key."""


def add_people(url: str, people: Sequence[dict[str, Any]]) -> list[UUID]:
    """Insert users and return their ids, in order. Each differs from the usual one by the given columns."""
    rows = [
        {
            "id": uuid4(),
            "email": f"user{number}@example.com",
            "name": "Camille",
            "locale": "fr",
            "password_hash": "",
            "created_at": datetime.now(UTC),
            **columns,
        }
        for number, columns in enumerate(people)
    ]

    async def add() -> None:
        async with opened(url) as engine, engine.begin() as connection:
            for row in rows:
                await connection.execute(insert(User).values(row))

    asyncio.run(add())
    return [row["id"] for row in rows]
