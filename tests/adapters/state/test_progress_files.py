"""The progress files: nothing is lost, broken files are ignored, and facts of two Avas are never mixed."""

import stat
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ava_onboard.adapters.state import atomic_file
from ava_onboard.adapters.state.progress_files import ProgressFiles, avas, last_ava, profile_names
from ava_onboard.domain import problems
from ava_onboard.domain.fact import Answer, Fact
from ava_onboard.domain.failure import Failure, ProblemError
from ava_onboard.domain.progress import Journey, Operation, Progress, Stage, Step

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
AVA, OTHER_AVA = "https://ava.example/base", "https://other.example:8443"
YES = Fact(Answer.YES, "8f14e45f...", NOW)
NO = Fact(Answer.NO, None, NOW)
FULL = Progress(
    journey=Journey(Step.NEW_KEY, frozenset({Step.ACCOUNT, Step.KEYS_PAGE})),
    language="fr",
    theme="textual-light",
    offers_clipboard=False,
    ava=AVA,
    kept=YES,
    accepted=Fact(),
    account="Élodie",
    known=NO,
    under_way=Operation(Stage.SEND, "8f14e45f..."),
)


def names(path: Path) -> set[str]:
    return {file.name for file in path.parent.iterdir()}


def note_writes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that collects the names of the files written from now on."""
    written: list[str] = []
    really = atomic_file.replace

    def replace(path: Path, content: bytes, *, durable: bool) -> None:
        written.append(path.name)
        really(path, content, durable=durable)

    monkeypatch.setattr(atomic_file, "replace", replace)
    return written


@pytest.mark.parametrize("progress", [FULL, Progress()], ids=["full", "fresh"])
def test_saved_progress_is_loaded(path: Path, progress: Progress) -> None:
    saved = ProgressFiles(path, AVA)
    assert saved.load() == Progress()
    saved.save(FULL)
    saved.save(progress)
    assert ProgressFiles(path, AVA).load() == ProgressFiles(path, AVA).look() == progress


def test_another_ava_shares_what_belongs_to_the_profile_and_nothing_else(path: Path) -> None:
    ProgressFiles(path, AVA).save(FULL)
    of_profile = FULL._replace(account=None, known=Fact(), under_way=None)
    assert ProgressFiles(path, OTHER_AVA).load() == ProgressFiles(path).load() == of_profile
    assert last_ava(path) == AVA


def test_all_avas_of_a_profile_are_known_and_its_name_is_that_of_any_of_its_files(path: Path) -> None:
    ProgressFiles(path, AVA).save(FULL)
    ProgressFiles(path, OTHER_AVA).save(Progress(account="Élodie"))
    ProgressFiles(path.with_name("shop-2.json"), "https://third.example").save(Progress(account="Camille"))
    assert avas(path) == {None, AVA, OTHER_AVA}
    path.unlink()
    assert avas(path) == {None, AVA, OTHER_AVA}
    assert profile_names(path.parent) == {"shop", "shop-2"}


ADDRESSES = [None, "https://ava.example", "https://AVA.example", "https://ava.example/a", "https://ava.example/A"]
ADDRESSES += ["http://127.0.0.1:8000", "http://127.0.0.1:80", "http://[::1]:8000", f"https://{'x' * 200}.example"]


def test_each_ava_has_its_own_file_with_a_valid_name(path: Path) -> None:
    for ava in ADDRESSES:
        ProgressFiles(path, ava).save(Progress(account="somebody"))
    files = names(path) - {"shop.json", "shop.json.lock"}
    assert len({name.lower() for name in files}) == len(ADDRESSES)
    for name in files:
        assert len(name) < 80
        assert not set(name) - set("abcdefghijklmnopqrstuvwxyz0123456789.-@")


def test_it_is_saved_since_when_a_fact_is_known(path: Path) -> None:
    known = YES._replace(since=NOW - timedelta(days=3))
    ProgressFiles(path).save(Progress(known=known))
    assert ProgressFiles(path).load().known == known


def test_failures_are_not_saved(path: Path) -> None:
    failure = Failure(problems.VAPI_DOWN)
    ProgressFiles(path).save(Progress(accepted=Fact(Answer.UNKNOWN, "8f14e45f...", NOW, failure)))
    assert ProgressFiles(path).load().accepted == Fact(Answer.UNKNOWN, "8f14e45f...", NOW)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps the folder of a user private by other means")
def test_only_the_owner_can_read_the_files_and_no_other_file_is_left(path: Path) -> None:
    ProgressFiles(path).save(FULL)
    ProgressFiles(path).save(FULL._replace(language="en", account="Camille"))
    assert names(path) == {"shop.json", "shop@default.json", "shop.json.lock"}
    assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_only_the_file_that_changes_is_written(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    saved = ProgressFiles(path)
    saved.save(FULL)
    written = note_writes(monkeypatch)
    saved.save(FULL)
    saved.save(FULL._replace(language="en"))
    saved.save(FULL._replace(language="en", under_way=None))
    assert written == ["shop.json", "shop@default.json"]


@pytest.mark.parametrize(
    ("after", "order"),
    [
        (Progress(kept=YES, under_way=FULL.under_way), ["shop@default.json", "shop.json"]),
        (Progress(kept=NO), ["shop.json", "shop@default.json"]),
    ],
    ids=["an operation begins", "an operation ends"],
)
def test_an_operation_is_saved_before_its_changes_and_removed_after_them(
    path: Path, monkeypatch: pytest.MonkeyPatch, after: Progress, order: list[str]
) -> None:
    saved = ProgressFiles(path)
    saved.save(Progress(under_way=None if after.under_way else Operation(Stage.FORGET_HERE)))
    written = note_writes(monkeypatch)
    saved.save(after)
    assert written == order


def test_removing_a_profile_removes_all_of_its_files_and_no_other(path: Path) -> None:
    for ava in (None, AVA, OTHER_AVA):
        ProgressFiles(path, ava).save(FULL)
        ProgressFiles(path.with_name("shop-2.json"), ava).save(FULL)
    kept = {name for name in names(path) if name.startswith("shop-2")}
    path.with_name("shop.json.broken").touch()
    path.with_name("shop@default.json.broken").touch()
    ProgressFiles(path).remove()
    assert names(path) == kept | {"shop.json.lock"}


def test_an_unwritable_folder_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    saved = ProgressFiles(tmp_path / "file" / "shop.json")
    assert saved.load() == Progress()
    with pytest.raises(ProblemError) as caught:
        saved.save(FULL)
    assert caught.value.failure.code == "C03"
    assert str(tmp_path / "file") in caught.value.failure.sentence
    assert caught.value.__context__ is None


def test_a_failed_save_leaves_the_old_file_and_no_temporary_one(path: Path) -> None:
    path.mkdir(parents=True)
    (path / "occupied").touch()
    with pytest.raises(ProblemError):
        ProgressFiles(path).save(Progress())
    assert names(path) == {"shop.json", "shop.json.lock"}
    assert [file.name for file in path.iterdir()] == ["occupied"]
