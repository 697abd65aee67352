"""Two programs at once: neither loses what the other saves."""

import multiprocessing
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ava_onboard.adapters.state import atomic_file, progress_files
from ava_onboard.adapters.state.progress_files import ProgressFiles
from ava_onboard.domain.fact import Answer, Fact
from ava_onboard.domain.progress import DEFAULT_AVA, Journey, Operation, Progress, Stage, Step

from .test_other_formats import former

PROCESSES = multiprocessing.get_context("spawn")
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
SENDING, DELETING = Operation(Stage.SEND, "8f14e45f..."), Operation(Stage.FORGET_HERE)
AVA = "https://ava.example"
YES = Fact(Answer.YES, "8f14e45f...", NOW)
ROUNDS = 50


def program(path: Path) -> tuple[ProgressFiles, Progress]:
    """Start a program; return its files and what it has loaded."""
    opened = ProgressFiles(path)
    return opened, opened.load()


def test_the_other_program_s_operation_survives_a_change_of_language(path: Path) -> None:
    (one, known), (other, seen) = program(path), program(path)
    one.save(known._replace(under_way=SENDING))
    other.save(seen._replace(language="fr"))
    assert ProgressFiles(path).load() == Progress(language="fr", under_way=SENDING)


def test_ending_an_operation_does_not_end_a_newer_one_of_the_other_program(path: Path) -> None:
    (one, known), (other, seen) = program(path), program(path)
    one.save(known._replace(under_way=SENDING))
    other.save(seen._replace(under_way=DELETING))
    one.save(known)
    assert ProgressFiles(path).load().under_way == DELETING
    other.save(seen)
    assert ProgressFiles(path).load().under_way is None


def test_the_last_change_of_both_programs_wins(path: Path) -> None:
    (one, known), (other, seen) = program(path), program(path)
    one.save(known._replace(known=Fact(Answer.NO, None, NOW), kept=Fact(Answer.YES, "8f14e45f...", NOW)))
    other.save(seen._replace(known=Fact(Answer.YES, "8f14e45f...", NOW)))
    there = ProgressFiles(path).load()
    assert (there.known.answer, there.kept.answer) == (Answer.YES, Answer.YES)


def test_two_programs_at_two_avas_share_the_profile_and_nothing_else(path: Path) -> None:
    one, other = ProgressFiles(path), ProgressFiles(path, AVA)
    known, seen = one.load(), other.load()
    other.save(seen._replace(ava=AVA, account="Camille", known=YES))
    one.save(known._replace(language="fr"))
    assert ProgressFiles(path).load() == Progress(ava=AVA, language="fr")
    assert ProgressFiles(path, AVA).load() == Progress(ava=AVA, language="fr", account="Camille", known=YES)


def test_starting_an_operation_keeps_the_profile_at_its_ava(path: Path) -> None:
    one, other = ProgressFiles(path), ProgressFiles(path, AVA)
    one.save(one.load()._replace(ava=DEFAULT_AVA))
    other.save(other.load()._replace(ava=AVA, account="Camille"))
    one.save(Progress(ava=DEFAULT_AVA, under_way=SENDING))
    assert ProgressFiles(path).load() == Progress(ava=DEFAULT_AVA, under_way=SENDING)


def test_an_operation_lapses_when_the_profile_uses_another_ava(path: Path) -> None:
    one, other = ProgressFiles(path), ProgressFiles(path, AVA)
    one.save(one.load()._replace(ava=DEFAULT_AVA, known=YES, under_way=DELETING))
    other.save(other.load()._replace(ava=AVA))
    back = ProgressFiles(path)
    assert (back.look().under_way, back.look().known) == (None, YES)
    back.save(back.load()._replace(ava=DEFAULT_AVA))
    assert ProgressFiles(path).load() == Progress(ava=DEFAULT_AVA, known=YES)


def test_two_programs_that_started_with_a_file_of_the_former_format_lose_nothing(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(former(account="Camille", under_way={"stage": "SEND", "preview": "8f14e45f..."}))
    (one, known), (other, seen) = program(path), program(path)
    one.save(known._replace(language="fr"))
    other.save(seen._replace(under_way=None, known=YES))
    assert ProgressFiles(path).load() == Progress(
        Journey(Step.NEW_KEY), ava=DEFAULT_AVA, language="fr", account="Camille", known=YES
    )


def test_the_next_save_includes_what_a_failed_one_could_not_write(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, known = program(path)
    one.save(known)
    with monkeypatch.context() as full:
        full.setattr(atomic_file, "replace", no_space)
        with pytest.raises(Exception, match="C03"):
            one.save(known._replace(under_way=SENDING))
    one.save(known._replace(under_way=SENDING, language="fr"))
    assert ProgressFiles(path).load() == Progress(language="fr", under_way=SENDING)


def no_space(_path: Path, _content: bytes, *, durable: bool) -> None:
    raise OSError("no space left")


def test_a_removed_file_is_written_completely(path: Path) -> None:
    one, known = program(path)
    one.save(known._replace(language="fr"))
    path.unlink()
    one.save(known._replace(language="fr", theme="ava-light"))
    assert ProgressFiles(path).load() == Progress(language="fr", theme="ava-light")


def test_a_program_that_hangs_while_writing_does_not_block_others(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress_files, "_TURN", 0.02)
    one, known = program(path)
    one.save(known)
    left = path.with_name(f".{path.name}.of-the-other")
    left.touch()
    with atomic_file.alone(path):
        one.save(known._replace(language="fr"))
    assert ProgressFiles(path).load().language == "fr"
    assert left.exists(), "the other is still writing it"


@pytest.mark.skipif(sys.platform == "win32", reason="folders are not written through there")
def test_an_operation_is_written_durably_and_the_step_is_not(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, known = program(path)
    one.save(known)
    through: list[int] = []
    monkeypatch.setattr(os, "fsync", through.append)
    reading = known._replace(journey=Journey(Step.NEW_KEY), language="fr", theme="ava-light")
    one.save(reading)
    assert through == []
    one.save(reading._replace(under_way=SENDING))
    assert len(through) == 2, "the file, and the folder with its name"


def work(path: Path, name: str) -> None:
    """Save and save again, one field only."""
    own, known = program(path)
    for number in range(ROUNDS):
        value = f"{name} {number}"
        own.save(known._replace(language=value) if name == "language" else known._replace(account=value))


@pytest.mark.wine_fault("msvcrt.locking fails with errno 0 in place of 13, as if the disk had no locks")
def test_two_processes_writing_at_once_lose_no_progress(path: Path) -> None:
    ProgressFiles(path).save(Progress(under_way=SENDING))
    processes = [PROCESSES.Process(target=work, args=(path, name)) for name in ("language", "account")]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
        assert process.exitcode == 0
    last = ROUNDS - 1
    assert ProgressFiles(path).load() == Progress(
        language=f"language {last}", account=f"account {last}", under_way=SENDING
    )
    assert {file.name for file in path.parent.iterdir()} <= {path.name, "shop@default.json", f"{path.name}.lock"}
