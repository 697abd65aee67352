"""A disk without space: the server is not ready, reads go on, and nothing has to be restarted once there is space."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from sqlalchemy import text

from tests.backend.conftest import KEY_PATH, Backend, Template, settings_for
from tests.backend.db.places import postgresql_only, sqlite_file, sqlite_only
from tests.backend.db.test_faults import (
    KEY,
    assert_not_ready,
    assert_unavailable,
    assert_works,
    headers_of,
    writing_calls,
)
from tests.backend.serving import Served, environment, serving


@contextmanager
def no_file_may_grow(served: Served, length: int) -> Iterator[None]:
    """Keep the server's files within a length: as on a full disk, a write beyond it fails."""
    import resource

    listed = subprocess.run(["ps", "-A", "-o", "pid=,pgid="], capture_output=True, text=True, check=True).stdout
    pairs = [tuple(map(int, line.split())) for line in listed.splitlines()]
    processes = [process for process, group in pairs if group == served.process.pid]
    before = [resource.prlimit(process, resource.RLIMIT_FSIZE) for process in processes]
    for process, (_, hard) in zip(processes, before, strict=True):
        resource.prlimit(process, resource.RLIMIT_FSIZE, (length, hard))
    try:
        yield
    finally:
        for process, limits in zip(processes, before, strict=True):
            resource.prlimit(process, resource.RLIMIT_FSIZE, limits)


@sqlite_only
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the files of a running process")
def test_sqlite_on_a_full_disk_is_not_ready_and_recovers(template: Template) -> None:
    with template.databases.new(template.url) as url, serving(environment(settings := settings_for(url))) as served:
        log = sqlite_file(url).with_name("ava.db-wal")
        with httpx.Client(base_url=served.url, headers=headers_of(settings, template.alice), timeout=60) as client:
            assert client.post(KEY_PATH, json=KEY).status_code == 200
            assert client.get("/readyz").status_code == 200

            with no_file_may_grow(served, log.stat().st_size):
                assert client.get("/readyz").status_code == 503
                assert_unavailable(client.post(KEY_PATH, json=KEY))
                assert client.get(KEY_PATH).json()["has_vapi_key"]
                assert client.get("/healthz").status_code == 200

            assert client.get("/readyz").status_code == 200
            assert client.post(KEY_PATH, json=KEY).status_code == 200


@postgresql_only
async def test_postgresql_on_a_full_disk_is_not_ready_and_recovers(backend: Backend) -> None:
    """It says 53100 then, for each write that needs a new page."""
    async with backend.engine.begin() as connection:
        await connection.execute(
            text(
                "CREATE FUNCTION no_space() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                " RAISE EXCEPTION 'No space left on device' USING ERRCODE = '53100'; END $$"
            )
        )
        for table in ("users", "ava_settings_login_attempts"):
            await connection.execute(
                text(f"CREATE TRIGGER no_space BEFORE INSERT OR UPDATE ON {table} EXECUTE FUNCTION no_space()")
            )

    await assert_not_ready(backend)
    for call in writing_calls(backend):
        assert_unavailable(await call)
    assert (await backend.client.get(KEY_PATH, headers=backend.alice.headers)).status_code == 200

    async with backend.engine.begin() as connection:
        await connection.execute(text("DROP FUNCTION no_space() CASCADE"))
    await assert_works(backend)
