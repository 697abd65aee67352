"""Making the services: once, when they are needed; a failure is a value."""

import asyncio
import gc
from collections.abc import Awaitable, Callable
from typing import Never

import pytest

from ava_onboard.adapters.secrets.memory import MemoryStore
from ava_onboard.adapters.services.vapi import HttpVapi
from ava_onboard.domain import problems
from ava_onboard.domain.fact import Answer
from ava_onboard.domain.failure import Failure, failed
from ava_onboard.domain.secret import Password, Token
from ava_onboard.domain.verdict import Undecided
from ava_onboard.onboarding import Onboarding, Services, Stage, StageFailed
from ava_onboard.onboarding.secret_store import StoreChoice
from ava_onboard.onboarding.services import ServiceProvider
from ava_onboard.sandbox.faults import Fault
from tests.saved_progress import ProgressInMemory

from .conftest import KEY, Computer
from .fakes import frozen

BAD_SETTING = Failure(problems.BAD_SETTING, {"name": "SSL_CERT_FILE"})


async def unable() -> Never:
    raise failed(problems.BAD_SETTING, name="SSL_CERT_FILE")


async def test_simultaneous_calls_make_them_once(computer: Computer) -> None:
    run = computer.run()
    assert computer.connections == 0
    await asyncio.gather(run.prepare(), run.check(KEY), run.prepare())
    assert computer.connections == 1


class Making:
    """Services that take until ``release`` to make."""

    def __init__(self, computer: Computer) -> None:
        self.started = 0
        self.failures: list[Exception] = []
        self.release = asyncio.Event()
        self.failed = asyncio.Event()
        self._services = Services(HttpVapi(computer.client, {}), computer.ava, MemoryStore())

    async def __call__(self) -> Services:
        self.started += 1
        await self.release.wait()
        if self.failures:
            self.failed.set()
            raise self.failures.pop()
        return self._services


async def give_up_after_start(wait: Callable[[], Awaitable[object]]) -> None:
    """Begin to wait, and be cancelled before there is an answer."""
    waiting = asyncio.ensure_future(wait())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_a_cancelled_wait_does_not_make_them_twice(computer: Computer) -> None:
    making = Making(computer)
    provider = ServiceProvider(making, StoreChoice({}))
    await give_up_after_start(provider.get)
    others = asyncio.gather(provider.get(), provider.get())
    await give_up_after_start(provider.get)
    making.release.set()
    first, second = await others
    assert first == second == await provider.get()
    assert making.started == 1


async def test_a_failure_after_a_cancelled_wait_is_not_reported_and_the_next_call_tries_again(
    computer: Computer,
) -> None:
    reported: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: reported.append(context))
    making = Making(computer)
    making.failures.append(failed(problems.BAD_SETTING, name="SSL_CERT_FILE"))
    provider = ServiceProvider(making, StoreChoice({}))
    await give_up_after_start(provider.get)
    making.release.set()
    async with asyncio.timeout(5):
        await making.failed.wait()
    await asyncio.sleep(0)
    gc.collect()
    assert await provider.get()
    assert making.started == 2
    assert reported == []


async def test_a_failure_reaches_every_waiting_call(computer: Computer) -> None:
    making = Making(computer)
    making.failures.append(failed(problems.BAD_SETTING, name="SSL_CERT_FILE"))
    making.release.set()
    run = Onboarding(ProgressInMemory(), frozen, making)
    first, second = await asyncio.gather(run.prepare(), run.prepare())
    assert first == second == BAD_SETTING
    assert making.started == 1


async def test_closing_does_not_wait_for_services_being_made(computer: Computer) -> None:
    making = Making(computer)
    provider = ServiceProvider(making, StoreChoice({}))
    await give_up_after_start(provider.get)
    await provider.close()
    making.release.set()
    assert await provider.get()
    assert making.started == 2


async def test_preparing_connects_to_vapi_without_a_key_and_starts_ava_without_a_token(computer: Computer) -> None:
    await computer.keep(Token(computer.world.token))
    assert await computer.run().prepare() is None
    requests = computer.world.requests.all()
    assert {(request.server, request.path) for request in requests} == {("vapi", "/"), ("ava", "/healthz")}
    assert [request.key for request in requests] == [None, None]


async def test_preparing_does_not_fail_if_ava_does_not_start(computer: Computer) -> None:
    computer.world.ava_faults.add(Fault.status(503), path="/healthz")
    assert await computer.run().prepare() is None


async def test_every_use_case_returns_the_failure_to_make_services() -> None:
    run = Onboarding(ProgressInMemory(), frozen, unable)
    assert await run.prepare() == BAD_SETTING
    assert await run.check(KEY) == Undecided(BAD_SETTING)
    await run.expect_ava()  # it shows once Ava is asked
    assert [event async for event in run.save(KEY, None)][-1] == StageFailed(Stage.KEEP, BAD_SETTING)
    assert [event async for event in run.save(KEY, None, keep=False)][-1] == StageFailed(Stage.SEND, BAD_SETTING)
    assert [event async for event in run.send()][-1] == StageFailed(Stage.SEND, BAD_SETTING)
    assert [event async for event in run.delete()][-1] == StageFailed(Stage.FORGET_AT_AVA, BAD_SETTING)
    assert await run.sign_in("demo@ava.ai", Password("password")) == BAD_SETTING
    assert await run.use_token(Token("token")) == BAD_SETTING
    assert await run.sign_out() == BAD_SETTING
    (status,) = [status async for status in run.look()]
    assert (status.kept.answer, status.known.failure, status.signed_in) == (Answer.UNKNOWN, BAD_SETTING, False)
