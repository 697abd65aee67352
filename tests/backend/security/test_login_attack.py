"""Many connections guess passwords from one address, over a database at a distance, while somebody signs in."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from sqlalchemy import make_url

from tests.backend.attacks.doors import free_port
from tests.backend.conftest import PASSWORD, Template, settings_for
from tests.backend.db.places import postgresql_only
from tests.backend.security.guessing import LOGIN
from tests.backend.serving import environment, serving

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


@postgresql_only
@pytest.mark.slow
def test_a_sign_in_takes_less_than_a_second_while_300_connections_guess(template: Template) -> None:
    times = []
    with template.databases.new(template.url) as url:
        parsed, port = make_url(url), free_port()
        distant = parsed.set(port=port).render_as_string(hide_password=False)
        with (
            running("relay", port, parsed.port),
            serving(environment(settings_for(distant)) | CHEAP) as served,
            httpx.Client(base_url=served.url, timeout=30) as client,
            running("guess", served.port),
        ):
            until = time.monotonic() + 6
            while time.monotonic() < until:
                body = {"identifier": "alice@example.com", "password": PASSWORD}
                answer = client.post(LOGIN, json=body, headers={"X-Forwarded-For": "198.51.100.7"})
                assert answer.status_code == 200
                times.append(answer.elapsed.total_seconds())

    assert sorted(times)[len(times) // 2] < 1
