"""Files that another program is using: Windows replaces no open file, and nobody's temporary file is removed."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Timer

import pytest

from ava_onboard.adapters.secrets.protected_file import ProtectedFile
from ava_onboard.adapters.state import atomic_file
from ava_onboard.adapters.state.progress_files import ProgressFiles
from ava_onboard.domain.failure import ProblemError
from ava_onboard.domain.progress import Progress
from ava_onboard.onboarding.ports import SecretName
from tests.adapters.secrets.protected_files import CHEAP, KEY, PASSPHRASE

Hold = Callable[[Path], Callable[[], None]]


@pytest.fixture
def hold(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hold]:
    """Gives ``hold(path)``, which opens a file as another program does, and returns what closes it.

    Elsewhere than on Windows, what Windows answers meanwhile is a stand-in: no rights, to a replacement only.
    """
    with ExitStack() as held:

        def hold(path: Path) -> Callable[[], None]:
            if sys.platform == "win32":
                return held.enter_context(path.open("rb")).close
            really, in_use = Path.replace, {path}

            def replace(self: Path, target: Path) -> Path:
                if target in in_use:
                    raise PermissionError(13, "Access is denied")
                return really(self, target)

            monkeypatch.setattr(Path, "replace", replace)
            monkeypatch.setattr(atomic_file, "_is_in_use", in_use.__contains__)
            return in_use.clear

        yield hold


def names(path: Path) -> set[str]:
    return {file.name for file in path.parent.iterdir()} - {f"{path.name}.lock"}


def test_a_file_that_another_program_reads_for_a_moment_is_replaced_after_it(path: Path, hold: Hold) -> None:
    saved = ProgressFiles(path)
    saved.save(Progress())
    release = Timer(0.5, hold(path))
    release.start()
    saved.save(Progress(language="fr"))
    release.join()
    assert ProgressFiles(path).load().language == "fr"


def test_a_file_that_another_program_keeps_open_is_named(path: Path, hold: Hold) -> None:
    saved = ProgressFiles(path)
    saved.save(Progress())
    before = names(path)
    hold(path)
    start = time.monotonic()
    with pytest.raises(ProblemError) as caught:
        saved.save(Progress(language="fr"))
    assert time.monotonic() - start > 1, "a virus scanner takes a second"
    failure = caught.value.failure
    assert (failure.code, failure.values) == ("C11", {"file": str(path)})
    assert "another program" in failure.sentence
    assert names(path) == before, "and no temporary file is left"


def test_missing_rights_are_not_another_program(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    saved = ProgressFiles(path)
    saved.save(Progress())

    def replace(_self: Path, _target: Path) -> Path:
        raise PermissionError(13, "Access is denied")

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(ProblemError) as caught:
        saved.save(Progress(language="fr"))
    assert caught.value.failure.code == "C03"


def temporary(path: Path, *, age: float) -> Path:
    """A temporary file of another program for ``path``, written ``age`` seconds ago."""
    file = path.with_name(f".{path.name}.of-the-other")
    file.touch()
    os.utime(file, (time.time() - age, time.time() - age))
    return file


def test_a_temporary_file_stays_while_its_writer_may_live(path: Path) -> None:
    """After half a second, a program writes its progress even if another one holds the lock."""
    saved = ProgressFiles(path)
    saved.save(Progress())
    being_written = temporary(path, age=60)
    saved.save(Progress(language="fr"))
    assert being_written.exists()


def test_temporary_files_of_a_killed_program_are_removed(path: Path) -> None:
    saved = ProgressFiles(path)
    saved.save(Progress())
    left = temporary(path, age=2 * 3600)
    saved.save(Progress(language="fr"))
    assert not left.exists()


@pytest.mark.parametrize("locks", [True, False], ids=["with locks", "without locks"])
async def test_a_temporary_protected_file_goes_only_where_nobody_can_be_writing_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, locks: bool
) -> None:
    path = tmp_path / "default.vault"
    store = ProtectedFile(path, cost=CHEAP)
    await store.choose(PASSPHRASE)
    being_written = temporary(path, age=0)
    if not locks:  # some network folders have none

        def refuse(_descriptor: int) -> bool:
            raise OSError("no locks")

        monkeypatch.setattr(atomic_file, "_locked", refuse)
    await store.put(SecretName.VAPI_KEY, KEY)
    assert being_written.exists() is not locks
