"""The network checks of doctor, with real sockets that refuse, hang, or send a wrong time or certificate."""

import asyncio
import contextlib
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from ava_onboard.adapters.doctor.network import Probes
from ava_onboard.adapters.doctor.sockets import Target
from ava_onboard.adapters.http.retries import Retries
from ava_onboard.domain.checks import Failed, Outcome, Passed, Reason, Skipped
from ava_onboard.domain.failure import Failure, ProblemError
from tests.adapters.http.test_client import own_certificate
from tests.adapters.leaks import MARK, assert_no_mark
from tests.adapters.loopback import GARBAGE, Play, answer, closed_port, hang, reset, serving

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)

NO_KEY = answer(401, {"message": "Invalid Key.", "statusCode": 401})


def probes(
    *targets: Target,
    tls: ssl.SSLContext | None = None,
    seconds: float = 5.0,
    asleep_after: float = 5.0,
    ava_seconds: float = 5.0,
    retries: Retries | None = None,
) -> Probes:
    return Probes(
        targets,
        lambda: NOW,
        tls=tls or ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
        seconds=seconds,
        asleep_after=asleep_after,
        ava_seconds=ava_seconds,
        retries=retries,
    )


@pytest.fixture
def closed() -> str:
    """An address where no program listens."""
    return f"127.0.0.1:{closed_port()}"


async def failure_of(look: Callable[[], Awaitable[Outcome]]) -> Failure:
    with pytest.raises(ProblemError) as caught:
        await look()
    assert_no_mark(caught.value)
    assert MARK not in repr(caught.value.failure)
    return caught.value.failure


async def test_an_unknown_host_name() -> None:
    failure = await failure_of(probes(Target("Vapi", "https://vapi.invalid")).dns)
    assert (failure.code, failure.values["service"], failure.values["host"]) == ("N01", "Vapi", "vapi.invalid")


async def test_a_closed_port() -> None:
    target = Target("Ava", f"http://127.0.0.1:{closed_port()}")
    look = probes(target)
    assert await look.dns() == Passed("{hosts}", {"hosts": target.shown})
    assert (await failure_of(look.tcp)).code == "N02"


async def test_an_unreachable_service_does_not_stop_the_checks_of_the_other(closed: str) -> None:
    async with serving(NO_KEY) as server:
        vapi, ava = Target("Vapi", server.url), Target("Ava", f"http://{closed}")
        look = probes(vapi, ava)
        failure = await failure_of(look.tcp)
        assert (failure.code, failure.values["host"], "hosts" in failure.values) == ("N02", closed, False)
        assert await look.vapi() == Passed("{hosts}", {"hosts": vapi.shown})
        assert await look.ava() == Skipped(Reason.BLOCKED)
        other_way_round = probes(Target("Vapi", ava.url), Target("Ava", server.url))
        assert (await failure_of(other_way_round.tcp)).values["service"] == "Vapi"
        assert await other_way_round.vapi() == Skipped(Reason.BLOCKED)
        assert (await failure_of(other_way_round.ava)).code == "A01"


async def test_if_nothing_can_be_reached_the_first_failure_names_the_others(closed: str) -> None:
    look = probes(Target("Vapi", f"http://{closed}"), Target("Ava", f"http://{closed}/"))
    failure = await failure_of(look.tcp)
    assert (failure.values["service"], failure.values["hosts"]) == ("Vapi", closed)
    assert Failed(failure).words.endswith(f"Also unreachable: {closed}.")
    for check in (look.tls, look.vapi, look.ava):
        assert await check() == Skipped(Reason.BLOCKED)


async def test_vapi_s_european_region_alone_is_a_note(closed: str) -> None:
    async with serving(NO_KEY) as server:
        look = probes(Target("Vapi", server.url), Target("Vapi", f"http://{closed}", optional=True))
        outcome = await look.tcp()
        assert isinstance(outcome, Passed)
        assert outcome.facts == {"hosts": server.url.removeprefix("http://"), "missing": closed}
        assert outcome.words.endswith(f"except {closed}, needed only for keys of Vapi Europe")
        assert await look.vapi() == Passed("{hosts}", {"hosts": server.url.removeprefix("http://")})


async def test_a_european_region_that_answers_wrongly_is_a_note_too() -> None:
    async with serving(NO_KEY) as right, serving(answer(200, "<html>")) as wrong:
        outcome = await probes(Target("Vapi", right.url), Target("Vapi", wrong.url, optional=True)).vapi()
    assert isinstance(outcome, Passed)
    assert outcome.facts == {"hosts": right.url.removeprefix("http://"), "missing": wrong.url.removeprefix("http://")}


async def test_one_unknown_host_name_among_known_ones_points_to_the_setting() -> None:
    vapi, unknown = Target("Vapi", "http://localhost:1"), Target("Ava", "http://ava.invalid")
    failure = await failure_of(probes(vapi, unknown).dns)
    assert (failure.code, failure.values["service"]) == ("N09", "Ava")
    assert failure.remedy == "Ask your network administrator."
    failure = await failure_of(probes(vapi, replace(unknown, setting="AVA_API_URL")).dns)
    assert failure.remedy == "Check the address ava.invalid, which was set with AVA_API_URL."


async def test_an_untrusted_certificate_is_reported_with_its_issuer(tmp_path: Path) -> None:
    server_side, trusting = own_certificate(tmp_path)
    async with serving(NO_KEY, server_side) as server:
        target = Target("Vapi", server.url)
        failure = await failure_of(probes(target).tls)
        assert (failure.code, failure.values["issuer"]) == ("N04", "127.0.0.1")
        assert server.requests == []
        assert (await probes(target, tls=trusting).tls()).facts == {"issuer": "127.0.0.1"}


async def test_a_hanging_handshake_times_out() -> None:
    async with serving(hang) as server:
        target = Target("Vapi", server.url.replace("http:", "https:"))
        assert (await failure_of(probes(target, seconds=0.05).tls)).code == "N03"


async def test_there_is_no_certificate_check_for_loopback() -> None:
    assert await probes(Target("Ava", "http://127.0.0.1:8000")).tls() == Skipped(Reason.NO_TLS)


def dated(hours: float) -> Play:
    return answer(404, {}, date=format_datetime(NOW + timedelta(hours=hours), usegmt=True))


@pytest.mark.parametrize("hours", [-24, 2])
async def test_a_wrong_clock(hours: int) -> None:
    async with serving(dated(hours)) as server:
        failure = await failure_of(probes(Target("Vapi", server.url)).clock)
    assert (failure.code, failure.values["offset"]) == ("C05", str(-3600 * hours))


async def test_one_service_that_agrees_with_the_clock_is_enough(tmp_path: Path) -> None:
    server_side, _trusting = own_certificate(tmp_path)  # with a wrong clock no certificate is valid: not verified here
    async with serving(dated(-1)) as wrong, serving(dated(0.01), server_side) as right:
        outcome = await probes(Target("Vapi", wrong.url), Target("Ava", right.url)).clock()
    assert outcome.facts == {"offset": "-36"}


@pytest.mark.parametrize("play", [answer(200, []), answer(200, [], date="noon"), GARBAGE, reset, hang])
async def test_without_a_date_the_clock_is_not_checked(play: Play) -> None:
    async with serving(play) as server:
        assert await probes(Target("Vapi", server.url), seconds=0.2).clock() == Skipped(Reason.NO_TIME)


class TestProxy:
    target = Target("Vapi", "https://vapi.invalid")

    async def test_none(self) -> None:
        assert (await probes(self.target).proxy()).facts == {"proxy": "none"}

    async def test_this_computer_itself_is_reached_without(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{closed_port()}")
        assert (await probes(Target("Ava", "https://127.0.0.1:1")).proxy()).facts == {"proxy": "none"}

    async def test_one_that_is_not_there(self, monkeypatch: pytest.MonkeyPatch) -> None:
        address = f"127.0.0.1:{closed_port()}"
        monkeypatch.setenv("HTTPS_PROXY", f"http://user:{MARK}@{address}")
        failure = await failure_of(probes(self.target).proxy)
        assert (failure.code, failure.values) == ("N07", {"service": "Vapi", "host": address, "name": "HTTPS_PROXY"})

    async def test_one_that_refuses(self, monkeypatch: pytest.MonkeyPatch) -> None:
        async with serving(answer(407, "")) as server:
            monkeypatch.setenv("HTTPS_PROXY", server.url.replace("//", f"//user:{MARK}@"))
            look = probes(self.target)
            assert (await look.proxy()).facts == {"proxy": server.url.removeprefix("http://")}
            assert await look.dns() == await look.tcp() == Skipped(Reason.THROUGH_PROXY)
            failure = await failure_of(look.tls)
            assert (failure.code, failure.values["host"]) == ("N10", "vapi.invalid")
            assert server.requests[-1].startswith(b"CONNECT vapi.invalid:443 ")
            assert b"Proxy-Authorization: Basic " in server.requests[-1]

    async def test_one_that_decrypts_the_traffic(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        own, _trusting = own_certificate(tmp_path)

        async def read_along(writer: asyncio.StreamWriter) -> None:
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            with contextlib.suppress(ssl.SSLError):  # the program hangs up when it does not trust the certificate
                await writer.start_tls(own)

        async with serving(read_along) as server:
            monkeypatch.setenv("HTTPS_PROXY", server.url)
            failure = await failure_of(probes(self.target).tls)
        assert (failure.code, failure.values["host"]) == ("N04", "vapi.invalid")
        assert failure.values["issuer"] == "127.0.0.1"

    async def test_one_that_cannot_be_used(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HTTPS_PROXY", f"gopher://user:{MARK}@127.0.0.1")
        failure = await failure_of(probes(self.target).proxy)
        assert (failure.code, failure.values) == ("C02", {"name": "HTTPS_PROXY"})
