"""`users` as an operator calls it."""

import asyncio
import io
import json
import sys
from typing import Any

import pytest
from sqlalchemy import update

from ava_onboard.backend.__main__ import main
from ava_onboard.backend.db.engine import opened
from ava_onboard.backend.db.models import User
from ava_onboard.backend.db.schema import migrate
from tests.backend.commands.running import PASSWORD, Captured, create
from tests.backend.db.places import sqlite_only

EMAIL, PHONE = "zoé@example.com", "+33612345678"


@pytest.fixture
def account(configured: str, typed: None, capsys: Captured) -> str:
    migrate(configured)
    assert create("--email", EMAIL, "--phone", PHONE) == 0
    return capsys.readouterr().out.strip()


def users(capsys: Captured, *arguments: str) -> Any:
    assert main(["users", *arguments, "--json"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_accounts_are_listed(account: str, capsys: Captured) -> None:
    (listed,) = users(capsys, "list")

    assert listed["created_at"]
    del listed["created_at"]
    assert listed == {
        "id": account,
        "email": EMAIL,
        "phone": PHONE,
        "name": "Camille",
        "locale": "en",
        "disabled_at": None,
        "is_agent": False,
        "has_vapi_key": False,
        "vapi_api_key_preview": None,
        "master_key": None,
        "key_saved_at": None,
        "vapi_verdict": None,
        "vapi_verdict_at": None,
    }
    assert main(["users", "list"]) == 0
    assert capsys.readouterr().out == f"{account}  {EMAIL}  Camille  enabled  no key\n"


@pytest.mark.parametrize("who", ["id", " ZOÉ@example.com", "zoé＠example.com", "+33 (0)6 12 34 56 78", "0033612345678"])
def test_an_account_is_found_by_mail_phone_or_id(account: str, capsys: Captured, who: str) -> None:
    (shown,) = users(capsys, "show", account if who == "id" else who)

    assert shown["id"] == account


def test_an_account_is_disabled_and_enabled(account: str, capsys: Captured) -> None:
    assert users(capsys, "disable", EMAIL)[0]["disabled_at"]
    assert users(capsys, "enable", PHONE)[0]["disabled_at"] is None
    assert users(capsys, "sign-out", account)[0]["id"] == account


def test_an_account_gets_another_password(account: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSWORD} two\n"))
    users(capsys, "set-password", EMAIL)

    monkeypatch.setattr(sys, "stdin", io.StringIO("short\n"))
    assert main(["users", "set-password", EMAIL]) == 2
    assert "MARKED" not in "".join(capsys.readouterr())


def test_an_account_is_deleted(account: str, capsys: Captured) -> None:
    assert users(capsys, "delete", EMAIL) == [{"deleted": True}]
    assert users(capsys, "list") == []
    assert main(["users", "show", EMAIL]) == 1
    assert capsys.readouterr().err == "There is no such account\n"


@pytest.mark.parametrize("command", [("users", "list"), ("users", "show", EMAIL), ("status",), ("status", "--csv")])
def test_a_terminal_gets_no_control_characters_of_a_name(
    configured: str, account: str, capsys: Captured, command: tuple[str, ...]
) -> None:
    """A table that was taken over may hold any."""
    odd = "A\x1b[2J\x9b1m\u202eB\nC\r\u2028"

    async def rename() -> None:
        async with opened(configured) as engine, engine.begin() as connection:
            await connection.execute(update(User).values(name=odd, locale=odd[:8]))

    asyncio.run(rename())
    assert main(list(command)) == 0

    shown = capsys.readouterr().out
    assert all(character.isprintable() for line in shown.split("\n") for character in line)
    assert "A\\x1b[2J" in shown
    assert len([line for line in shown.splitlines() if account in line]) == 1


@sqlite_only
def test_a_value_that_is_not_utf_8_is_not_repeated(configured: str, account: str, capsys: Captured) -> None:
    async def damage() -> None:
        async with opened(configured) as engine, engine.begin() as connection:
            await connection.exec_driver_sql("UPDATE users SET name = CAST(X'4D41524B4544FF' AS TEXT)")

    asyncio.run(damage())

    assert main(["users", "list"]) == 1
    assert capsys.readouterr().err == "The database cannot be used: Could not decode to UTF-8 column 'name'\n"


def test_an_account_becomes_an_agent_and_stops_being_one(account: str, capsys: Captured) -> None:
    (shown,) = users(capsys, "agent", account, "on")
    assert shown["is_agent"]
    assert main(["users", "list"]) == 0
    assert capsys.readouterr().out == f"{account}  {EMAIL}  Camille  enabled  no key  agent\n"
    (shown,) = users(capsys, "agent", EMAIL, "off")
    assert not shown["is_agent"]
    with pytest.raises(SystemExit) as refused:
        main(["users", "agent", account, "perhaps"])
    assert refused.value.code == 2
