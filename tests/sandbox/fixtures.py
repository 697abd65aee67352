"""The sandbox for every test that needs a server: started once, reset before each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ava_onboard.sandbox.world import World


@pytest.fixture(scope="session")
def world_of_session() -> Iterator[World]:
    """One sandbox for the whole session; tests use `world`."""
    from ava_onboard.sandbox.world import World  # not needed by the process that only hands out the tests

    with World(slow_seconds=0.3) as world:
        yield world


@pytest.fixture
def world(world_of_session: World) -> World:
    """A sandbox as it is right after its start."""
    world_of_session.reset()
    return world_of_session
