"""Progress files that are not regular ones, or whose disk does not answer, are given up."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ava_onboard.adapters.state import progress_files
from ava_onboard.adapters.state.progress_files import ProgressFiles, avas, last_ava
from ava_onboard.domain.failure import ProblemError
from ava_onboard.domain.progress import Progress
from tests.adapters.leases import on_lease

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="pipes, devices and leases of Linux")

SOON = 2.0
"""Seconds: anything but a regular file is refused at once."""


def make_pipe(path: Path) -> None:
    os.mkfifo(path)


def link_to_terminal(path: Path) -> None:
    path.symlink_to("/dev/ptmx")


def link_to_nothing(path: Path) -> None:
    path.symlink_to("/dev/null")


def link_to_endless(path: Path) -> None:
    path.symlink_to("/dev/zero")


@pytest.fixture
def place(path: Path) -> Path:
    path.parent.mkdir()
    return path


@pytest.mark.parametrize("make", [make_pipe, link_to_terminal, link_to_nothing, link_to_endless])
def test_anything_but_a_regular_file_is_named_and_left_alone(place: Path, make: Callable[[Path], None]) -> None:
    make(place)
    begun = time.monotonic()
    with pytest.raises(ProblemError) as caught:
        ProgressFiles(place).load()
    assert time.monotonic() - begun < SOON
    assert (caught.value.failure.code, caught.value.failure.values) == ("C08", {"file": str(place)})
    assert os.path.lexists(place)


def test_a_list_of_profiles_skips_anything_but_regular_files(place: Path) -> None:
    make_pipe(place)
    assert ProgressFiles(place).look() == Progress()
    assert last_ava(place) is None
    assert avas(place) == {None}


def test_a_pipe_can_be_removed_with_its_profile(place: Path) -> None:
    make_pipe(place)
    ProgressFiles(place).remove()
    assert not os.path.lexists(place)


def test_a_file_that_is_given_back_in_time_is_read(place: Path) -> None:
    ProgressFiles(place).save(Progress(language="fr"))
    with on_lease(place):
        pass
    assert ProgressFiles(place).load().language == "fr"


def test_a_disk_that_does_not_answer_is_given_up(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress_files, "_ANSWER", 0.2)
    ProgressFiles(place).save(Progress(language="fr"))
    files = ProgressFiles(place)
    with on_lease(place):
        assert files.look() == Progress()
        with pytest.raises(ProblemError) as reading:
            files.load()
        with pytest.raises(ProblemError) as writing:
            files.save(Progress(language="en"))
    assert (reading.value.failure.code, writing.value.failure.code) == ("C08", "C03")
