"""After many rounds of saving, checking and deleting in one process, memory and open files have not grown."""

import gc
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ava_onboard.domain.verdict import Accepted
from ava_onboard.onboarding import Onboarding, StageFailed

from .computer import KEY, Computer
from .conftest import ALL

ROUNDS = 2000 if ALL else 100


@pytest.mark.skipif(sys.platform != "linux", reason="open files are counted in /proc")
async def test_memory_and_open_files_stay_flat(
    computer: Computer, record_property: Callable[[str, object], None]
) -> None:
    await computer.sign_in()
    run = computer.run()
    for _ in range(20):  # what is made once and kept, such as connections and caches
        await one_round(computer, run)
    files, blocks, resident = open_files(), memory_blocks(), resident_mib()
    for _ in range(ROUNDS):
        await one_round(computer, run)
    more_files, more_blocks, more_mib = open_files() - files, memory_blocks() - blocks, resident_mib() - resident
    record_property(
        "measured",
        f"{ROUNDS} rounds: {more_files:+} open files (of {files}), {more_blocks:+} blocks of memory (of {blocks}),"
        f" {more_mib:+.1f} MiB resident (of {resident:.0f})",
    )
    assert more_files <= 2
    assert more_blocks < 1000 + ROUNDS, "something is kept in every round"
    assert more_mib < 16


async def one_round(computer: Computer, run: Onboarding) -> None:
    verdict = await run.check(KEY)
    assert isinstance(verdict, Accepted)
    for events in (run.save(KEY, verdict), run.delete()):
        assert [event async for event in events if isinstance(event, StageFailed)] == []
    computer.world.requests.clear()


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def memory_blocks() -> int:
    gc.collect()
    return sys.getallocatedblocks()


def resident_mib() -> float:
    status = Path("/proc/self/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024
