"""The metrics: what is counted, who may see it, and that several processes add up."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio
from pydantic import SecretStr

from ava_onboard.backend.commands.metrics_server import shared_metrics
from ava_onboard.backend.metrics import FOLDER, Metrics
from ava_onboard.backend.settings import new_master_key
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.sandbox.world import World
from tests.backend.commands.test_serve import port, serving, wait_until_started
from tests.backend.conftest import KEY_PATH, PASSWORD, Backend, Template, running, settings_for
from tests.backend.db.places import sqlite_only

__all__ = ["port"]

TOKEN = new_master_key()
ALLOWED = {"Authorization": f"Bearer {TOKEN.get_secret_value()}"}
LOGIN, ASSISTANTS = "/api/v1/auth/login", "/api/v1/assistants"


def counts(page: str) -> dict[str, float]:
    """Return the samples of a page by name and labels, without the buckets."""
    lines = (line.rpartition(" ") for line in page.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _, value in lines if "_bucket" not in name}


async def page(backend: Backend) -> dict[str, float]:
    answer = await backend.client.get("/metrics", headers=ALLOWED)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    return counts(answer.text)


def since(before: dict[str, float], after: dict[str, float]) -> dict[str, float]:
    """Return what was added, without the times and the requests for the page itself."""
    added = {name: value - before.get(name, 0.0) for name, value in after.items()}
    return {name: value for name, value in added.items() if value and "_sum" not in name and "/metrics" not in name}


@pytest_asyncio.fixture
async def backend(template: Template, world: World) -> AsyncIterator[Backend]:
    changes: dict[str, Any] = {"vapi_url": world.vapi_url, "vapi_eu_url": world.vapi_eu_url}
    changes |= {"login_failures_per_account": 1, "settings_calls_per_minute": 2}
    async with running(template, metrics_token=TOKEN, **changes) as started:
        yield started


@sqlite_only
async def test_requests_are_counted_by_route_method_and_status(backend: Backend) -> None:
    before = await page(backend)
    for _ in range(2):
        await backend.client.get(KEY_PATH, headers=backend.alice.headers)
    await backend.client.head("/healthz")
    await backend.client.get(f"/MARKED/{uuid4()}")
    await backend.client.request("BREW", "/MARKED")

    assert since(before, await page(backend)) == {
        f'ava_backend_requests_total{{method="GET",route="{KEY_PATH}",status="200"}}': 2,
        'ava_backend_requests_total{method="HEAD",route="/healthz",status="200"}': 1,
        'ava_backend_requests_total{method="GET",route="other",status="404"}': 1,
        'ava_backend_requests_total{method="other",route="other",status="404"}': 1,
        f'ava_backend_request_duration_seconds_count{{method="GET",route="{KEY_PATH}"}}': 2,
        'ava_backend_request_duration_seconds_count{method="HEAD",route="/healthz"}': 1,
        'ava_backend_request_duration_seconds_count{method="GET",route="other"}': 1,
        'ava_backend_request_duration_seconds_count{method="other",route="other"}': 1,
    }


@sqlite_only
async def test_sign_ins_and_refusals_are_counted(backend: Backend) -> None:
    before = await page(backend)
    for identifier, password in ((backend.alice.email, PASSWORD), ("a@b.c", "MARKED"), ("a@b.c", "MARKED")):
        await backend.client.post(LOGIN, json={"identifier": identifier, "password": password})
    for _ in range(3):
        await backend.client.get(KEY_PATH, headers=backend.bob.headers)

    added = since(before, await page(backend))
    assert {name: value for name, value in added.items() if "request" not in name} == {
        'ava_backend_sign_ins_total{outcome="accepted"}': 1,
        'ava_backend_sign_ins_total{outcome="refused"}': 1,
        'ava_backend_sign_ins_total{outcome="limited"}': 1,
        'ava_backend_limited_total{limit="sign_ins"}': 1,
        'ava_backend_limited_total{limit="calls"}': 1,
    }


@sqlite_only
@pytest.mark.parametrize(
    ("sample", "outcome"),
    [
        ("valid", "accepted"),
        ("eu", "accepted"),
        ("unknown", "key_refused"),
        ("forbidden", "forbidden"),
        ("down", "failed"),
    ],
)
async def test_the_outcomes_of_calls_to_vapi_are_counted(
    backend: Backend, world: World, sample: str, outcome: str
) -> None:
    await backend.keys.save(backend.alice.id, ApiKey(world.keys[sample]))
    before = await page(backend)
    await backend.client.get(ASSISTANTS, headers=backend.alice.headers)

    added = since(before, await page(backend))
    assert {name: value for name, value in added.items() if "vapi" in name} == {
        f'ava_backend_vapi_calls_total{{outcome="{outcome}"}}': 1
    }


async def test_outages_of_the_database_are_counted(backend: Backend) -> None:
    before = await page(backend)
    async with backend.engine.begin() as connection:
        await connection.exec_driver_sql("ALTER TABLE users RENAME TO away")
    answer = await backend.client.get(KEY_PATH, headers=backend.alice.headers)

    assert answer.status_code == 503
    added = since(before, await page(backend))
    assert added["ava_backend_database_outages_total"] == 1


@sqlite_only
async def test_no_label_says_whose_a_request_was(backend: Backend) -> None:
    await backend.client.get(KEY_PATH, headers=backend.alice.headers)
    await backend.client.get(f"{KEY_PATH}/{backend.alice.id}", headers=backend.alice.headers)

    text = (await backend.client.get("/metrics", headers=ALLOWED)).text
    assert str(backend.alice.id) not in text
    assert set(re.findall(r'(\w+)="', text)) == {"method", "route", "status", "le", "outcome", "limit"}


@sqlite_only
@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer MARKED", "Basic {}", "{}", "Bearer {}x", "Bearer é"])
async def test_the_page_needs_its_token(backend: Backend, header: str | None) -> None:
    given = [] if header is None else [(b"Authorization", header.format(TOKEN.get_secret_value()).encode())]
    answer = await backend.client.get("/metrics", headers=given)

    assert answer.status_code == 401
    assert "ava_backend" not in answer.text


@sqlite_only
async def test_without_a_token_there_is_no_page(template: Template) -> None:
    async with running(template) as plain:
        assert (await plain.client.get("/metrics", headers=ALLOWED)).status_code == 404
    async with running(template, metrics_token=TOKEN, metrics_port=1) as on_its_own_port:
        assert (await on_its_own_port.client.get("/metrics", headers=ALLOWED)).status_code == 404


def test_nothing_is_counted_or_imported_until_it_is_switched_on() -> None:
    code = (
        "import sys\nfrom ava_onboard.backend.metrics import metrics\nimport ava_onboard.backend.commands.serve\n"
        "metrics.request('GET', '/', 200, 1.0)\nprint('prometheus_client' in sys.modules)"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert shown.stdout == "False\n"


def test_a_process_by_itself_shows_its_own_counts() -> None:
    alone = Metrics()
    alone.start()
    alone.sign_in("refused")
    text, media_type = alone.page()

    assert counts(text.decode())['ava_backend_sign_ins_total{outcome="refused"}'] == 1
    assert media_type.startswith("text/plain")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        found: int = free.getsockname()[1]
    return found


@pytest.mark.process
@pytest.mark.slow
@sqlite_only
@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends processes without asking them")
@pytest.mark.parametrize("where", ["own port", "own port with a token", "main port"])
def test_several_workers_add_up(
    template: Template, port: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, where: str
) -> None:
    own = free_port()
    if where != "main port":
        monkeypatch.setenv("AVA_BACKEND_METRICS_PORT", str(own))
    if where != "own port":
        monkeypatch.setenv("AVA_BACKEND_METRICS_TOKEN", TOKEN.get_secret_value())
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    url = f"http://127.0.0.1:{port if where == 'main port' else own}/metrics"
    headers = {} if where == "own port" else ALLOWED
    name = 'ava_backend_requests_total{method="GET",route="/healthz",status="200"}'
    with template.databases.new(template.url) as database, serving(database, port, "--workers", "2") as process:
        wait_until_started(process, port, 2)
        for _ in range(40):  # each on a connection of its own, so that both workers get some
            assert httpx.get(f"http://127.0.0.1:{port}/healthz").status_code == 200
        pages = [httpx.get(url, headers=headers) for _ in range(4)]
        if headers:
            assert httpx.get(url).status_code == 401
        files = [file.name for folder in tmp_path.glob("ava-backend-metrics-*") for file in folder.glob("counter_*")]
        process.terminate()
        process.communicate(timeout=30)

    assert [counts(page.text)[name] for page in pages] == [40] * 4
    assert len(files) == 2
    assert list(tmp_path.glob("ava-backend-metrics-*")) == []
    assert process.returncode == 0


def test_other_paths_of_the_metrics_port_do_not_exist_and_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(FOLDER, raising=False)
    own = free_port()
    settings = settings_for("sqlite+aiosqlite:///never-opened.db", metrics_port=own, metrics_token=SecretStr("x" * 40))
    with shared_metrics(settings):
        folder = Path(os.environ[FOLDER])
        assert folder.is_dir()
        assert httpx.get(f"http://127.0.0.1:{own}/").status_code == 404
        assert httpx.get(f"http://127.0.0.1:{own}/metrics").status_code == 401
        with (
            pytest.raises(OSError, match=r"AVA_BACKEND_METRICS_PORT: port .* cannot be used"),
            shared_metrics(settings),
        ):
            pass
    assert not folder.exists()
    assert FOLDER not in os.environ
