"""The cost of a save for the database alone: the backend's own statement, committed each time.

`python -m tests.bench.commits URL SECONDS CONNECTIONS FILE START` saves for the tenants of FILE (a JSON list of ids) in
turn, beginning with that number, and prints, as JSON, how many commits that were and how many per second. SQLite has
one writer at a time, so there it is one connection.
"""

import asyncio
import contextlib
import json
import os
import sqlite3
import sys
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from uuid import UUID

import asyncpg

from ava_onboard.backend.db import postgres_rows, sqlite_rows
from ava_onboard.backend.db.engine import SQLITE_SETTINGS

with contextlib.suppress(ImportError):
    import uvloop

CIPHERTEXT = os.urandom(64)
PREVIEW = "8f14e45f..."


def sqlite(file: str, seconds: float, tenants: Iterator[UUID]) -> tuple[int, float]:
    """Commits, and the seconds that they took."""
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for setting in SQLITE_SETTINGS:
            connection.execute(f"PRAGMA {setting}")
        count, start = 0, time.perf_counter()
        while time.perf_counter() < start + seconds:
            values = (CIPHERTEXT, "earlier", PREVIEW, time.time(), next(tenants).hex)
            assert connection.execute(sqlite_rows._WRITE, values).fetchall()
            count += 1
        return count, time.perf_counter() - start


async def postgres(url: str, seconds: float, connections: int, tenants: Iterator[UUID]) -> tuple[int, float]:
    """Commits of all connections, and the seconds that they took."""
    opened = [await asyncpg.connect(url) for _ in range(connections)]
    statements = [await connection.prepare(postgres_rows._WRITE) for connection in opened]
    start = time.perf_counter()

    async def save(statement: asyncpg.prepared_stmt.PreparedStatement) -> int:
        count = 0
        while time.perf_counter() < start + seconds:
            assert await statement.fetchval(CIPHERTEXT, "earlier", PREVIEW, next(tenants), time.time())
            count += 1
        return count

    counts = await asyncio.gather(*(save(statement) for statement in statements))
    took = time.perf_counter() - start
    for connection in opened:
        await connection.close()
    return sum(counts), took


def main() -> None:
    url, seconds, connections, file, start = sys.argv[1:]
    ids = [UUID(text) for text in json.loads(Path(file).read_text())]
    first = int(start) % len(ids)
    tenants = cycle(ids[first:] + ids[:first])
    if url.startswith("sqlite"):
        count, took = sqlite(url.removeprefix("sqlite+aiosqlite:///"), float(seconds), tenants)
    else:
        work = postgres(url.replace("+asyncpg", ""), float(seconds), int(connections), tenants)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop if "uvloop" in globals() else None) as runner:
            count, took = runner.run(work)
    sys.stdout.write(json.dumps({"done": count, "per_second": count / took}))


if __name__ == "__main__":
    main()
