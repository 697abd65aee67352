"""The audit log: who did what, from where and in which request, without anything that must stay secret."""

import asyncio
import io
import json
import logging
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from ava_onboard.backend import logs
from ava_onboard.backend.__main__ import main
from ava_onboard.backend.audit import Audit, Event
from ava_onboard.backend.db.administration import set_disabled
from ava_onboard.backend.db.engine import opened
from ava_onboard.backend.db.schema import migrate
from ava_onboard.backend.security.tokens import TokenType
from ava_onboard.backend.variables import SettingsError
from tests.backend.commands.running import PASSWORD as TYPED
from tests.backend.commands.running import Captured, create
from tests.backend.conftest import KEY_PATH, PASSWORD, Backend, Template, running
from tests.backend.db.places import sqlite_only

LOGIN, REFRESH = "/api/v1/auth/login", "/api/v1/auth/refresh"
KEY = "MARKED-8f14e45f-key"
ADDRESS = {"X-Forwarded-For": "198.51.100.7"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "audit.log"


@pytest_asyncio.fixture
async def backend(template: Template, file: Path) -> AsyncIterator[Backend]:
    async with running(template, audit_log=file, login_failures_per_account=3) as started:
        started.client.headers.update(ADDRESS)
        yield started


def events(file: Path) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert all(line.pop("time").endswith("+00:00") for line in lines)
    return lines


def replace_by_a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


async def sign_in(backend: Backend, identifier: str, password: str = PASSWORD) -> Any:
    return await backend.client.post(LOGIN, json={"identifier": identifier, "password": password})


async def test_saving_and_deleting_a_key_are_recorded_with_who_where_and_which_request(
    backend: Backend, file: Path
) -> None:
    headers = backend.alice.headers
    saved = await backend.client.post(KEY_PATH, headers=headers, json={"vapi_api_key": KEY})
    deleted = await backend.client.delete(KEY_PATH, headers=headers)
    await backend.client.get(KEY_PATH, headers=headers)
    await backend.client.post(KEY_PATH, headers=headers, json={"vapi_api_key": "short"})

    alice = {"user_id": str(backend.alice.id), "address": "198.51.100.7"}
    assert events(file) == [
        {"event": "key_saved", "request_id": saved.headers["x-request-id"]} | alice,
        {"event": "key_deleted", "request_id": deleted.headers["x-request-id"]} | alice,
    ]


async def test_sign_ins_are_recorded_with_the_reason_of_a_failure(backend: Backend, file: Path) -> None:
    await sign_in(backend, backend.alice.email)
    await sign_in(backend, backend.alice.email, "MARKED")
    await set_disabled(backend.engine, backend.bob.id, disabled=True)
    await sign_in(backend, backend.bob.email)
    for _ in range(4):
        await sign_in(backend, "MARKED@b.c")

    alice, bob = str(backend.alice.id), str(backend.bob.id)
    seen = [(line["event"], line.get("user_id"), line.get("reason")) for line in events(file)]
    assert seen == [
        ("signed_in", alice, None),
        ("sign_in_failed", alice, "wrong_password"),
        ("sign_in_failed", bob, "disabled"),
        *[("sign_in_failed", None, "unknown_account")] * 3,
        ("sign_in_limited", None, None),
    ]
    assert {line["address"] for line in events(file)} == {"198.51.100.7"}
    *_, before, limited = events(file)
    assert limited["account"] == before["account"]
    assert len(limited["account"]) == 32


async def test_no_line_holds_what_was_typed(backend: Backend, file: Path) -> None:
    await sign_in(backend, "MARKED my password in the wrong field", "MARKED")
    session = (await sign_in(backend, backend.alice.email)).json()
    await backend.client.post(KEY_PATH, headers=backend.alice.headers, json={"vapi_api_key": KEY})

    written = json.dumps(events(file))
    assert len(events(file)) == 3
    for secret in ("MARKED", PASSWORD, backend.alice.email, session["access_token"], session["refresh_token"]):
        assert secret not in written


async def test_one_account_has_one_digest_in_every_spelling(backend: Backend, file: Path) -> None:
    await sign_in(backend, "+33 6 12 34 56 78", "MARKED")
    await sign_in(backend, "0033612345678", "MARKED")

    first, second = events(file)
    assert first["account"] == second["account"]


async def test_a_refresh_token_that_is_used_again_is_recorded(backend: Backend, file: Path) -> None:
    token = backend.tokens.refresh(backend.alice.id)

    async def renew(token: str) -> Any:
        return await backend.client.post(REFRESH, json={"refresh_token": token})

    second = (await renew(token)).json()["refresh_token"]
    assert (await renew(second)).status_code == 200
    refused = await renew(token)

    assert refused.status_code == 401
    assert backend.tokens.read(token, TokenType.REFRESH)
    assert events(file) == [
        {
            "event": "refresh_token_reused",
            "user_id": str(backend.alice.id),
            "address": "198.51.100.7",
            "request_id": refused.headers["x-request-id"],
        }
    ]


@sqlite_only
async def test_a_log_that_cannot_be_written_fails_no_request(
    backend: Backend, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    replace_by_a_folder(file)
    for _ in range(3):
        saved = await backend.client.post(KEY_PATH, headers=backend.alice.headers, json={"vapi_api_key": KEY})
        assert saved.status_code == 200

    assert len([record for record in caplog.records if "cannot be written" in record.getMessage()]) == 1


@sqlite_only
async def test_without_a_file_the_events_go_to_the_log_at_any_level(template: Template) -> None:
    configuration = logs.configuration("error")
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(logs.JsonLines())
    logger = logging.getLogger("ava_onboard.backend.audit")
    logger.setLevel(configuration["loggers"][logger.name]["level"])
    logger.addHandler(handler)
    try:
        async with running(template) as backend:
            answer = await backend.client.delete(KEY_PATH, headers=backend.alice.headers)
    finally:
        logger.removeHandler(handler)
        logger.setLevel(logging.NOTSET)

    line = json.loads(out.getvalue())
    assert (line["logger"], line["event"], line["user_id"]) == (logger.name, "key_deleted", str(backend.alice.id))
    assert line["request_id"] == answer.headers["x-request-id"]


@pytest.fixture
def operated(configured: str, file: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    migrate(configured)
    monkeypatch.setenv("AVA_BACKEND_AUDIT_LOG", str(file))
    monkeypatch.setenv("SUDO_USER", "zoé")
    return configured


def test_commands_on_accounts_are_recorded_with_who_ran_them(
    operated: str, file: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    def typing() -> None:
        monkeypatch.setattr(sys, "stdin", io.StringIO(f"{TYPED}\n"))

    typing()
    assert create("--email", "a@b.c") == 0
    user = capsys.readouterr().out.strip()
    typing()
    for action in ("show", "disable", "enable", "sign-out", "set-password", "delete"):
        assert main(["users", action, "a@b.c"]) == 0
    assert main(["users", "delete", "a@b.c"]) == 1

    seen = events(file)
    assert [line["event"] for line in seen] == [
        "user_created",
        "user_disabled",
        "user_enabled",
        "user_signed_out",
        "password_set",
        "user_deleted",
    ]
    assert {line["user_id"] for line in seen} == {user}
    assert all(line["operator"].startswith("zoé as ") for line in seen)
    assert "MARKED" not in file.read_text()
    assert "a@b.c" not in file.read_text()


@sqlite_only
def test_nothing_is_changed_if_it_could_not_be_recorded(
    operated: str, capsys: Captured, typed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AVA_BACKEND_AUDIT_LOG", "/no/such/folder/audit.log")

    assert create("--email", "a@b.c") == 2
    assert capsys.readouterr().err.startswith("AVA_BACKEND_AUDIT_LOG: /no/such/folder/audit.log cannot be written: ")
    monkeypatch.delenv("AVA_BACKEND_AUDIT_LOG")
    assert main(["users", "list"]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_a_log_that_everybody_may_write_to_is_refused(file: Path) -> None:
    file.touch()
    file.chmod(0o622)

    with pytest.raises(SettingsError, match=r"AVA_BACKEND_AUDIT_LOG: .*chmod o-w"):
        Audit(file)


def test_every_event_has_one_word() -> None:
    assert all(event.replace("_", "").isalpha() for event in Event)


@sqlite_only
def test_commands_that_change_nothing_need_no_log(
    operated: str, file: Path, typed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert create("--email", "a@b.c") == 0
    monkeypatch.setenv("AVA_BACKEND_AUDIT_LOG", "/no/such/folder/audit.log")

    assert [main(command) for command in (["users", "list"], ["users", "show", "a@b.c"], ["status"], ["check"])] == [
        0
    ] * 4
    assert main(["users", "disable", "a@b.c"]) == 2


@sqlite_only
def test_a_key_that_is_forgotten_is_recorded(operated: str, file: Path, typed: None, capsys: Captured) -> None:
    assert create("--email", "a@b.c") == 0
    user = capsys.readouterr().out.strip()

    async def damage() -> None:
        async with opened(operated) as engine, engine.begin() as connection:
            await connection.exec_driver_sql("UPDATE users SET vapi_key_ciphertext = x'00', vapi_key_master = 'gone'")

    asyncio.run(damage())
    assert main(["forget-unreadable", "--yes"]) == 0

    assert [(line["event"], line["user_id"]) for line in events(file)][1:] == [("key_forgotten", user)]
