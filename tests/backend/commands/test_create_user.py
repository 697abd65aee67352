"""`create-user` as an operator calls it."""

import getpass
import io
import sys

import pytest

from ava_onboard.backend.db.schema import migrate
from tests.backend.commands.running import PASSWORD, Captured, create
from tests.backend.db.places import sqlite_only


@sqlite_only
def test_an_account_is_created_once(configured: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    migrate(configured)
    for code in (0, 1):
        monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSWORD}\n"))
        assert create("--email", "a@example.com") == code
    assert "exists" in capsys.readouterr().err


@sqlite_only
@pytest.mark.parametrize("password", ["", "short12", "x" * 1025])
def test_an_unusable_password_is_refused(
    configured: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch, password: str
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{password}\n"))

    assert create("--email", "a@example.com") == 2
    assert capsys.readouterr().err == "A password must have 8 to 1024 characters\n"


@sqlite_only
@pytest.mark.parametrize("line", [b"MARKED\xff horse\n", b"MARKED\xed\xb3\xbf horse\n"])
@pytest.mark.parametrize("errors", ["strict", "surrogateescape"])
def test_a_password_that_is_not_utf8_gives_no_traceback(
    configured: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch, line: bytes, errors: str
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(line), "utf-8", errors))

    assert create("--email", "a@example.com") == 2
    assert capsys.readouterr().err == "The password is not UTF-8\n"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@sqlite_only
@pytest.mark.parametrize(("second", "code"), [(PASSWORD, 0), ("another password", 2)])
def test_a_terminal_asks_for_the_password_twice(
    configured: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch, second: str, code: int
) -> None:
    migrate(configured)
    answers = iter([PASSWORD, second])
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(getpass, "getpass", lambda _: next(answers))

    assert create("--email", "a@example.com") == code
    assert "MARKED" not in "".join(capsys.readouterr())


@sqlite_only
def test_an_account_needs_an_email_or_phone(configured: str, capsys: Captured) -> None:
    assert create() == 2
    assert capsys.readouterr().err == "An account needs --email or --phone\n"
