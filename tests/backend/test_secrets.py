"""Secrets that can be guessed, and files that are open to everyone, are refused by the name of their variable."""

import base64
import os
import sys
from pathlib import Path

import pytest

from ava_onboard.backend.settings import Form, Settings
from ava_onboard.backend.variables import SettingsError
from tests.backend.test_settings import COMPLETE, KEY, SECRET

GUESSABLE = base64.b64encode(b"MARKED! " * 4).decode()


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("TOKEN_SECRET", "MARKED-" * 10),
        ("OTHER_TOKEN_SECRETS", f"{SECRET},{'MARKED-' * 10}"),
        ("METRICS_TOKEN", "secret-token-for-the-metrics-of-ava-backend"),
        ("MASTER_KEYS", f"2026:{GUESSABLE}"),
        ("MASTER_KEYS", f"2026:{base64.b64encode(bytes(32)).decode()}"),
        ("MASTER_KEYS", f"2026:{'passwordchangeme' * 3}"[:47] + "A="),
    ],
    ids=[
        "a repeated word",
        "one of two",
        "common words",
        "a repeated word in base64",
        "zeros",
        "a common word in base64",
    ],
)
def test_a_secret_that_can_be_guessed_is_refused_by_its_name(variable: str, value: str) -> None:
    with pytest.raises(
        SettingsError, match=f"^AVA_BACKEND_{variable}: the .* can be guessed: .*new-master-key"
    ) as caught:
        Settings.from_environment(COMPLETE | {f"AVA_BACKEND_{variable}": value})

    assert "MARKED" not in str(caught.value)
    assert value not in str(caught.value)


def test_a_guessable_master_key_can_still_be_read_with_so_that_it_can_be_replaced() -> None:
    ring = {"AVA_BACKEND_MASTER_KEYS": f"old:{GUESSABLE},new:{KEY}", "AVA_BACKEND_CURRENT_MASTER_KEY": "new"}

    assert Settings.from_environment(COMPLETE | ring).current_master_key == "new"
    with pytest.raises(SettingsError, match="AVA_BACKEND_MASTER_KEYS: the current master key can be guessed"):
        Settings.from_environment(COMPLETE | ring | {"AVA_BACKEND_CURRENT_MASTER_KEY": "old"})


@pytest.mark.parametrize(
    ("around", "sentence"),
    [
        ('"{}"', "quotes"),
        ("'{}'", "quotes"),
        (" '{}' ", "quotes"),
        ("{}\n{}", "several lines"),
        ("# the secret\n{}", "several lines"),
        ("AVA_BACKEND_TOKEN_SECRET={}", "NAME=value"),
        ("export TOKEN_SECRET={}", "NAME=value"),
        ("SECRET = {}", "NAME=value"),
    ],
)
@pytest.mark.parametrize("in_a_file", [True, False])
def test_what_belongs_to_another_kind_of_file_is_not_part_of_a_secret(
    tmp_path: Path, around: str, sentence: str, in_a_file: bool
) -> None:
    content = around.format(SECRET, SECRET)
    changed = {name: value for name, value in COMPLETE.items() if name != "AVA_BACKEND_TOKEN_SECRET"}
    variables = {"AVA_BACKEND_TOKEN_SECRET": content}
    if in_a_file:
        file = tmp_path / "secret"
        file.write_text(f"{content}\n")
        file.chmod(0o600)
        variables = {"AVA_BACKEND_TOKEN_SECRET_FILE": str(file)}

    with pytest.raises(SettingsError, match=f"AVA_BACKEND_TOKEN_SECRET(_FILE)?: .*{sentence}") as caught:
        Settings.from_environment(changed | variables)

    assert SECRET not in str(caught.value)


def test_padding_is_not_taken_for_a_name() -> None:
    padded = base64.b64encode(os.urandom(31)).decode()

    assert padded.endswith("=")
    Settings.from_environment(COMPLETE | {"AVA_BACKEND_TOKEN_SECRET": padded})


posix_only = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")


@posix_only
@pytest.mark.parametrize(
    ("mode", "runs_as", "refused", "warned"),
    [
        (0o600, "owner", False, False),
        (0o640, "owner", False, False),
        (0o440, "other", False, False),
        (0o644, "owner", True, False),
        (0o644, "root", False, True),
        (0o444, "other", False, True),
        (0o602, "owner", True, False),
        (0o666, "root", True, False),
    ],
)
def test_a_secret_in_a_file_is_for_nobody_else(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    mode: int,
    runs_as: str,
    refused: bool,
    warned: bool,
) -> None:
    file = tmp_path / "secret"
    file.write_text(SECRET)
    file.chmod(mode)
    if file.stat().st_uid == 0:
        os.chown(file, 1234, -1)
    owner = file.stat().st_uid
    monkeypatch.setattr(os, "geteuid", lambda: {"owner": owner, "root": 0, "other": owner + 1}[runs_as])
    changed = {name: value for name, value in COMPLETE.items() if name != "AVA_BACKEND_TOKEN_SECRET"}

    def read() -> Settings:
        return Settings.from_environment(changed | {"AVA_BACKEND_TOKEN_SECRET_FILE": str(file)})

    if refused:
        with pytest.raises(SettingsError, match=f"AVA_BACKEND_TOKEN_SECRET_FILE: .*{file}; run chmod"):
            read()
    else:
        assert read().token_secret.get_secret_value() == SECRET
    assert ("every user of this computer can read" in caplog.text) is warned
    assert SECRET not in caplog.text


@posix_only
def test_a_file_without_a_secret_may_be_read_by_everybody(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = tmp_path / "form"
    file.write_text("deployed")
    file.chmod(0o644)

    assert Settings.from_environment(COMPLETE | {"AVA_BACKEND_FORM_FILE": str(file)}).form is Form.DEPLOYED
    assert caplog.text == ""


@posix_only
@pytest.mark.parametrize(
    ("mode", "refused", "warned"), [(0o600, False, False), (0o644, False, True), (0o666, True, False)]
)
def test_the_file_of_sqlite_is_looked_at(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, mode: int, refused: bool, warned: bool
) -> None:
    file = tmp_path / "ava.db"
    file.touch()
    file.chmod(mode)
    environment = COMPLETE | {"AVA_BACKEND_DATABASE_URL": f"sqlite+aiosqlite:///{file}"}

    if refused:
        with pytest.raises(SettingsError, match=f"AVA_BACKEND_DATABASE_URL: .*{file}; run chmod o-w"):
            Settings.from_environment(environment)
    else:
        Settings.from_environment(environment)
    assert ("AVA_BACKEND_DATABASE_URL: every user of this computer can read" in caplog.text) is warned
