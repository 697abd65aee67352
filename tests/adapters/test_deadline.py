"""Blocking calls: their outcome, their deadline, and that they never keep the process alive."""

import asyncio
import socket
import subprocess
import sys
import threading

import pytest

from ava_onboard.adapters import deadline


async def test_the_result_or_the_error_is_passed_on() -> None:
    assert await deadline.run(lambda: 7, 5) == 7
    with pytest.raises(ZeroDivisionError):
        await deadline.run(lambda: 1 // 0, 5)


async def test_a_late_outcome_is_dropped() -> None:
    release = threading.Event()
    done = threading.Event()

    def late() -> None:
        release.wait(5)
        done.set()
        raise RuntimeError("too late")

    with pytest.raises(TimeoutError):
        await deadline.run(late, 0.01)
    release.set()
    assert await deadline.run(lambda: done.wait(5), 6)


async def test_changes_take_turns_and_one_abandoned_before_its_turn_is_not_made() -> None:
    changes = deadline.Turns()
    started, release, made = threading.Event(), threading.Event(), list[str]()

    def slow() -> None:
        started.set()
        release.wait(5)
        made.append("slow")

    given_up = [asyncio.create_task(changes.run(slow, 5))]
    await asyncio.sleep(0)
    assert await deadline.run(lambda: started.wait(5), 6)
    given_up.append(asyncio.create_task(changes.run(lambda: made.append("given up"), 5)))
    await asyncio.sleep(0)
    for task in given_up:
        task.cancel()
    await asyncio.wait(given_up)
    last = asyncio.create_task(changes.run(lambda: made.append("last"), 5))
    await asyncio.sleep(0)
    assert made == []
    release.set()
    await last
    assert made == ["slow", "last"]


def test_an_outcome_after_the_end_of_the_loop_is_dropped() -> None:
    release = threading.Event()

    async def give_up() -> None:
        with pytest.raises(TimeoutError):
            await deadline.run(lambda: release.wait(5), 0.01)

    asyncio.run(give_up())
    [thread] = [thread for thread in threading.enumerate() if thread.name == "ava-onboard-call"]
    release.set()
    thread.join(5)
    assert not thread.is_alive()


def assert_gives_up(program: str) -> None:
    """``program`` says so and ends by itself, without a word about what still runs."""
    finished = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=10, check=True)
    assert (finished.stdout, finished.stderr) == ("given up\n", "")


def test_a_call_that_never_ends_does_not_keep_the_process_alive() -> None:
    program = """
import asyncio, threading
from ava_onboard.adapters import deadline
async def main():
    try:
        await deadline.run(threading.Event().wait, 0.01)
    except TimeoutError:
        print("given up")
asyncio.run(main())
"""
    assert_gives_up(program)


def test_a_hanging_name_lookup_does_not_keep_the_process_alive() -> None:
    program = """
import asyncio, socket, threading
from ava_onboard.adapters import deadline
socket.getaddrinfo = lambda *arguments, **options: threading.Event().wait()
async def main():
    deadline.resolve_names_in_daemon_threads()
    try:
        async with asyncio.timeout(0.01):
            await asyncio.get_running_loop().getaddrinfo("ava.example", 443)
    except TimeoutError:
        print("given up")
asyncio.run(main())
"""
    assert_gives_up(program)


async def test_names_resolve_or_fail_as_usual() -> None:
    deadline.resolve_names_in_daemon_threads()
    loop = asyncio.get_running_loop()
    assert (await loop.getaddrinfo("127.0.0.1", 443))[0][4][:2] == ("127.0.0.1", 443)
    with pytest.raises(socket.gaierror):
        await loop.getaddrinfo("127.0.0.1", "no such service")
