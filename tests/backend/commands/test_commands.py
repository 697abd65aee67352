"""The commands as an operator calls them. `serve` and `verify` have their own files."""

import asyncio
import os
from uuid import UUID

import pytest

from ava_onboard.backend.__main__ import main
from ava_onboard.backend.db.engine import opened
from ava_onboard.backend.db.users import Users
from ava_onboard.backend.db.vapi_keys import Keys
from ava_onboard.backend.security.key_ring import KeyRing
from ava_onboard.backend.security.key_rotation import Rotation, count_stale
from ava_onboard.backend.security.passwords import Passwords
from ava_onboard.backend.settings import Settings
from ava_onboard.domain.api_key import ApiKey
from tests.backend.commands.running import NEW, PASSWORD, Captured, create
from tests.backend.db.deployed import deployed_table
from tests.backend.db.places import postgresql_only, sqlite_only
from tests.backend.db.postgres import SUPERUSER


def ring(current: str) -> KeyRing:
    return KeyRing(Settings.from_environment().master_key_bytes(), current)


def test_from_nothing_to_a_rotated_key(
    configured: str, typed: None, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["migrate"]) == 0
    assert "was at revision none and is at 0006.\n" in capsys.readouterr().out

    assert create("--email", "Camille@example.com", "--phone", "+33 6 12 34 56 78", "--locale", "fr") == 0
    user = UUID(capsys.readouterr().out.strip())

    async def look() -> tuple[object, bool, int]:
        async with opened(configured) as engine:
            found = await Users(engine).by_identifier("+33612345678")
            assert found is not None
            await Keys(engine, ring("old")).save(user, ApiKey("8f14e45f-key"))
            matches = await Passwords(rounds=1, memory=8).match(found[1], PASSWORD)
            return found[0].id, matches, await count_stale(engine, ring("new"))

    assert asyncio.run(look()) == (user, True, 1)

    assert main(["rotate", "--dry-run"]) == 0
    assert "Would be re-encrypted: 1;" in capsys.readouterr().out
    assert main(["rotate"]) == 0
    out = capsys.readouterr().out
    assert "Re-encrypted: 1;" in out
    assert "Left under a master key other than new: 0." in out

    assert main(["migrate", "--to", "0001"]) == 0
    assert main(["migrate"]) == 0
    assert "at revision 0001 and is at 0006" in capsys.readouterr().out

    async def key() -> ApiKey | None:
        async with opened(configured) as engine:
            return await Keys(engine, ring("new")).read(user)

    assert asyncio.run(key()) == ApiKey("8f14e45f-key")


def owner_of_a_key_under_the_old_master_key(database: str, capsys: Captured) -> UUID:
    main(["migrate"])
    create("--email", "a@example.com")
    user = UUID(capsys.readouterr().out.split()[-1])

    async def save() -> None:
        async with opened(database) as engine:
            await Keys(engine, ring("old")).save(user, ApiKey("8f14e45f-key"))

    asyncio.run(save())
    return user


@sqlite_only
def test_rows_that_cannot_be_rotated_are_reported(
    configured: str, typed: None, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = owner_of_a_key_under_the_old_master_key(configured, capsys)
    monkeypatch.setenv("AVA_BACKEND_MASTER_KEYS", f"new:{NEW}")

    assert main(["rotate"]) == 1
    out = capsys.readouterr().out
    assert f"among them users {user}" in out
    assert "Left under a master key other than new: 1." in out


@sqlite_only
def test_a_rotation_with_a_ring_that_does_not_fit_is_refused(
    configured: str, typed: None, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner_of_a_key_under_the_old_master_key(configured, capsys)
    monkeypatch.setenv("AVA_BACKEND_MASTER_KEYS", f"old:{NEW},new:{NEW}")

    assert main(["rotate"]) == 1
    captured = capsys.readouterr()
    sentence = "the master key old in the ring is not the one that encrypted the rows under this name"
    assert (captured.out, captured.err) == ("", f"Nothing was changed: {sentence}\n")


@sqlite_only
def test_an_interrupted_rotation_says_how_far_it_came(
    configured: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def interrupted(_engine: object, _ring: object, rotation: Rotation, **_: object) -> None:
        rotation.rotated = 400
        raise KeyboardInterrupt

    monkeypatch.setattr("ava_onboard.backend.commands.rotate.rotate", interrupted)

    assert main(["rotate"]) == 130
    assert capsys.readouterr().out.startswith("Interrupted. Re-encrypted: 400;")


@sqlite_only
@pytest.mark.parametrize("command", ["serve", "migrate", "rotate", "create-user"])
def test_without_a_master_key_nothing_starts(
    configured: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.delenv("AVA_BACKEND_MASTER_KEYS")
    arguments = ["--name", "A", "--email", "a@b.c"] if command == "create-user" else []

    assert main([command, *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.err == "AVA_BACKEND_MASTER_KEYS: Field required\n"
    assert captured.out == ""


@sqlite_only
@pytest.mark.parametrize(
    ("database", "code", "words"),
    [
        ("sqlite:///MARKED.db", 2, "AVA_BACKEND_DATABASE_URL"),
        ("postgresql+asyncpg://a:MAR@KED:MARKED@127.0.0.1/a", 2, "AVA_BACKEND_DATABASE_URL"),
        ("sqlite+aiosqlite:////no/such/folder/ava.db", 1, "unable to open"),
        ("postgresql+asyncpg://a:MARKED@127.0.0.1:1/a", 1, "127.0.0.1"),
    ],
)
@pytest.mark.parametrize("command", ["migrate", "rotate"])
def test_an_unusable_database_is_reported_in_one_line(
    configured: str,
    capsys: Captured,
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    database: str,
    code: int,
    words: str,
) -> None:
    monkeypatch.setenv("AVA_BACKEND_DATABASE_URL", database)

    assert main([command]) == code
    error = capsys.readouterr().err
    assert words in error
    assert len(error.splitlines()) == 1
    assert "MARKED" not in error


@sqlite_only
@pytest.mark.parametrize("command", ["serve", "migrate"])
def test_a_url_with_an_unencoded_password_is_refused(
    configured: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("AVA_BACKEND_DATABASE_URL", "postgresql+asyncpg://a:MAR@KED:MARKED@127.0.0.1/a")

    assert main([command, *(["--workers", "2"] if command == "serve" else [])]) == 2
    captured = capsys.readouterr()
    assert "percent-encoded" in captured.err
    assert "KED" not in captured.out + captured.err


@postgresql_only
@pytest.mark.parametrize(
    ("user", "ending", "sentence"),
    [
        (SUPERUSER, "_missing", "The database server has no database of that name"),
        ("nobody:MARKED", "", "The database refuses the user or the password"),
        (SUPERUSER, "", "The database is not migrated: run migrate"),
    ],
)
def test_a_refusal_of_postgresqls_is_reported_in_our_words(
    configured: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch, user: str, ending: str, sentence: str
) -> None:
    monkeypatch.setenv("AVA_BACKEND_DATABASE_URL", configured.replace(f"{SUPERUSER}@", f"{user}@") + ending)

    assert main(["rotate"]) == 1
    assert capsys.readouterr().err == f"{sentence}\n"


@sqlite_only
def test_a_missing_table_gives_no_traceback(configured: str, typed: None, capsys: Captured) -> None:
    assert create("--email", "a@example.com") == 1
    assert main(["rotate"]) == 1

    assert capsys.readouterr().err == "The database is not migrated: run migrate\n" * 2


def test_a_legacy_table_counts_as_not_migrated(configured: str, capsys: Captured) -> None:
    deployed_table(configured)

    assert main(["rotate"]) == 1

    assert capsys.readouterr().err == "The database is not migrated: run migrate\n"


@sqlite_only
def test_an_unsuitable_table_is_refused_and_left_unchanged(
    configured: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def make() -> None:
        async with opened(configured) as engine, engine.begin() as connection:
            await connection.exec_driver_sql("CREATE TABLE users (id INTEGER)")

    asyncio.run(make())

    assert main(["migrate", "--yes"]) == 1
    assert capsys.readouterr().err.startswith(
        "Nothing was changed: the table users has no column password_hash, vapi_api_key"
    )


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["create-user", "--name", "A", "--email", "nobody"],
        ["create-user", "--name", "A", "--phone", "0612345678"],
        ["create-user", "--name", " ", "--email", "a@b.c"],
        ["create-user", "--name", os.fsdecode(b"Andr\xe9"), "--email", "a@b.c"],
        ["create-user", "--name", "A", "--email", os.fsdecode(b"andr\xe9@b.c")],
        ["create-user", "--name", "A", "--email", "a@b.c", "--password", "x"],
        ["migrate", "--to", "base"],
        ["serve", "--port", "70000"],
        ["serve", "--workers", "0"],
        ["serve", "--trusted-proxies", "*"],
        ["serve", "--trusted-proxies", "127.0.0.1,0.0.0.0/0"],
        ["serve", "--trusted-proxies", "10.0.0.1/8"],
        ["verify", "--key", "x"],
    ],
    ids=ascii,
)
def test_wrong_arguments_are_reported_and_secrets_are_not_arguments(arguments: list[str], capsys: Captured) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)

    assert caught.value.code == 2
    assert "usage: python -m ava_onboard.backend" in capsys.readouterr().err


def test_the_help_lists_the_settings_and_exit_codes(capsys: Captured) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])

    page = capsys.readouterr().out
    for word in ("AVA_BACKEND_MASTER_KEYS", "Exit codes", "serve", "migrate", "create-user", "rotate", "verify"):
        assert word in page
