"""Whatever happens, `verify` removes what it created, or says what is left."""

import os
import signal
import subprocess
import sys

import pytest

from ava_onboard.backend.__main__ import main
from ava_onboard.backend.verify.assistant import ASSISTANT_NAME
from ava_onboard.sandbox.faults import Fault
from ava_onboard.sandbox.world import World
from tests.backend.conftest import KEY_PATH
from tests.backend.verify.verifying import Captured, assistants, environment, outcomes, shown, use


def test_an_assistant_whose_answer_was_lost_is_found_by_its_name(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    use(world, monkeypatch)
    before = assistants(world)
    world.vapi_faults.add(Fault.lost_answer(), method="POST", times=1)

    assert main(["verify", "--json"]) == 1

    assert outcomes(capsys)["assistant_created"].startswith("failed: status 502")
    assert (assistants(world), shown(world)) == (before, None)


def test_an_assistant_removed_without_an_answer_is_not_reported_as_left(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    use(world, monkeypatch)
    before = assistants(world)
    world.vapi_faults.add(Fault.lost_answer(), method="DELETE", times=1)

    assert main(["verify"]) == 1

    assert capsys.readouterr().err == ""
    assert assistants(world) == before


def test_what_cannot_be_removed_is_reported(world: World, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    use(world, monkeypatch)
    world.vapi_faults.add(Fault.status(503), method="DELETE")
    world.ava_faults.add(Fault.status(503), method="DELETE", path=KEY_PATH)

    assert main(["verify"]) == 1

    key, assistant = capsys.readouterr().err.splitlines()
    assert key == "The key may still be saved at the backend (status 503)"
    assert assistant.startswith(f"Vapi may have, now or soon, an assistant named {ASSISTANT_NAME} ")
    (left,) = {name for name in assistants(world) if name.startswith(ASSISTANT_NAME)}
    assert left in assistant


@pytest.mark.process
@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends processes without asking them")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_an_interruption_during_creation_removes_the_assistant_and_the_key_first(
    world: World, number: signal.Signals, code: int
) -> None:
    before = assistants(world)
    world.vapi_faults.add(Fault.hang(), method="POST", times=1)
    process = started(world)
    try:
        world.vapi_faults.wait_for_held(timeout=60)
        process.send_signal(number)
        while not world.requests.all(method="DELETE", path=KEY_PATH):
            assert process.poll() is None
        world.vapi_faults.release()  # the assistant is created only now
        out, errors = process.communicate(timeout=30)
    finally:
        process.kill()
        process.wait()

    assert (process.returncode, errors) == (code, "Interrupted.\n")
    assert out.splitlines()[-1] == "[x] The saved key is shown by its first characters"
    assert (assistants(world), shown(world)) == (before, None)


@pytest.mark.process
@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends processes without asking them")
def test_a_second_interruption_reports_what_is_left(world: World) -> None:
    world.vapi_faults.add(Fault.hang(), method="DELETE")
    process = started(world)
    try:
        for number in (1, 2):
            while len(world.requests.all(server="vapi", method="DELETE")) < number:
                assert process.poll() is None
            process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=30)
    finally:
        process.kill()
        process.wait()

    interrupted, left = errors.splitlines()
    assert (process.returncode, interrupted) == (143, "Interrupted.")
    assert left.startswith(f"Vapi may have, now or soon, an assistant named {ASSISTANT_NAME} ")
    assert shown(world) is None


def started(world: World) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "ava_onboard.backend", "verify"],
        env=os.environ | environment(world),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
