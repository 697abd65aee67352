"""What the audit log says of the live mirror."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from ava_onboard.backend.db.administration import set_agent
from ava_onboard.contract.live import PATH
from ava_onboard.domain.situation.symbols import new_live_code
from tests.backend.conftest import Backend, Template, Tenant, running


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "audit.log"


@pytest_asyncio.fixture
async def backend(template: Template, file: Path) -> AsyncIterator[Backend]:
    async with running(template, audit_log=file) as started:
        await set_agent(started.engine, started.bob.id, is_agent=True)
        yield started


def read(file: Path) -> str:
    return file.read_text()


async def test_each_step_is_recorded_with_the_customer_and_the_agent_but_no_code_and_no_state(
    backend: Backend, file: Path
) -> None:
    async def post(who: Tenant, path: str, body: object = None) -> Any:
        answer = await backend.client.post(PATH + path, headers=who.headers, json=body)
        return answer.json()

    opened = await post(backend.alice, "")
    await post(backend.bob, "/claim", {"code": opened["code"]})
    await post(backend.alice, f"/{opened['id']}/confirm", {"situation": "MCEFQW"})
    await post(backend.alice, f"/{opened['id']}/state", {"situation": "MCEFQX"})
    for _ in range(2):
        await backend.client.delete(f"{PATH}/{opened['id']}", headers=backend.alice.headers)
    for _ in range(6):
        await post(backend.bob, "/claim", {"code": new_live_code()})

    written = read(file)
    lines = [json.loads(line) for line in written.splitlines()]
    alice, bob = str(backend.alice.id), str(backend.bob.id)
    assert [(line["event"], line.get("user_id"), line.get("agent_id")) for line in lines] == [
        ("live_opened", alice, None),
        ("live_claimed", alice, bob),
        ("live_confirmed", alice, bob),
        ("live_ended", alice, None),
        *[("live_code_refused", None, bob)] * 5,
        ("live_code_limited", None, bob),
    ]
    assert all(line["request_id"] for line in lines)
    for kept_out in (opened["code"], "MCEFQW", "MCEFQX"):
        assert kept_out not in written
