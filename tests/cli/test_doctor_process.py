"""``doctor`` as a process, on computers and networks where one check after the other fails."""

import asyncio
import json
import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from ava_onboard.domain.failure import Exit
from ava_onboard.sandbox.faults import Fault
from ava_onboard.sandbox.world import World
from tests.adapters.loopback import answer, closed_port, serving

from . import schema
from .conftest import UNREACHABLE, Command


def ended(command: Command, **variables: str) -> tuple[int, dict[str, str | None]]:
    """Return the exit code, and the code or reason of each check that failed or was blocked."""
    result = command("doctor", "--json", **variables)
    rungs = schema.read(result)["rungs"]
    return result.returncode, {
        rung["rung"]: rung["code"] or rung["reason"]
        for rung in rungs
        if rung["outcome"] == "failed" or rung["reason"] == "blocked"
    }


NOT_TRIED = {"session": "blocked", "use": "blocked"}


async def test_a_clock_that_is_wrong(command: Command) -> None:
    yesterday = format_datetime(datetime.now(UTC) - timedelta(days=1), usegmt=True)
    async with serving(answer(401, {"detail": "Not authenticated"}, date=yesterday)) as server:
        services = dict.fromkeys(("AVA_API_URL", "VAPI_API_URL", "VAPI_EU_API_URL"), server.url)
        code, wrong = await asyncio.to_thread(ended, command, **services)
    assert (code, wrong) == (Exit.UNREACHABLE, {"clock": "C05", "keyring": "K01"})


def test_a_proxy_that_does_not_exist(command: Command) -> None:
    proxy = f"http://127.0.0.1:{closed_port()}"
    code, wrong = ended(command, HTTPS_PROXY=proxy, AVA_API_URL="https://ava.invalid", NO_PROXY="")
    assert (code, wrong["proxy"], wrong["ava"]) == (Exit.UNREACHABLE, "N07", "blocked")
    assert "vapi" not in wrong, "Vapi is on this computer itself: no proxy stands in between"


def test_a_host_name_that_does_not_exist(command: Command) -> None:
    code, wrong = ended(command, AVA_API_URL="https://ava.invalid")
    assert (code, wrong) == (
        Exit.UNREACHABLE,
        {"dns": "N09", "ava": "blocked", "keyring": "K01", **NOT_TRIED},
    )


def test_a_closed_port(command: Command, signed_in: dict[str, str]) -> None:
    code, wrong = ended(command, AVA_API_URL=UNREACHABLE, **signed_in)
    assert (code, wrong) == (
        Exit.UNREACHABLE,
        {"tcp": "N02", "ava": "blocked", "keyring": "K01", **NOT_TRIED},
    )
    code, wrong = ended(command, VAPI_API_URL=UNREACHABLE, **signed_in)
    assert (code, wrong) == (Exit.UNREACHABLE, {"tcp": "N02", "vapi": "blocked", "keyring": "K01"})


def test_an_unreachable_european_region_is_a_note(command: Command, signed_in: dict[str, str]) -> None:
    result = command("doctor", VAPI_EU_API_URL=UNREACHABLE, **signed_in)
    assert f"– except {UNREACHABLE.removeprefix('http://')}, needed only for keys of Vapi Europe" in result.stdout
    assert re.search(r"^✓ Vapi: ", result.stdout, re.MULTILINE)
    assert result.stdout.endswith("Code K01\n")


def test_an_ava_without_sign_in_protection_is_a_warning(command: Command, world: World) -> None:
    world.leave_ava_unprotected()
    result = command("doctor", "--lang", "fr")
    assert "▲ Ava\u00a0: " in result.stdout
    assert "sans connexion" in result.stdout
    assert "5b1f0a2c" not in result.stdout
    assert "ava" not in ended(command)[1]


def test_the_path_of_the_api_is_left_out_of_the_address_of_ava(command: Command, world: World) -> None:
    result = command("doctor", AVA_API_URL=f"{world.ava_url}/api/v1/")
    assert f"Ava: {world.ava_url}\n▲ AVA_API_URL works without /api/v1 at its end, which was left out." in result.stdout
    assert "✓ Ava: " in result.stdout


def test_a_server_that_is_not_ava(command: Command, world: World) -> None:
    world.ava_faults.add(Fault.html())
    code, wrong = ended(command)
    assert (code, wrong) == (Exit.AVA_REFUSED, {"ava": "A01", "keyring": "K01", **NOT_TRIED})


def test_a_server_that_is_not_vapi(command: Command, world: World, signed_in: dict[str, str]) -> None:
    world.vapi_faults.add(Fault.html())
    code, wrong = ended(command, **signed_in)
    assert (code, wrong) == (Exit.UNREACHABLE, {"vapi": "V03", "keyring": "K01"})


def test_a_starting_ava_is_waited_for(command: Command, world: World, signed_in: dict[str, str]) -> None:
    world.ava_faults.add(Fault.status(503), times=1, path="/api/v1/vapi-settings")
    code, wrong = ended(command, **signed_in)
    assert (code, wrong) == (Exit.NOWHERE_TO_KEEP, {"keyring": "K01"})


def test_an_unknown_session(command: Command) -> None:
    code, wrong = ended(command, AVA_TOKEN="not-a-token")
    assert (code, wrong) == (Exit.SIGN_IN, {"session": "S06", "use": "blocked", "keyring": "K01"})


def test_an_unwritable_folder(command: Command, signed_in: dict[str, str], tmp_path: Path) -> None:
    home = tmp_path / "a file where the folder should be"
    home.touch()
    _code, wrong = ended(command, AVA_ONBOARD_HOME=str(home), **signed_in)
    assert wrong["journal"] == "C03"


def test_everything_is_in_french(command: Command) -> None:
    result = command("doctor", "--lang", "fr", AVA_API_URL=UNREACHABLE)
    assert result.returncode == Exit.UNREACHABLE
    assert "✗ Connexions (TCP)\u00a0: " in result.stdout
    assert "· Session Ava : " in result.stdout
    assert "peut-être obstacle" in result.stdout
    assert result.stdout.endswith("Code N02\n")
    assert " not tried" not in result.stdout


def test_a_report_has_a_name(command: Command) -> None:
    result = command("doctor", "--bundle", "")
    assert (result.returncode, result.stdout) == (Exit.USAGE, "")
    assert "--bundle" in result.stderr


def test_the_report_has_the_address_of_ava_without_its_path(command: Command, world: World, tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    command("doctor", "--bundle", str(file), "--yes", AVA_API_URL=f"{world.ava_url}/a-secret-place")
    report = file.read_text(encoding="ascii")
    assert json.loads(report)["ava_url"] == world.ava_url
    assert "a-secret-place" not in report
