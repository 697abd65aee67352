"""Values that were not keys when a table was taken over: what the commands on master keys do with them."""

from uuid import UUID

import pytest

from ava_onboard.backend.__main__ import main
from tests.backend.commands.running import NEW, OLD, Captured
from tests.backend.db.deployed import deployed_table, fill

JUNK, FINE = UUID(int=1), UUID(int=2)


@pytest.fixture
def taken_over(configured: str, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> str:
    """A key and a value that is none, both under the old master key."""
    monkeypatch.setenv("AVA_BACKEND_CURRENT_MASTER_KEY", "old")
    deployed_table(configured)
    fill(configured, {JUNK: "MARKED key", FINE: "plain-key-000002"})
    assert main(["migrate", "--yes"]) == 0
    monkeypatch.setenv("AVA_BACKEND_CURRENT_MASTER_KEY", "new")
    capsys.readouterr()
    return configured


def use_only(monkeypatch: pytest.MonkeyPatch, name: str, key: str) -> None:
    monkeypatch.setenv("AVA_BACKEND_MASTER_KEYS", f"{name}:{key}")


def test_a_rotation_leaves_nothing_under_the_old_master_key(
    taken_over: str, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    assert main(["rotate", "--dry-run"]) == 0
    assert capsys.readouterr().out.startswith("Would be re-encrypted: 2;")
    assert main(["rotate"]) == 0
    assert capsys.readouterr().out.endswith("Left under a master key other than new: 0.\n")

    use_only(monkeypatch, "new", NEW)
    assert main(["check"]) == 0
    assert capsys.readouterr().out == "Readable: 1 under new, 1 under new (kept aside). Not readable: 0.\n"


def test_without_their_master_key_they_are_named_and_can_be_forgotten(
    taken_over: str, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    use_only(monkeypatch, "new", NEW)
    assert main(["rotate"]) == 1
    assert "Left under a master key other than new: 2." in capsys.readouterr().out
    assert main(["check"]) == 1
    assert capsys.readouterr().out.count(f"{JUNK}: master key 'old' is not in the ring") == 1

    assert main(["forget-unreadable", "--yes"]) == 0
    assert "Not readable: 2, forgotten: 2." in capsys.readouterr().out
    assert main(["rotate"]) == 0


def test_what_can_be_read_is_not_forgotten(taken_over: str, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    use_only(monkeypatch, "old", OLD)
    monkeypatch.setenv("AVA_BACKEND_CURRENT_MASTER_KEY", "old")

    assert main(["forget-unreadable", "--yes"]) == 0

    assert (
        capsys.readouterr().out == "Readable: 1 under old, 1 under old (kept aside). Not readable: 0, forgotten: 0.\n"
    )
