"""`ava-onboard sandbox` in its own process."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from ava_onboard import locales
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.command import page
from ava_onboard.sandbox.world import World

PROGRAM = """
import sys
from ava_onboard.sandbox.command import run
sys.exit(run(lambda world: world.ava_url, show=lambda text: print(text, flush=True) is None))
"""


@contextmanager
def started() -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-W", "error", "-c", PROGRAM]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.process
@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no signal to one process")
@pytest.mark.parametrize("number", [pytest.param(signal.SIGINT, marks=pytest.mark.slow), signal.SIGTERM])
def test_the_first_line_is_the_description_and_a_signal_stops_it_cleanly(number: signal.Signals) -> None:
    with started() as process:
        assert process.stdout
        ava_url = process.stdout.readline().strip()
        assert httpx.get(f"{ava_url}/healthz").status_code == 200
        process.send_signal(number)
        rest, errors = process.communicate(timeout=10)
        assert (process.returncode, rest, errors) == (0, "", "")


@pytest.mark.parametrize("language", locales.languages())
def test_the_page_shows_addresses_account_and_keys(world: World, language: str) -> None:
    locales.use(language)
    text = page(world)
    for needed in (world.ava_url, world.vapi_url, world.vapi_eu_url, samples.ACCOUNT_PASSWORD, *samples.KEYS.values()):
        assert needed in text


@pytest.mark.parametrize("language", locales.languages())
def test_the_page_fits_a_terminal_of_80_columns(world: World, language: str) -> None:
    locales.use(language)
    assert max(len(line) for line in page(world).splitlines()) <= 80
