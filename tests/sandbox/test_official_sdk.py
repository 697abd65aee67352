"""Vapi's own Python SDK works against the sandbox. It runs in its own process: its import takes 9 to 25 seconds."""

import subprocess
import sys

import pytest

from ava_onboard.sandbox import samples
from ava_onboard.sandbox.world import World

PROGRAM = """
import sys
from vapi import Vapi
from vapi.core.api_error import ApiError

url, key, public = sys.argv[1:]
assistants = Vapi(token=key, base_url=url).assistants
created = assistants.create(name="Proof")
assert (created.name, bool(created.org_id), created.created_at) == ("Proof", True, created.updated_at)
assert assistants.get(id=created.id).id == created.id
assert [assistant.id for assistant in assistants.list(limit=1)] == [created.id]
assert assistants.delete(id=created.id).id == created.id
for call, status in (
    (lambda: assistants.get(id=created.id), 404),
    (lambda: assistants.create(name="x" * 41), 400),
    (lambda: Vapi(token=public, base_url=url).assistants.list(limit=1), 401),
):
    try:
        call()
    except ApiError as error:
        assert error.status_code == status, error
    else:
        raise AssertionError(f"no {status}")
print("conforms")
"""


@pytest.mark.slow
def test_the_official_sdk_can_list_create_get_and_delete(world: World) -> None:
    pytest.importorskip("vapi.version", reason="vapi-server-sdk is a development dependency")
    command = [sys.executable, "-c", PROGRAM, world.vapi_url, samples.KEYS["empty"], samples.KEYS["public"]]
    result = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert (result.stdout.strip(), result.returncode) == ("conforms", 0), result.stderr
