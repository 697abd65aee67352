"""PostgreSQL over TLS, with an authority that only the address of the database names: `sslrootcert`."""

import asyncio
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest

from ava_onboard.backend.__main__ import main
from ava_onboard.backend.db.engine import opened
from ava_onboard.backend.db.pooler import refuse_transaction_pooler
from ava_onboard.backend.db.vapi_keys import Keys, UserGoneError
from ava_onboard.backend.security.key_ring import KeyRing
from ava_onboard.backend.settings import Settings
from tests.backend.commands.running import Captured
from tests.backend.db.places import postgresql_only
from tests.backend.db.postgres import SUPERUSER, UNSAFE_BUT_FAST, PostgresServer, binaries
from tests.backend.operate.certificates import Authority

pytestmark = postgresql_only
TLS_ONLY = f"hostssl all {SUPERUSER} 127.0.0.1/32 trust\n"


@dataclass(frozen=True)
class Secured:
    """A server that speaks nothing but TLS, as 127.0.0.1; the file of its authority, and that of another one."""

    server: PostgresServer
    ours: Path
    other: Path

    def url(self, options: str, host: str = "127.0.0.1") -> str:
        return f"postgresql://{SUPERUSER}@{host}:{self.server.port}/postgres?{options}"


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    programs = binaries()
    if programs is None:
        pytest.skip("PostgreSQL's server is not installed")
    folder = tmp_path_factory.mktemp("authorities")
    authority = Authority("ours")
    made = authority.certificate("127.0.0.1", folder)
    names = {"ssl_cert_file": made.certificate, "ssl_key_file": made.key}
    settings = {name: file.name for name, file in names.items()}
    server = PostgresServer(programs, UNSAFE_BUT_FAST | {"ssl": "on"} | settings)
    for file in names.values():
        shutil.copy(file, server.data)
        copy = server.data / file.name
        shutil.chown(copy, server.data.owner())
        copy.chmod(0o600)
    (server.data / "pg_hba.conf").write_text(TLS_ONLY)
    with server:
        yield Secured(server, authority.write(folder / "ours.pem"), Authority("other").write(folder / "other.pem"))


@pytest.mark.parametrize(
    ("options", "host"),
    [
        ("sslmode=verify-full&sslrootcert={ours}", "127.0.0.1"),
        ("sslmode=verify-ca&sslrootcert={ours}", "localhost"),
        ("sslmode=require&sslrootcert={ours}", "127.0.0.1"),
        ("sslmode=require", "127.0.0.1"),
    ],
)
def test_the_right_authority_is_accepted(
    secured: Secured, configured: str, monkeypatch: pytest.MonkeyPatch, options: str, host: str
) -> None:
    monkeypatch.setenv("AVA_BACKEND_DATABASE_URL", secured.url(options.format(ours=secured.ours), host))
    settings = Settings.from_environment()

    async def use() -> None:
        await refuse_transaction_pooler(settings.database_url)
        async with opened(settings.database_url) as engine:
            with pytest.raises(UserGoneError):  # asked over the connections for keys, which are others
                await Keys(engine, KeyRing(settings.master_key_bytes(), "new")).shown(UUID(int=1))

    assert main(["migrate", "--yes"]) == 0
    asyncio.run(use())


@pytest.mark.parametrize("command", ["migrate", "check"])
@pytest.mark.parametrize(
    ("options", "host", "reason"),
    [
        ("sslmode=verify-full&sslrootcert={other}", "127.0.0.1", "unable to get local issuer certificate"),
        ("sslmode=require&sslrootcert={other}", "127.0.0.1", "unable to get local issuer certificate"),
        ("sslmode=verify-full&sslrootcert={ours}", "localhost", "certificate is not valid for 'localhost'"),
        ("sslmode=verify-full&sslrootcert=system", "127.0.0.1", "unable to get local issuer certificate"),
    ],
)
def test_another_one_is_refused_in_one_sentence(
    secured: Secured,
    configured: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Captured,
    command: str,
    options: str,
    host: str,
    reason: str,
) -> None:
    options = options.format(ours=secured.ours, other=secured.other)
    monkeypatch.setenv("AVA_BACKEND_DATABASE_URL", secured.url(options, host))

    assert main([command]) == 1

    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("The certificate of the database is refused: ")
    assert captured.err.endswith(f"{reason}\n")
    assert captured.err.count("\n") == 1


@pytest.mark.parametrize("content", [None, "no certificate", "-----BEGIN CERTIFICATE-----\nMARKED\n"])
def test_an_unusable_file_is_named(
    secured: Secured,
    configured: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Captured,
    tmp_path: Path,
    content: str | None,
) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_text(content)
    monkeypatch.setenv("AVA_BACKEND_DATABASE_URL", secured.url(f"sslmode=verify-full&sslrootcert={file}"))

    assert main(["migrate"]) == 1

    sentence = "there is no such file" if content is None else "it holds no certificate that can be used"
    assert capsys.readouterr().err == f"sslrootcert={file}: {sentence}\n"
