"""A PostgreSQL that asks for passwords, as a fresh one does, a shell of a user who has nothing yet, and each proxy."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ava_onboard.sandbox.world import World
from tests.backend.attacks.doors import PROXIES, free_port
from tests.backend.db.postgres import SUPERUSER, UNSAFE_BUT_FAST, PostgresServer, binaries
from tests.backend.operate.pages import NEEDED, Shell, shell
from tests.backend.verify.verifying import environment

ACCESS = f"host all {SUPERUSER} 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n"
PATH = "/usr/sbin:/usr/bin:/usr/local/bin"
"""Where Debian has the proxies."""


@pytest.fixture(scope="module")
def fresh_server() -> Iterator[PostgresServer]:
    programs = binaries()
    if programs is None:
        pytest.skip("PostgreSQL's server is not installed")
    server = PostgresServer(programs, UNSAFE_BUT_FAST | {"log_statement": "all"})
    (server.data / "pg_hba.conf").write_text(ACCESS)
    with server:
        yield server


@pytest.fixture(scope="module")
def user(
    fresh_server: PostgresServer, world_of_session: World, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Shell]:
    """A user with a Vapi key, whose backend talks to a simulated Vapi."""
    if missing := [program for program in NEEDED if shutil.which(program) is None]:
        pytest.skip(f"not installed: {', '.join(missing)}")
    home: Path = tmp_path_factory.mktemp("home")
    variables = {
        "PORT": str(free_port()),
        "AVA_BACKEND_VAPI_URL": world_of_session.vapi_url,
        "AVA_BACKEND_VAPI_EU_URL": world_of_session.vapi_eu_url,
        "AVA_VERIFY_KEY": environment(world_of_session)["AVA_VERIFY_KEY"],
    }
    with shell(home, fresh_server, variables) as started:
        yield started


@pytest.fixture(params=PROXIES)
def proxy(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    if shutil.which(name, path=PATH) is None:
        pytest.skip(f"{name} is not installed")
    return name
