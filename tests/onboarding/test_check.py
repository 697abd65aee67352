"""The verdict for every behaviour of Vapi."""

import pytest

from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.verdict import Accepted, Refusal, Region, Rejected, Undecided
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.faults import Fault

from .conftest import Computer

BOTH = (Region.US, Region.EU)
VERDICTS = {
    samples.VALID: Accepted,
    samples.SK_LIVE: Accepted,
    samples.OTHER: Accepted,
    samples.EMPTY: Accepted,
    samples.SLOW: Accepted,
    samples.EU: Accepted,
    samples.PUBLIC: Rejected,
    samples.UNKNOWN: Rejected,
    samples.FORBIDDEN: Rejected,
    samples.LIMITED: "V01",
    samples.LIMITED_RETRY: "V01",
    samples.DOWN: "V02",
    samples.HTML: "V02",
    samples.HANG: "N03",
    samples.CUT: "N05",
}


def key(name: str) -> ApiKey:
    return ApiKey(samples.KEYS[name])


def asked_in_europe(computer: Computer) -> bool:
    return bool(computer.world.requests.all(server="vapi_eu"))


def test_every_sample_is_in_the_table() -> None:
    assert set(VERDICTS) == set(samples.KEYS)


@pytest.mark.parametrize(("name", "expected"), VERDICTS.items())
async def test_each_sample_key_gets_its_verdict(computer: Computer, name: str, expected: type | str) -> None:
    verdict = await computer.run(seconds=0.3 if name == samples.HANG else 5).check(key(name))
    if isinstance(expected, str):
        assert isinstance(verdict, Undecided)
        assert verdict.failure.code == expected
    else:
        assert isinstance(verdict, expected)
    assert asked_in_europe(computer) == (name in (samples.EU, samples.PUBLIC, samples.UNKNOWN))


async def test_a_european_key_is_found_in_the_second_region(computer: Computer) -> None:
    verdict = await computer.run().check(key(samples.EU))
    assert isinstance(verdict, Accepted)
    assert verdict.region is Region.EU


async def test_a_key_is_refused_only_after_every_region_was_asked(computer: Computer) -> None:
    assert await computer.run().check(key(samples.PUBLIC)) == Rejected(Refusal.UNKNOWN, BOTH)


async def test_a_known_key_that_may_not_list_assistants_is_refused_as_forbidden(computer: Computer) -> None:
    assert await computer.run().check(key(samples.FORBIDDEN)) == Rejected(Refusal.FORBIDDEN, (Region.US,))


async def test_without_a_second_region_none_is_asked(computer: Computer) -> None:
    only = computer.run(regions={Region.US: computer.world.vapi_url})
    assert await only.check(key(samples.EU)) == Rejected(Refusal.UNKNOWN, (Region.US,))
    assert not asked_in_europe(computer)


async def test_an_outage_of_the_second_region_is_not_a_refusal(computer: Computer) -> None:
    computer.world.vapi_eu_faults.add(Fault.status(503))
    verdict = await computer.run().check(key(samples.UNKNOWN))
    assert isinstance(verdict, Undecided)
    assert (verdict.failure.code, verdict.region) == ("V02", Region.EU)
