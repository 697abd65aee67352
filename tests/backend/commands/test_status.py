"""`status` as an operator calls it: who has a key, and what Vapi said about it."""

import asyncio
import csv
import io
import json
import time
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from ava_onboard.backend.__main__ import main
from ava_onboard.backend.commands import printable
from ava_onboard.backend.commands.status import FIELDS
from ava_onboard.backend.db.engine import opened
from ava_onboard.backend.db.key_rows import SealedRow
from ava_onboard.backend.db.models import User
from ava_onboard.backend.db.schema import migrate
from ava_onboard.backend.db.users import create_user
from ava_onboard.backend.db.vapi_keys import Keys
from ava_onboard.backend.db.verdicts import Verdict, Verdicts
from ava_onboard.backend.security.key_ring import KeyRing
from ava_onboard.backend.security.passwords import Passwords
from ava_onboard.backend.settings import Settings
from ava_onboard.domain.api_key import ApiKey
from tests.backend.commands.running import Captured
from tests.backend.db.places import sqlite_only

NAMES = ("accepted", "refused", "unknown", "early", "none")


@pytest.fixture
def accounts(configured: str) -> dict[str, UUID]:
    """Keys that Vapi accepts, refuses and was not asked about, one older than that record, and an account without."""
    migrate(configured)
    settings = Settings.from_environment()

    async def fill() -> dict[str, UUID]:
        async with opened(configured) as engine:
            passwords = Passwords(rounds=1, memory=8)
            made = {
                name: await create_user(
                    engine, passwords, email=f"{name}@b.c", phone=None, name="=1+1", password="x" * 8, locale="fr"
                )
                for name in NAMES
            }
            keys = Keys(engine, KeyRing(settings.master_key_bytes(), settings.current_master_key))
            verdicts = Verdicts(engine)
            for name in NAMES[:4]:
                await keys.save(made[name].id, ApiKey("MARKED-8f14e45f-key"))
            for verdict in Verdict:
                found = await keys.read_with_row(made[verdict].id)
                assert found is not None
                verdicts.note(made[verdict].id, found[1], verdict)
            await verdicts.settle()
            async with engine.begin() as connection:
                early = update(User).where(User.id == made["early"].id)
                await connection.execute(early.values(vapi_key_saved_at=None, locale=""))
            return {name: account.id for name, account in made.items()}

    return asyncio.run(fill())


def status(capsys: Captured, *arguments: str) -> str:
    assert main(["status", *arguments]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    assert "MARKED" not in captured.out
    return captured.out


def is_now(text: Any) -> bool:
    return abs(datetime.fromisoformat(text).timestamp() - time.time()) < 600


def test_json_shows_each_account_and_the_last_verdict_of_vapi(accounts: dict[str, UUID], capsys: Captured) -> None:
    report = json.loads(status(capsys, "--json"))

    assert report.keys() == {"schema", "at", "users", "totals"}
    assert report["schema"] == 1
    assert is_now(report["at"])
    assert report["totals"] == {
        "accounts": 5,
        "disabled": 0,
        "configured": 4,
        "accepted": 1,
        "refused": 1,
        "unknown": 2,
    }
    users = {UUID(user["id"]): user for user in report["users"]}
    assert all(tuple(user) == FIELDS for user in users.values())
    assert {name: users[user]["vapi"] for name, user in accounts.items()} == {
        "accepted": "accepted",
        "refused": "refused",
        "unknown": "unknown",
        "early": "unknown",
        "none": None,
    }
    accepted, early, none = (users[accounts[name]] for name in ("accepted", "early", "none"))
    assert (accepted["configured"], accepted["master_key"], accepted["locale"]) == (True, "new", "fr")
    assert is_now(accepted["since"])
    assert is_now(accepted["vapi_at"])
    assert (early["configured"], early["since"], early["vapi_at"], early["locale"]) == (True, None, None, None)
    assert (none["configured"], none["since"], none["master_key"]) == (False, None, None)


def test_a_table_holds_no_formula_and_says_what_is_unknown(accounts: dict[str, UUID], capsys: Captured) -> None:
    rows = list(csv.DictReader(io.StringIO(status(capsys, "--csv"))))

    assert {row["name"] for row in rows} == {"'=1+1"}
    by_id = {UUID(row["id"]): row for row in rows}
    early, none = by_id[accounts["early"]], by_id[accounts["none"]]
    assert early["configured"] == "yes"
    assert early["since"] == early["vapi"] == early["locale"] == "unknown"
    assert (none["configured"], none["since"], none["vapi"], none["vapi_at"]) == ("no", "", "", "")


def test_a_line_for_each_account_and_the_totals_are_shown(accounts: dict[str, UUID], capsys: Captured) -> None:
    *lines, totals = status(capsys).splitlines()

    by_id = {UUID(line.split()[0]): line for line in lines}
    assert " accepted by Vapi 2" in by_id[accounts["accepted"]]
    assert "key since an unknown time under new" in by_id[accounts["early"]]
    assert by_id[accounts["none"]].endswith("  no key")
    assert totals == ("Accounts: 5, of which disabled: 0. With a key: 4; accepted by Vapi: 1, refused: 1, unknown: 2.")


@sqlite_only
def test_without_accounts_json_is_whole_and_the_table_has_its_head(configured: str, capsys: Captured) -> None:
    migrate(configured)

    assert json.loads(status(capsys, "--json"))["users"] == []
    assert status(capsys, "--csv") == ",".join(f'"{name}"' for name in FIELDS) + "\n"


@sqlite_only
@pytest.mark.parametrize("name", ["=cmd()", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "＝1", "\r=1", '"=1', "a,=1"])
def test_no_cell_begins_like_a_formula(configured: str, capsys: Captured, name: str) -> None:
    migrate(configured)

    async def fill() -> None:
        async with opened(configured) as engine:
            await create_user(
                engine, Passwords(rounds=1, memory=8), email=None, phone="+33612345678", name=name, password="x" * 8
            )

    asyncio.run(fill())
    (row,) = csv.DictReader(io.StringIO(status(capsys, "--csv"), newline=""))

    assert row["phone"] == "'+33612345678"
    assert row["name"] in (printable(name), f"'{name}")
    assert not row["name"].lstrip().startswith(("=", "+", "-", "@", "＝"))


def test_a_verdict_is_of_the_present_key_and_not_written_again_within_an_hour(
    accounts: dict[str, UUID], configured: str
) -> None:
    settings, now, tenant = Settings.from_environment(), 1_000_000.0, accounts["unknown"]

    async def noted() -> list[tuple[str | None, float | None]]:
        async with opened(configured) as engine:
            keys = Keys(engine, KeyRing(settings.master_key_bytes(), settings.current_master_key))

            async def row() -> SealedRow:
                found = await keys.read_with_row(tenant)
                assert found is not None
                return found[1]

            async def note(verdict: Verdict, at: float, of: SealedRow) -> tuple[str | None, float | None]:
                verdicts = Verdicts(engine, clock=lambda: at)
                verdicts.note(tenant, of, verdict)
                await verdicts.settle()
                return (await row())[2:]

            old = await row()
            seen = [
                await note(Verdict.ACCEPTED, now, await row()),
                await note(Verdict.ACCEPTED, now + 3_599, await row()),
                await note(Verdict.REFUSED, now + 3_599, await row()),
                await note(Verdict.REFUSED, now + 7_200, await row()),
            ]
            await keys.save(tenant, ApiKey("MARKED-8f14e45f-two"))
            seen.append(await note(Verdict.ACCEPTED, now + 9_000, old))
            return seen

    assert asyncio.run(noted()) == [
        ("accepted", now),
        ("accepted", now),
        ("refused", now + 3_599),
        ("refused", now + 7_200),
        (None, None),
    ]


def test_a_deleted_key_leaves_nothing(accounts: dict[str, UUID], configured: str, capsys: Captured) -> None:
    async def delete() -> None:
        async with opened(configured) as engine:
            await Keys(engine, KeyRing({"new": bytes(32)}, "new")).delete(accounts["accepted"])

    asyncio.run(delete())
    report = json.loads(status(capsys, "--json"))

    (user,) = (user for user in report["users"] if user["email"] == "accepted@b.c")
    assert (user["configured"], user["since"], user["vapi"], user["vapi_at"]) == (False, None, None, None)


def test_the_moments_are_in_utc(accounts: dict[str, UUID], capsys: Captured) -> None:
    at = json.loads(status(capsys, "--json"))["at"]

    assert datetime.fromisoformat(at).tzinfo == UTC
