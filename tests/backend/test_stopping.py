"""What is done at the moment when the process is told to stop."""

import signal
import sys
import threading
from collections.abc import Iterator

import pytest

from ava_onboard.backend.stopping import BeforeStop

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")


@pytest.fixture
def order() -> Iterator[list[str]]:
    """A handler of SIGTERM that was there before; what is called, in this order."""
    called: list[str] = []
    before = signal.signal(signal.SIGTERM, lambda *_: called.append("before"))
    yield called
    signal.signal(signal.SIGTERM, before)


def test_it_comes_first_and_what_was_there_is_still_called(order: list[str]) -> None:
    first = BeforeStop(lambda: order.append("first"))
    for _ in range(2):
        first.begin()
    signal.raise_signal(signal.SIGTERM)
    first.end()
    signal.raise_signal(signal.SIGTERM)
    assert order == ["first", "before", "before"]


def test_a_handler_that_came_later_stays(order: list[str]) -> None:
    first = BeforeStop(lambda: order.append("first"))
    first.begin()
    signal.signal(signal.SIGTERM, lambda *_: order.append("later"))
    first.end()
    signal.raise_signal(signal.SIGTERM)
    assert order == ["later"]


def test_in_another_thread_nothing_is_registered(order: list[str]) -> None:
    first = BeforeStop(lambda: order.append("first"))
    thread = threading.Thread(target=first.begin)
    thread.start()
    thread.join()
    signal.raise_signal(signal.SIGTERM)
    assert order == ["before"]
