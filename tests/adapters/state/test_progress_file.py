"""The journal: nothing lost, nothing believed that is nonsense, no secret."""

import json
import stat
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ava_onboard.adapters.state.progress_file import FileJournal, MemoryJournal
from ava_onboard.domain import problems
from ava_onboard.domain.failure import Failure, ProblemError
from ava_onboard.domain.progress import Journey, Progress, SeenForm, Stage, Step, UnderWay
from ava_onboard.domain.status import Answer, Fact
from ava_onboard.onboarding.ports import Journal

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
FULL = Progress(
    journey=Journey(Step.NEW_KEY, frozenset({Step.ACCOUNT, Step.KEYS_PAGE})),
    language="fr",
    theme="textual-light",
    ava_url="https://ava.example/base",
    account="Élodie",
    kept=Fact(Answer.YES, "8f14e45f...", NOW),
    known=Fact(Answer.NO, None, NOW),
    accepted=Fact(),
    under_way=UnderWay(Stage.SEND, "8f14e45f..."),
    form=SeenForm("deployed", NOW),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "journal.json"


@pytest.fixture(params=["file", "memory"])
def journal(request: pytest.FixtureRequest, path: Path) -> Journal:
    return FileJournal(path) if request.param == "file" else MemoryJournal()


@pytest.mark.parametrize("progress", [FULL, Progress()], ids=["full", "fresh"])
def test_what_was_saved_is_loaded(journal: Journal, progress: Progress) -> None:
    assert journal.load() == Progress()
    journal.save(FULL)
    journal.save(progress)
    assert journal.load() == progress


def test_failures_are_of_the_moment_and_not_remembered(path: Path) -> None:
    failure = Failure(problems.VAPI_DOWN)
    FileJournal(path).save(Progress(accepted=Fact(Answer.UNKNOWN, "8f14e45f...", NOW, failure)))
    assert FileJournal(path).load().accepted == Fact(Answer.UNKNOWN, "8f14e45f...", NOW)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps the folder of a user private by other means")
def test_only_its_owner_can_read_it_and_nothing_else_is_left_behind(path: Path) -> None:
    FileJournal(path).save(FULL)
    FileJournal(path).save(FULL)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert {entry.name for entry in path.parent.iterdir()} == {path.name, f"{path.name}.lock"}


def damaged(**changes: object) -> bytes:
    whole = {
        "schema": 1,
        "step": "new-key",
        "done": [],
        "language": None,
        "theme": None,
        "account": None,
        "kept": {"answer": "unknown", "preview": None, "learnt": None},
        "known": {"answer": "unknown", "preview": None, "learnt": None},
        "accepted": {"answer": "unknown", "preview": None, "learnt": None},
    }
    return json.dumps(whole | changes).encode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b'{"schema": 1, "st',
        b"\x00\xff\xfe",
        b"[]",
        b"null",
        b"{}",
        b"[" * 60_000,
        b" " * 100_000,
        damaged(schema=2),
        damaged(schema="1"),
        damaged(step="nowhere"),
        damaged(done="new-key"),
        damaged(done=[["new-key"]]),
        damaged(language=7),
        damaged(account="\x1b[2J"),
        damaged(kept=None),
        damaged(kept={"answer": "perhaps", "preview": None, "learnt": None}),
        damaged(known={"answer": "yes", "preview": ["x"], "learnt": None}),
        damaged(kept={"answer": "yes", "preview": None, "learnt": "yesterday"}),
        damaged(under_way={"stage": "FLY", "preview": None}),
        damaged(under_way="SEND"),
        damaged(ava_url=7),
        damaged(ava_url=""),
        damaged(ava_url="http://ava.example"),
        damaged(ava_url="https://someone@ava.example"),
        damaged(ava_url="https://ava.example/"),
        damaged(ava_url="https://ava.example\n"),
        damaged(kept={"answer": "yes", "preview": None, "learnt": "2026-11-23T10:00:00"}),
        damaged(kept={"answer": "yes", "preview": None, "learnt": "2026-11-23T10:00:00+99:99"}),
    ],
    ids=lambda content: content[:30].decode("latin-1"),
)
def test_nonsense_is_a_fresh_start_and_is_kept_aside(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    assert FileJournal(path).look() is None
    assert path.read_bytes() == content
    assert FileJournal(path).load() == Progress()
    assert path.with_name("journal.json.broken").read_bytes() == content
    assert not path.exists()
    FileJournal(path).save(FULL)
    assert FileJournal(path).load() == FULL


def test_the_undamaged_form_is_believed(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(damaged())
    assert FileJournal(path).load() == Progress(Journey(Step.NEW_KEY))


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    journal = FileJournal(tmp_path / "file" / "journal.json")
    assert journal.load() == Progress()
    with pytest.raises(ProblemError) as caught:
        journal.save(FULL)
    assert caught.value.failure.code == "C03"
    assert str(tmp_path / "file") in caught.value.failure.sentence
    assert caught.value.__context__ is None


def test_a_save_that_fails_leaves_the_old_one_and_no_rubbish(path: Path) -> None:
    path.mkdir(parents=True)
    (path / "occupied").touch()
    with pytest.raises(ProblemError):
        FileJournal(path).save(FULL)
    assert {entry.name for entry in path.parent.iterdir()} == {path.name, f"{path.name}.lock"}
