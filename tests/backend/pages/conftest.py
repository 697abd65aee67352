from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest_asyncio

from ava_onboard.sandbox.world import World
from tests.backend.conftest import Backend, Template, running
from tests.backend.pages.visitor import Visitor


@asynccontextmanager
async def open_backend(template: Template, world: World, **changes: Any) -> AsyncIterator[Backend]:
    """Yield a backend that uses the sandbox's Vapi."""
    async with running(template, vapi_url=world.vapi_url, vapi_eu_url=world.vapi_eu_url, **changes) as started:
        yield started


@pytest_asyncio.fixture
async def backend(template: Template, world: World) -> AsyncIterator[Backend]:
    async with open_backend(template, world) as started:
        yield started


@pytest_asyncio.fixture
async def visitor(backend: Backend) -> AsyncIterator[Visitor]:
    """A visitor of the page."""
    there = Visitor(backend.app)
    async with there.client:
        yield there


@pytest_asyncio.fixture
async def alice(backend: Backend, visitor: Visitor) -> Visitor:
    """Alice, signed in, with the settings open."""
    answer = await visitor.sign_in(backend.alice.email)
    assert answer.url.path == "/settings"
    return visitor
