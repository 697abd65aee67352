"""How fast the backend's settings endpoint is, as a share of an endpoint that does nothing: `make bench-backend`.

A save is also compared with the commits of the database alone. Everything runs in parallel and is measured in turn, so
that other load on the machine affects all measurements alike.
"""

import argparse
import asyncio
import json
import os
import platform
import random
import secrets
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from itertools import cycle, islice, product
from pathlib import Path
from uuid import UUID

import asyncpg
from pydantic import SecretStr

from ava_onboard.backend.db.schema import migrate
from ava_onboard.backend.security.tokens import Tokens
from ava_onboard.backend.settings import PREFIX, Settings, new_master_key
from tests.backend.db.places import sqlite_url
from tests.backend.db.postgres import PostgresServer, binaries
from tests.backend.serving import environment, serving
from tests.bench.report import machine, table

CONNECTIONS = 8
CALLERS = 20_000
"""Requests to go through. Fewer tenants send as many, each with its own token; otherwise the processor's caches would
hold a few requests and flatter the result."""
PATH = "/api/v1/vapi-settings"
TOKEN_SECRET = secrets.token_hex(32)
MASTER_KEY = new_master_key()
METHODS = ("GET", "POST")
COMMIT = "commit"
"""Measured like the methods, but on the database alone."""
PACKAGES = ("fastapi", "starlette", "granian", "uvloop", "asyncpg", "aiosqlite")


@dataclass
class Target:
    """One running server and the requests for it."""

    name: str
    tenants: int | None
    processes: int
    port: int
    url: str
    """URL of the database; empty without one."""
    files: dict[str, Path]
    """Requests by method, and the tenants for the commits."""
    done: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """Position in each file, where the next run continues."""
    per_second: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    p99: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the backend's settings endpoint.")
    parser.add_argument(
        "--quick", action="store_true", help="only check that it works, with few tenants and little time"
    )
    quick = parser.parse_args().quick
    many, rounds, seconds, processes = (1_000, 1, 0.1, [1]) if quick else (1_000_000, 5, 1.0, [1, 2])
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        targets = started(stack, folder, made(stack, folder, (10, many)), processes)
        measurable = [(what, target) for what in (*METHODS, COMMIT) for target in targets if what in target.files]
        for what, target in measurable:
            measure(target, what, seconds / 4)  # warms up: connections are open, data is in memory
            target.per_second.clear()
            target.p99.clear()
        for _, (what, target) in product(range(rounds), measurable):
            measure(target, what, seconds)
    sys.stdout.write(report(targets, rounds, seconds))


def made(stack: ExitStack, folder: Path, sizes: tuple[int, ...]) -> dict[tuple[str, int], str]:
    """Return the URL of a new database of each kind and size."""
    urls = {("SQLite", tenants): sqlite_url(folder / f"{tenants}.db") for tenants in sizes}
    if programs := binaries():
        server = stack.enter_context(PostgresServer(programs, {"shared_buffers": "512MB", "max_wal_size": "4GB"}))
        for tenants in sizes:
            server.create(f"ava_{tenants}")
            urls["PostgreSQL", tenants] = server.url(f"ava_{tenants}")
    return urls


def started(stack: ExitStack, folder: Path, urls: dict[tuple[str, int], str], counts: list[int]) -> list[Target]:
    """Start a server for each database and number of processes, and one without a database."""
    callers = {place: fill(url, place[1]) for place, url in urls.items()}
    targets = []
    for processes in counts:
        bare = stack.enter_context(serving({}, app="tests.bench.bare:app", processes=processes))
        targets.append(Target("bare", None, processes, bare.port, "", files(folder, "bare", [UUID(int=0)])))
        for (name, tenants), url in urls.items():
            server = stack.enter_context(serving(environment(settings(url)) | UNLIMITED, processes=processes))
            made = files(folder, f"{name}-{tenants}", callers[name, tenants])
            targets.append(Target(name, tenants, processes, server.port, url, made))
    return targets


def fill(url: str, tenants: int) -> list[UUID]:
    """Fill a database with tenants that have a key; return some of them."""
    migrate(url)
    return fill_sqlite(url, tenants) if url.startswith("sqlite") else asyncio.run(fill_postgres(url, tenants))


def fill_sqlite(url: str, tenants: int) -> list[UUID]:
    connection = sqlite3.connect(url.removeprefix("sqlite+aiosqlite:///"))
    connection.execute(
        "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ?)"
        " INSERT INTO users (id, email, phone, name, locale, password_hash, created_at,"
        " vapi_key_ciphertext, vapi_key_master, vapi_key_preview)"
        " SELECT lower(hex(randomblob(16))), n || '@example.com', '+336' || n, 'Tenant ' || n, 'fr',"
        " hex(randomblob(48)), '2026-01-01', randomblob(64), 'earlier', '8f14e45f...' FROM n",
        (tenants,),
    )
    connection.commit()
    ids = [UUID(hex_) for (hex_,) in connection.execute("SELECT id FROM users ORDER BY random() LIMIT ?", (CALLERS,))]
    connection.close()
    return ids


async def fill_postgres(url: str, tenants: int) -> list[UUID]:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    await connection.execute(
        "INSERT INTO users (id, email, phone, name, locale, password_hash, created_at,"
        " vapi_key_ciphertext, vapi_key_master, vapi_key_preview)"
        " SELECT gen_random_uuid(), n || '@example.com', '+336' || n, 'Tenant ' || n, 'fr',"
        " repeat(md5(n::text), 3), now(), decode(repeat(md5(n::text), 4), 'hex'), 'earlier', '8f14e45f...'"
        f" FROM generate_series(1, {tenants}) AS n"
    )
    await connection.execute("VACUUM ANALYZE users")
    await connection.execute("CHECKPOINT")
    rows = await connection.fetch("SELECT id FROM users ORDER BY random() LIMIT $1", CALLERS)
    await connection.close()
    return [UUID(bytes=row["id"].bytes) for row in rows]


def settings(url: str) -> Settings:
    return Settings(
        database_url=url,
        master_keys={"bench": MASTER_KEY},
        current_master_key="bench",
        token_secret=SecretStr(TOKEN_SECRET),
    )


UNLIMITED = {f"{PREFIX}SETTINGS_CALLS_PER_MINUTE": "1000000000"}
"""A few tenants make all the calls."""


def files(folder: Path, name: str, callers: list[UUID]) -> dict[str, Path]:
    """Write a file with one request of each caller for each method, and one with the callers."""
    callers = list(islice(cycle(callers), CALLERS))
    tokens = Tokens(settings("sqlite+aiosqlite:///never-opened.db"))
    heads = [
        f"Host: 127.0.0.1\r\nAuthorization: Bearer {tokens.access(caller, lifetime=86_400)}\r\n" for caller in callers
    ]
    bodies = [json.dumps({"vapi_api_key": str(UUID(int=random.getrandbits(128)))}) for _ in heads]
    contents = {
        "GET": [f"GET {PATH} HTTP/1.1\r\n{head}\r\n" for head in heads],
        "POST": [
            f"POST {PATH} HTTP/1.1\r\n{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}"
            for head, body in zip(heads, bodies, strict=True)
        ],
        COMMIT: [str(caller) for caller in callers],
    }
    if name == "bare":
        del contents[COMMIT]
    made = {what: folder / f"{name}-{what}.json" for what in contents}
    for what, content in contents.items():
        made[what].write_text(json.dumps(content))
    return made


def measure(target: Target, what: str, seconds: float) -> None:
    """Run once; add the number per second, and the 99th percentile of the duration in milliseconds."""
    module, place = ("commits", target.url) if what == COMMIT else ("load", str(target.port))
    arguments = [place, str(seconds), str(CONNECTIONS), str(target.files[what]), str(target.done[what])]
    run = [sys.executable, "-m", f"tests.bench.{module}", *arguments]
    ended = subprocess.run(run, check=True, stdout=subprocess.PIPE, text=True, timeout=60 + seconds)
    answer = json.loads(ended.stdout)
    target.done[what] += answer["done"]
    target.per_second[what].append(answer["per_second"])
    target.p99[what].append(answer.get("p99", 0))


def report(targets: list[Target], rounds: int, seconds: float) -> str:
    """Return the table as Markdown."""
    lines = [
        f"{datetime.now(UTC):%Y-%m-%d}, {machine()}; {versions()}. {CONNECTIONS} connections; medians of {rounds} times"
        f" {seconds:g} s, measured in turn, each going on through {CALLERS:,} requests. The load and PostgreSQL"
        f" share the machine's {os.cpu_count()} cores with the server. SQLite: WAL, synchronous=NORMAL; PostgreSQL: its"
        " defaults, so that every commit is on the disk.",
        "",
    ]
    rows = []
    for target in targets:
        bare = next(other for other in targets if other.name == "bare" and other.processes == target.processes)
        cells = [target.name, f"{target.tenants:,}" if target.tenants else "", str(target.processes)]
        for method in METHODS:
            p99 = statistics.median(target.p99[method])
            cells += [rate(target, method), share(target, method, bare, method), f"{p99:.1f}"]
        if COMMIT in target.files:
            cells += [rate(target, COMMIT), share(target, "POST", target, COMMIT)]
        else:
            cells += ["", ""]
        rows.append(cells)
    headings = ["database", "tenants", "processes", *("GET/s", "share", "p99 ms"), *("POST/s", "share", "p99 ms")]
    headings += ["commits/s", "POST of it"]
    return "\n".join([*lines, *table(headings, rows), ""])


def rate(target: Target, what: str) -> str:
    return f"{statistics.median(target.per_second[what]):,.0f}"


def share(target: Target, what: str, other: Target, other_what: str) -> str:
    """Return the median share between runs of the same round."""
    both = zip(target.per_second[what], other.per_second[other_what], strict=True)
    return f"{statistics.median(one / another for one, another in both):.2f}"


def versions() -> str:
    found = [f"Python {platform.python_version()}", f"SQLite {sqlite3.sqlite_version}"]
    for package in PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            found.append(f"no {package}")
    if programs := binaries():
        shown = subprocess.run([programs / "postgres", "--version"], check=True, stdout=subprocess.PIPE, text=True)
        found.append(shown.stdout.strip().replace(" (PostgreSQL)", ""))
    return ", ".join(found)


if __name__ == "__main__":
    main()
