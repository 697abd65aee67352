"""Lines that several processes append to one file, which others rename, cut and fill the disk of."""

import json
import logging
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ava_onboard.backend.appended_file import AppendedFile

posix_only = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has neither these modes nor renames open files"
)

WRITER = """
import sys
from pathlib import Path
from ava_onboard.backend.appended_file import AppendedFile

file = AppendedFile(Path(sys.argv[1]))
for number in range(1000):
    file.append('{"writer": "%s", "number": %d, "filling": "%s"}' % (sys.argv[2], number, "x" * 500))
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "audit.log"


@posix_only
def test_a_new_file_is_its_owner_s(path: Path) -> None:
    before = os.umask(0)
    try:
        AppendedFile(path).close()
    finally:
        os.umask(before)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@posix_only
def test_what_root_creates_belongs_to_the_owner_of_the_folder(path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root may give files away")
    os.chown(path.parent, 12345, 12346)
    AppendedFile(path).close()

    assert (path.stat().st_uid, path.stat().st_gid) == (12345, 12346)


def test_lines_are_appended_to_what_is_there(path: Path) -> None:
    path.write_text("old\n")
    file = AppendedFile(path)
    file.append("new")
    file.append("é")
    file.close()

    assert path.read_text(encoding="utf-8") == "old\nnew\né\n"


def test_a_line_that_was_cut_stays_alone(path: Path) -> None:
    path.write_text("cu")
    file = AppendedFile(path)
    file.append("whole")
    file.close()

    assert path.read_text() == "cu\nwhole\n"


@posix_only
def test_a_file_that_was_renamed_is_followed_by_a_new_one(path: Path) -> None:
    file = AppendedFile(path)
    file.append("first")
    path.rename(path.with_suffix(".1"))
    file.append("second")
    path.unlink()
    file.append("third")
    path.rename(path.with_suffix(".2"))
    path.touch(0o640)
    file.append("fourth")
    file.close()

    assert path.with_suffix(".1").read_text() == "first\n"
    assert path.with_suffix(".2").read_text() == "third\n"
    assert path.read_text() == "fourth\n"


@posix_only
def test_a_file_that_was_emptied_begins_anew(path: Path) -> None:
    file = AppendedFile(path)
    file.append("first")
    os.truncate(path, 0)  # as logrotate's copytruncate does
    file.append("second")
    file.close()

    assert path.read_text() == "second\n"


@contextmanager
def full_disk(room: int) -> Iterator[None]:
    """Let files grow to `room` bytes only; a longer write is cut there, as on a full disk."""
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))


@posix_only
def test_a_full_disk_is_logged_once_and_fails_nothing(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = AppendedFile(path)
    file.append("first")
    with full_disk(room=10):
        for _ in range(3):
            file.append("MARKED")
    messages = [record.getMessage() for record in caplog.records]
    file.append("last")
    file.close()

    assert len(messages) == 1
    assert messages[0].startswith(f"{path} cannot be written: ")
    assert caplog.records[-1].getMessage() == f"{path} is written again; lines that are missing: 3"
    assert caplog.records[-1].levelno == logging.WARNING
    assert path.read_text() == "first\nMARK\nlast\n"


@posix_only
def test_a_line_that_another_process_could_not_finish_stays_alone(path: Path) -> None:
    ours, theirs = AppendedFile(path), AppendedFile(path)
    ours.append("first")
    with full_disk(room=10):
        theirs.append("MARKED")
    ours.append("last")
    ours.close()
    theirs.close()

    assert path.read_text() == "first\nMARK\nlast\n"


@posix_only
def test_a_folder_that_is_gone_fails_nothing(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = AppendedFile(path)
    path.unlink()
    path.parent.rmdir()
    file.append("lost")
    path.parent.mkdir()
    file.append("written")
    file.close()

    assert path.read_text() == "written\n"
    assert len(caplog.records) == 2


@posix_only
@pytest.mark.parametrize("kind", ["folder", "pipe", "device", "link", "missing folder"])
def test_anything_but_a_regular_file_is_refused(path: Path, kind: str) -> None:
    match kind:
        case "folder":
            path.mkdir()
        case "pipe":
            os.mkfifo(path)
        case "link":
            other = path.with_name("other")
            other.touch()
            path.symlink_to(other)
        case "device":
            path = Path(os.devnull)
        case _:
            path = path / "nowhere"

    with pytest.raises(OSError, match=r"ordinary|directory|symbolic"):
        AppendedFile(path)


@posix_only
@pytest.mark.process
def test_lines_of_several_processes_do_not_mix_and_none_is_lost_when_the_file_is_renamed(path: Path) -> None:
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, path, name]) for name in ("a", "b", "c")]
    turned = 0
    while any(writer.poll() is None for writer in writers):
        if path.exists() and path.stat().st_size > 100_000:
            turned += 1
            path.rename(path.with_suffix(f".{turned}"))
    assert [writer.wait() for writer in writers] == [0, 0, 0]

    lines = [json.loads(line) for file in path.parent.iterdir() for line in file.read_text().splitlines() if line]
    assert turned
    assert sorted((line["writer"], line["number"]) for line in lines) == [
        (name, number) for name in ("a", "b", "c") for number in range(1000)
    ]
