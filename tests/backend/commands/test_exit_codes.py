"""Each command ends with the exit codes that its help and the documentation name."""

import argparse
import asyncio
import io
import os
import re
import signal
import subprocess
import sys

import pytest

from ava_onboard.backend.__main__ import main
from ava_onboard.backend.commands import (
    announce,
    check,
    create_user,
    migrate,
    new_master_key,
    rotate,
    serve,
    status,
    users,
    verify,
)
from ava_onboard.backend.commands.exit_codes import EXIT_CODES, Exit
from ava_onboard.backend.db import schema
from ava_onboard.backend.db.engine import opened
from tests.backend.commands.running import PASSWORD, Captured
from tests.backend.db.places import sqlite_only
from tests.repeats import first

ARGUMENTS = {
    "announce": ["who"],
    "create-user": ["--name", "A", "--email", "a@b.c"],
    "forget-unreadable": ["--yes"],
    "users": ["list"],
}
"""What a command needs to do its work."""
WITH_DATABASE = sorted(EXIT_CODES.keys() - {"new-master-key", "serve", "verify"})


def run(command: str, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSWORD}\n"))
    return main([command, *ARGUMENTS.get(command, [])])


def test_every_command_has_its_codes_in_its_help(capsys: Captured) -> None:
    commands = argparse.ArgumentParser().add_subparsers()
    for module in (new_master_key, serve, migrate, create_user, users, status, announce, rotate, check, verify):
        module.add_to(commands)

    assert list(commands.choices) == list(EXIT_CODES)
    for command, codes in EXIT_CODES.items():
        with pytest.raises(SystemExit):
            main([command, "--help"])
        _, _, named = " ".join(capsys.readouterr().out.split()).partition("Exit codes: ")
        assert [int(code) for code in re.findall(r"(?:^|; )(\d+) ", named)] == list(codes)


@pytest.mark.parametrize("command", sorted(EXIT_CODES))
def test_wrong_arguments_give_2(command: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--no-such-option"])
    assert ended.value.code == Exit.WRONG


@pytest.mark.parametrize("command", sorted(EXIT_CODES.keys() - {"new-master-key", "verify"}))
def test_missing_settings_give_2(command: str, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    assert run(command, monkeypatch) == Exit.WRONG
    assert "AVA_BACKEND_MASTER_KEYS" in capsys.readouterr().err


def test_a_checklist_without_an_address_gives_2(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("verify", monkeypatch) == Exit.WRONG


@sqlite_only
@pytest.mark.parametrize("command", WITH_DATABASE)
def test_work_that_is_done_gives_0(command: str, configured: str, monkeypatch: pytest.MonkeyPatch) -> None:
    schema.migrate(configured)

    assert run(command, monkeypatch) == Exit.DONE


@sqlite_only
@pytest.mark.parametrize("command", WITH_DATABASE)
def test_a_database_that_cannot_be_used_gives_1(command: str, configured: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AVA_BACKEND_DATABASE_URL", "sqlite+aiosqlite:////no/such/folder/ava.db")

    assert run(command, monkeypatch) == Exit.FAILED


@sqlite_only
@pytest.mark.parametrize("command", sorted(set(WITH_DATABASE) - {"migrate"}))
def test_a_database_that_is_not_migrated_gives_1(
    command: str, configured: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(command, monkeypatch) == Exit.FAILED


@sqlite_only
def test_keys_that_cannot_be_read_give_1_until_they_are_forgotten(
    configured: str, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    schema.migrate(configured)
    assert run("create-user", monkeypatch) == Exit.DONE

    async def damage() -> None:
        async with opened(configured) as engine, engine.begin() as connection:
            await connection.exec_driver_sql("UPDATE users SET vapi_key_ciphertext = x'00', vapi_key_master = 'gone'")

    asyncio.run(damage())
    assert [run(command, monkeypatch) for command in ("check", "rotate", "forget-unreadable", "check")] == [1, 1, 0, 0]
    assert main(["forget-unreadable"]) == Exit.WRONG


@sqlite_only
@pytest.mark.process
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize(
    ("number", "code"), first([(signal.SIGTERM, Exit.TERMINATED), (signal.SIGINT, Exit.INTERRUPTED)])
)
def test_a_signal_gives_128_and_its_number(configured: str, number: signal.Signals, code: Exit) -> None:
    """`create-user` waits for the password when the signal comes."""
    schema.migrate(configured)
    program = [sys.executable, "-m", "ava_onboard.backend", "create-user", *ARGUMENTS["create-user"]]
    master, terminal = os.openpty()
    with subprocess.Popen(program, stdin=terminal, stdout=terminal, stderr=terminal, start_new_session=True) as process:
        seen = b""
        while b"Password: " not in seen:
            seen += os.read(master, 1024)
        process.send_signal(number)
        ended = process.wait(60)
    os.close(master)
    os.close(terminal)

    assert (ended if ended >= 0 else 128 - ended) == code
