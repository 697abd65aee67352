"""The backend's check of a key: three verdicts, like the client's, and what each answer of Vapi's counts as."""

import pytest

from ava_onboard.backend.settings import Form
from ava_onboard.backend.vapi import Vapi
from ava_onboard.backend.vapi_check import check
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.verdict import Accepted, Refusal, Region, Rejected, Undecided, Verdict
from ava_onboard.sandbox.faults import Fault
from ava_onboard.sandbox.samples import KEYS
from ava_onboard.sandbox.world import World
from tests.backend.conftest import settings_for

ORGANISATION = "0a0b0c0d-fade-4dad-8bad-facade100001"


async def asked(world: World, name: str, **addresses: str) -> Verdict:
    urls = {"vapi_url": world.vapi_url, "vapi_eu_url": world.vapi_eu_url} | addresses
    async with Vapi(settings_for("sqlite+aiosqlite:///never-opened.db", Form.DOCUMENTED, **urls)) as vapi:
        return await check(vapi, ApiKey(KEYS[name]))


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("valid", Accepted(Region.US, ORGANISATION, 1)),
        ("empty", Accepted(Region.US, None, 0)),
        ("public", Rejected(Refusal.UNKNOWN, (Region.US, Region.EU))),
        ("forbidden", Rejected(Refusal.FORBIDDEN, (Region.US,))),
    ],
)
async def test_vapi_accepts_or_refuses_a_key(world: World, name: str, verdict: Verdict) -> None:
    assert await asked(world, name) == verdict


async def test_a_european_key_is_found(world: World) -> None:
    verdict = await asked(world, "eu")
    assert isinstance(verdict, Accepted)
    assert verdict.region is Region.EU


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault.status(500), "V02"),
        (Fault.html(503), "V02"),
        (Fault.status(429, retry_after=7), "V01"),
        (Fault.text(403, "error code: 1010"), "V04"),
        (Fault.html(403), "V04"),
        (Fault.html(401), "V03"),
        (Fault.text(401, " <p>Sign in to this network</p>"), "V03"),
        (Fault.html(200), "V03"),
        (Fault.empty(200), "V03"),
        (Fault.truncated_json(200), "V03"),
        (Fault.status(200, {"not": "a list"}), "V03"),
        (Fault.status(200, ["no object"]), "V03"),
        (Fault.status(404), "V03"),
        (Fault.redirect("https://example.com/"), "V03"),
        (Fault.cut(), "N05"),
        (Fault.disconnect(), "N05"),
    ],
    ids=str,
)
async def test_any_other_answer_says_nothing_about_the_key(world: World, fault: Fault, code: str) -> None:
    world.vapi_faults.add(fault)
    verdict = await asked(world, "valid")
    assert isinstance(verdict, Undecided)
    assert verdict.failure.code == code
    assert verdict.failure.sentence
    assert "network" not in verdict.failure.remedy  # it is not the customer's
    assert verdict.failure.retry_after == (7 if code == "V01" else None)


async def test_a_vapi_that_is_not_there_is_named(world: World) -> None:
    verdict = await asked(world, "valid", vapi_url="http://127.0.0.1:1")
    assert isinstance(verdict, Undecided)
    assert (verdict.failure.code, verdict.failure.values["host"]) == ("N02", "127.0.0.1")
    assert "this computer" not in verdict.failure.remedy


async def test_a_vapi_that_never_answers_is_waited_for_only_so_long(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ava_onboard.backend.vapi_check.DEADLINE", 0.2)
    verdict = await asked(world, "hang")
    assert isinstance(verdict, Undecided)
    assert verdict.failure.code == "N03"


async def test_a_region_that_fails_after_a_refusal_leaves_the_key_undecided(world: World) -> None:
    world.vapi_eu_faults.add(Fault.status(503))
    verdict = await asked(world, "unknown")
    assert isinstance(verdict, Undecided)
    assert verdict.region is Region.EU
