"""Tricks with the framing of requests: one request in, at most one answer out, and never someone else's."""

import shutil
import sys
from collections.abc import Iterator

import pytest

from tests.backend.attacks.doors import DOORS, door
from tests.backend.attacks.rows import ROWS
from tests.backend.attacks.tries import Try, Victim, try_all

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the proxies are Debian's"),
]


@pytest.fixture(scope="module", params=DOORS)
def tried(request: pytest.FixtureRequest) -> Iterator[tuple[list[Try], Victim]]:
    name = request.param
    if name != "alone" and shutil.which(name, path="/usr/sbin:/usr/bin:/usr/local/bin") is None:
        pytest.skip(f"{name} is not installed")
    with door(name) as (port, server):
        yield try_all(port, server)


def test_no_trick_works(tried: tuple[list[Try], Victim]) -> None:
    tries, _ = tried

    assert {each.row.name: each.wrong for each in tries if each.wrong} == {}
    assert len(tries) == len(ROWS) >= 30


def test_another_client_keeps_getting_its_own_answers(tried: tuple[list[Try], Victim]) -> None:
    _, victim = tried

    assert victim.wrong == []
    assert victim.times
