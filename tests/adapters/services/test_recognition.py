"""Recognising Vapi and Ava by their answers, and an Ava that was asleep."""

import asyncio

import pytest

from ava_onboard.adapters.doctor.sockets import Target
from ava_onboard.domain.checks import Passed
from tests.adapters.doctor.test_network import NO_KEY, failure_of, probes
from tests.adapters.loopback import CUT, GARBAGE, Play, answer, hang, reset, serving
from tests.waits import Waits

NOT_SIGNED_IN = answer(401, {"detail": "Not authenticated"})


@pytest.mark.parametrize(
    ("play", "code"),
    [
        pytest.param(answer(200, []), "V03", id="open to everybody"),
        pytest.param(answer(200, "<html>Welcome</html>"), "V03", id="welcome page"),
        pytest.param(answer(401, "<html>Sign in</html>"), "V03", id="sign-in page"),
        pytest.param(answer(403, "error code: 1010"), "V04", id="blocked"),
        pytest.param(answer(429, {}), "V01", id="limited"),
        pytest.param(answer(502, ""), "V02", id="down"),
        pytest.param(answer(302, "", location="https://elsewhere.example"), "N06", id="redirect"),
        pytest.param(CUT, "N05", id="cut"),
        pytest.param(reset, "N05", id="reset"),
    ],
)
async def test_an_answer_that_is_not_from_vapi_is_a_problem(play: Play, code: str) -> None:
    async with serving(play) as server:
        assert (await failure_of(probes(Target("Vapi", server.url)).vapi)).code == code


async def test_vapi_is_recognised_by_its_refusal_without_a_key() -> None:
    async with serving(NO_KEY) as server:
        assert isinstance(await probes(Target("Vapi", server.url)).vapi(), Passed)
        [request] = server.requests
        assert b"authorization" not in request.lower()


@pytest.mark.parametrize(
    ("play", "code"),
    [
        pytest.param(answer(200, "<html>Welcome</html>"), "A01", id="website"),
        pytest.param(answer(200, {"has_vapi_key": "maybe"}), "A01", id="another JSON service"),
        pytest.param(answer(200, {}), "A01", id="any JSON service"),
        pytest.param(answer(404, {"detail": "Not Found"}), "A01", id="another backend"),
        pytest.param(answer(401, {"error": "no"}), "A01", id="no detail"),
        pytest.param(answer(503, {}), "A04", id="waking up"),
        pytest.param(answer(429, {}), "A03", id="limited"),
        pytest.param(GARBAGE, "N05", id="not even HTTP"),
    ],
)
async def test_an_answer_that_is_not_from_ava_is_a_problem(play: Play, code: str) -> None:
    async with serving(play) as server:
        assert (await failure_of(probes(Target("Ava", server.url)).ava)).code == code


@pytest.mark.parametrize("status", [401, 403])
async def test_ava_is_recognised_by_its_refusal(status: int) -> None:
    async with serving(answer(status, {"detail": "Not authenticated"})) as server:
        target = Target("Ava", server.url)
        assert (await probes(target).ava()).facts == {"host": target.shown, "asleep": "no", "protected": "yes"}


async def test_an_ava_without_sign_in_protection_is_recognised_with_a_warning() -> None:
    async with serving(answer(200, {"has_vapi_key": True, "vapi_api_key_preview": "marked00..."})) as server:
        target = Target("Ava", server.url)
        outcome = await probes(target).ava()
    assert isinstance(outcome, Passed)
    assert outcome.facts == {"host": target.shown, "asleep": "no", "protected": "no"}
    assert outcome.note
    assert "marked00" not in outcome.words


async def test_an_ava_that_was_asleep_passes() -> None:
    async def wake_up(writer: asyncio.StreamWriter) -> None:
        awake = asyncio.Event()
        asyncio.get_running_loop().call_later(0.1, awake.set)
        await awake.wait()
        await NOT_SIGNED_IN(writer)

    async with serving(wake_up) as server:
        outcome = await probes(Target("Ava", server.url), asleep_after=0.1).ava()
    assert outcome.facts["asleep"] == "yes"
    assert outcome.words.endswith(", answered after 0 seconds")


async def test_a_starting_ava_is_asked_until_it_answers() -> None:
    waits = Waits()
    plays = [answer(503, {})] * 3

    async def wake_up(writer: asyncio.StreamWriter) -> None:
        await (plays.pop() if plays else NOT_SIGNED_IN)(writer)

    async with serving(wake_up) as server:
        assert isinstance(await probes(Target("Ava", server.url), retries=waits.retries).ava(), Passed)
    assert len(waits) == 3


async def test_an_ava_that_does_not_start() -> None:
    async with serving(hang) as server:
        assert (await failure_of(probes(Target("Ava", server.url), ava_seconds=0.05).ava)).code == "N03"
