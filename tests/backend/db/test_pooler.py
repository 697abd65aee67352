"""pgbouncer in front of PostgreSQL: in session mode all works, in transaction mode nothing begins."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from configparser import ConfigParser
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import URL, make_url

from ava_onboard.backend.__main__ import main
from ava_onboard.backend.db.pooler import TransactionPoolerError, refuse_transaction_pooler
from ava_onboard.backend.db.schema import migrate
from tests.backend.attacks.doors import free_port
from tests.backend.commands.running import Captured
from tests.backend.conftest import Template, running
from tests.backend.db.places import postgresql_only
from tests.backend.db.test_faults import assert_works
from tests.backend.operate.pages import blocks
from tests.backend.serving import wait_until_it_listens

PROGRAM = shutil.which("pgbouncer", path="/usr/sbin:/usr/bin")
pytestmark = [postgresql_only, pytest.mark.skipif(PROGRAM is None, reason="pgbouncer is not installed")]


def _documented(url: URL, port: int, mode: str) -> ConfigParser:
    """Return the configuration of the page about growth, for other databases and without passwords."""
    [block] = blocks("growth.md", "ini")
    found = ConfigParser(interpolation=None)
    found.read_string(block.text)
    assert found["pgbouncer"]["pool_mode"] == "session"
    found["databases"] = {}
    found["databases"]["*"] = f"user={url.username} host=127.0.0.1 port={url.port}"
    del found["pgbouncer"]["auth_file"]
    found["pgbouncer"].update(
        {
            "listen_port": str(port),
            "auth_type": "any",
            "pool_mode": mode,
            "unix_socket_dir": "",
            "logfile": "",
        }
    )
    return found


@contextmanager
def pooled(url: str, mode: str) -> Iterator[str]:
    """Yield the address of a database behind pgbouncer."""
    parsed, port = make_url(url), free_port()
    folder = Path(tempfile.mkdtemp(prefix="ava-pooler-"))
    configuration = folder / "pgbouncer.ini"
    with configuration.open("w") as file:
        _documented(parsed, port, mode).write(file)
    folder.chmod(0o755)
    configuration.chmod(0o644)
    user = "nobody" if os.geteuid() == 0 else None  # it refuses to run as root
    process = subprocess.Popen(
        [str(PROGRAM), str(configuration)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        user=user,
        cwd="/",
    )
    try:
        wait_until_it_listens(port, process)
        yield parsed.set(port=port).render_as_string(hide_password=False)
    finally:
        process.kill()
        process.wait()
        shutil.rmtree(folder)


async def test_everything_works_behind_a_pooler_in_session_mode(template: Template) -> None:
    with template.databases.new(template.url) as url, pooled(url, "session") as address:
        await refuse_transaction_pooler(address)
        async with running(template, database_url=address) as backend:
            await assert_works(backend)


async def test_a_pooler_in_transaction_mode_is_recognised(template: Template) -> None:
    with (
        template.databases.new(template.url) as url,
        pooled(url, "transaction") as address,
        pytest.raises(TransactionPoolerError, match="pool_mode = session"),
    ):
        await refuse_transaction_pooler(address)


async def test_postgresql_itself_is_not_a_pooler(template: Template) -> None:
    await refuse_transaction_pooler(template.url)
    await refuse_transaction_pooler("postgresql+asyncpg://a@127.0.0.1:1/a")


@pytest.mark.parametrize(
    "command",
    ["serve --port 0", "migrate", "users list", "status", "announce who", "rotate", "check", "forget-unreadable --yes"],
)
def test_every_command_refuses_to_work_behind_it(
    configured: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    migrate(configured)
    with pooled(configured, "transaction") as address:
        monkeypatch.setenv("AVA_BACKEND_DATABASE_URL", address)

        assert main(command.split()) == 1
    assert "pgbouncer" in capsys.readouterr().err
