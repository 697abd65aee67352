"""The protected file on disk: permissions, a full or blocked disk, a killed write, and two processes."""

import asyncio
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from multiprocessing.context import SpawnProcess
from pathlib import Path

import pytest

from ava_onboard.adapters.secrets.protected_file import ProtectedFile
from ava_onboard.adapters.state import atomic_file
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.failure import ProblemError
from ava_onboard.domain.secret import Token
from ava_onboard.onboarding.ports import SecretName
from tests.adapters.leaks import MARK
from tests.adapters.leases import on_lease
from tests.adapters.secrets.protected_files import ACCESS, CHEAP, KEY, PASSPHRASE, code_of, opened, path

__all__ = ["path"]

Start = Callable[[Path, SecretName, int], SpawnProcess]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
async def test_only_its_owner_can_read_it_with_any_umask(path: Path) -> None:
    before = os.umask(0)
    try:
        store = await opened(path)
        await store.put(SecretName.VAPI_KEY, KEY)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert modes == {"default.vault": 0o600, "default.vault.lock": 0o600}
    path.chmod(0o644)
    await store.put(SecretName.ACCESS_TOKEN, ACCESS)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_an_unwritable_place_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    store = ProtectedFile(tmp_path / "file" / "default.vault", cost=CHEAP)
    with pytest.raises(ProblemError) as caught:
        await store.choose(PASSPHRASE)
    assert caught.value.failure.code == "K13"
    assert str(tmp_path / "file") in caught.value.failure.sentence


@pytest.mark.wine_fault("symbolic links are those of Unix")
async def test_a_folder_instead_of_the_file_does_not_mean_the_keyring(tmp_path: Path) -> None:
    store = ProtectedFile(tmp_path)
    assert store.is_chosen
    assert await code_of(store.get(SecretName.VAPI_KEY)) == "K13"
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    assert ProtectedFile(tmp_path / "link").is_chosen


async def test_a_failed_write_leaves_the_old_content(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = await opened(path)
    await store.put(SecretName.VAPI_KEY, KEY)

    def full(_descriptor: int) -> None:
        raise OSError(28, MARK)

    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        assert await code_of(store.put(SecretName.VAPI_KEY, ApiKey(MARK))) == "K13"
    assert await store.get(SecretName.VAPI_KEY) == KEY
    assert {file.name for file in path.parent.iterdir()} == {"default.vault", "default.vault.lock"}


async def test_a_written_secret_is_read_back(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = await opened(path)
    monkeypatch.setattr(atomic_file, "replace", lambda path, content: None)
    assert await code_of(store.put(SecretName.VAPI_KEY, KEY)) == "K13"


async def test_a_disk_that_does_not_answer_times_out(path: Path) -> None:
    await ProtectedFile(path, cost=CHEAP).choose(PASSPHRASE)
    with on_lease(path):
        assert await code_of(ProtectedFile(path, seconds=0.2).get(SecretName.VAPI_KEY)) == "K13"


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pipes in a folder")
async def test_a_pipe_instead_of_the_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "default.vault")
    store = ProtectedFile(tmp_path / "default.vault", seconds=5)
    async with asyncio.timeout(2):
        assert await code_of(store.get(SecretName.VAPI_KEY)) == "K13"


KILLED_WHILE_WRITING = """
import asyncio, os, signal, sys
from pathlib import Path

from ava_onboard.domain.api_key import ApiKey
from ava_onboard.onboarding.ports import SecretName
from tests.adapters.secrets.protected_files import opened

path, point = Path(sys.argv[1]), sys.argv[2]

def die(*arguments):
    os.kill(os.getpid(), signal.SIGKILL)

async def main():
    store = await opened(path)
    if point == "before the disk has it":
        os.fsync = die
    else:
        Path.replace = die
    await store.put(SecretName.VAPI_KEY, ApiKey("another-key-0000"))

asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot end itself like this there")
@pytest.mark.parametrize("point", ["before the disk has it", "before it has its name"])
async def test_a_killed_write_loses_nothing_and_is_cleaned_up(path: Path, point: str) -> None:
    await (await opened(path)).put(SecretName.VAPI_KEY, KEY)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED_WHILE_WRITING, path, point],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert (killed.returncode, killed.stderr) == (-signal.SIGKILL, b"")
    assert len(list(path.parent.glob(".default.vault.*"))) == 1
    store = await opened(path)
    assert await store.get(SecretName.VAPI_KEY) == KEY
    await store.put(SecretName.ACCESS_TOKEN, ACCESS)
    assert list(path.parent.glob(".default.vault.*")) == []
    assert await store.get(SecretName.VAPI_KEY) == KEY


def write_many(path: Path, entry: SecretName, rounds: int) -> None:
    """Keep a new token again and again, in a separate process."""

    async def work() -> None:
        store = await opened(path)
        for number in range(rounds):
            await store.put(entry, Token(f"{entry.value}-{number}"))

    asyncio.run(work())


@pytest.fixture
def processes() -> Iterator[Start]:
    started: list[SpawnProcess] = []

    def start(path: Path, entry: SecretName, rounds: int) -> SpawnProcess:
        started.append(SpawnProcess(target=write_many, args=(path, entry, rounds)))
        started[-1].start()
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.join()


@pytest.mark.wine_fault("msvcrt.locking fails with errno 0 in place of 13, as if the disk had no locks")
async def test_two_processes_writing_at_once_lose_nothing(path: Path, processes: Start) -> None:
    rounds = 40
    tokens = (SecretName.ACCESS_TOKEN, SecretName.REFRESH_TOKEN)
    writers = [processes(path, entry, rounds) for entry in tokens]
    for writer in writers:
        await asyncio.to_thread(writer.join, 30)
    assert [writer.exitcode for writer in writers] == [0, 0]
    store = await opened(path)
    assert [await store.get(entry) for entry in tokens] == [Token(f"{entry.value}-{rounds - 1}") for entry in tokens]
