"""Many connections guess passwords from one address, over a database at a distance, while someone signs in."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import httpx
import pytest
from sqlalchemy import make_url

from tests.backend.attacks.doors import free_port
from tests.backend.conftest import PASSWORD, Template, settings_for
from tests.backend.db.places import postgresql_only
from tests.backend.security.guessing import LOGIN
from tests.backend.serving import environment, serving

SECONDS = 6
CHEAP = {"AVA_BACKEND_PASSWORD_ROUNDS": "1", "AVA_BACKEND_PASSWORD_MEMORY": "1024"}
"""The cost of a hash is not what is measured."""


@contextmanager
def running(*arguments: object) -> Iterator[None]:
    command = [sys.executable, "-m", "tests.backend.security.guessing", *map(str, arguments)]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.kill()
        process.wait()


def sign_in(client: httpx.Client) -> float:
    """Sign in from the owner's place; return the seconds that it takes."""
    body = {"identifier": "alice@example.com", "password": PASSWORD}
    answer = client.post(LOGIN, json=body, headers={"X-Forwarded-For": "198.51.100.7"})
    assert answer.status_code == 200
    return answer.elapsed.total_seconds()


@postgresql_only
@pytest.mark.slow
@pytest.mark.parametrize("guessed", [[], ["alice@example.com"]], ids=["from one address", "one account from one site"])
def test_a_sign_in_takes_less_than_a_second_while_300_connections_guess(template: Template, guessed: list[str]) -> None:
    times = []
    with template.databases.new(template.url) as url:
        parsed, port = make_url(url), free_port()
        distant = parsed.set(port=port).render_as_string(hide_password=False)
        with (
            running("relay", port, parsed.port),
            serving(environment(settings_for(distant)) | CHEAP) as served,
            httpx.Client(base_url=served.url, timeout=30) as client,
            ExitStack() as attack,
        ):
            sign_in(client)  # it is a known place from now on, which a lock of the account leaves open
            attack.enter_context(running("guess", served.port, *guessed))
            until = time.monotonic() + SECONDS
            while time.monotonic() < until:
                times.append(sign_in(client))

    assert sorted(times)[len(times) // 2] < 1
    assert len(times) > SECONDS  # a few quick ones before the attack is under way do not make up for a slow one
