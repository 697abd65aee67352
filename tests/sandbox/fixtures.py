"""The embedded world for every test that needs a server: started once, clean before each test."""

from collections.abc import Iterator

import pytest

from ava_onboard.sandbox.world import World


@pytest.fixture(scope="session")
def world_of_session() -> Iterator[World]:
    """One world for the whole session; tests use `world`."""
    with World(slow_seconds=0.3) as world:
        yield world


@pytest.fixture
def world(world_of_session: World) -> World:
    """A world in which nothing has happened yet."""
    world_of_session.reset()
    return world_of_session
