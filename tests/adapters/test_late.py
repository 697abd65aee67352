"""What is loaded late: in a thread, once it is called for."""

import asyncio
import threading

import pytest

from ava_onboard.adapters.late import Late


async def test_it_is_loaded_in_a_thread_when_it_is_first_called_for_and_kept() -> None:
    threads: list[threading.Thread] = []

    def load() -> object:
        threads.append(threading.current_thread())
        return object()

    late = Late(load)
    assert threads == []
    assert await late() is await late()
    (thread,) = threads
    assert thread is not threading.main_thread()
    assert thread.daemon, "quitting does not wait for it"


async def test_whoever_calls_while_it_is_loaded_gets_it_too_and_may_give_up() -> None:
    release = threading.Event()
    late = Late(lambda: release.wait(5))
    first, given_up = asyncio.ensure_future(late()), asyncio.ensure_future(late())
    await asyncio.sleep(0)
    given_up.cancel()
    await asyncio.wait({given_up})
    release.set()
    assert await first
    assert await late()


async def test_a_failure_reaches_the_caller_and_the_next_call_tries_again() -> None:
    failures = [ImportError("half installed")]

    def load() -> str:
        if failures:
            raise failures.pop()
        return "loaded"

    late = Late(load)
    with pytest.raises(ImportError, match="half installed"):
        await late()
    assert await late() == "loaded"
