"""`verify` against the sandbox: the checklist of a healthy backend, and of broken ones."""

import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from ava_onboard.backend.__main__ import main
from ava_onboard.backend.settings import Form
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.faults import Fault
from ava_onboard.sandbox.world import World
from tests.backend.conftest import KEY_PATH
from tests.backend.verify.verifying import NAMES, Captured, assistants, outcomes, shown, use


@pytest.fixture
def documented_world() -> Iterator[World]:
    with World(form=Form.DOCUMENTED) as started:
        yield started


@pytest.fixture(params=list(Form))
def either_world(request: pytest.FixtureRequest) -> World:
    fixture = "world" if request.param is Form.DEPLOYED else "documented_world"
    found: World = request.getfixturevalue(fixture)
    return found


@pytest.mark.parametrize("key", [samples.VALID, samples.EU])
def test_a_healthy_backend_passes_and_nothing_is_left(
    either_world: World, monkeypatch: pytest.MonkeyPatch, capsys: Captured, key: str
) -> None:
    use(either_world, monkeypatch, key)
    before = assistants(either_world)

    assert main(["verify", "--json"]) == 0

    assert outcomes(capsys) == dict.fromkeys(NAMES, "passed")
    assert shown(either_world) is None
    assert assistants(either_world) == before


def test_the_list_is_readable(world: World, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    use(world, monkeypatch)
    monkeypatch.delenv("AVA_API_URL")
    world.ava_faults.add(Fault.status(404), path="/readyz")
    world.vapi_faults.add(Fault.status(409), method="DELETE", times=1)

    assert main(["verify", f"{world.ava_url}/"]) == 1

    assert capsys.readouterr().out.splitlines() == [
        "[x] The backend answers",
        "[?] The database is migrated: this backend has no /readyz",
        "[x] The settings endpoint is there and asks for a sign-in",
        "[x] Signing in works",
        "[x] A key can be saved",
        "[x] The saved key is shown by its first characters",
        "[x] An assistant is created with the user's key",
        "[ ] The assistant is removed again at Vapi: status 409",
        "[x] The key can be deleted",
        "[x] The documentation is served",
        "[?] The guide is published: AVA_BACKEND_DOCUMENTATION_URL is not set",
        "[?] The settings page can be reached: AVA_BACKEND_SETTINGS_PAGE_URL is not set",
        "[?] The announcement is sent: AVA_BACKEND_DATABASE_URL is not set",
    ]


@pytest.mark.parametrize(
    ("fault", "method", "path", "failed", "detail"),
    [
        (Fault.html(200), "GET", KEY_PATH, "reachable", "status 200"),
        (Fault.status(401), "POST", "/api/v1/auth/login", "signed_in", "status 401"),
        (Fault.status(200, {"access_token": "é"}), "POST", "/api/v1/auth/login", "signed_in", "no usable token"),
        (Fault.status(503), "GET", "/readyz", "migrated", "status 503"),
        (Fault.status(503), "POST", KEY_PATH, "saved", "status 503"),
        (Fault.lost_answer(), "POST", KEY_PATH, "saved", "cannot be reached (RemoteProtocolError)"),
        (Fault.status(200, {}), "POST", KEY_PATH, "shown", "no key is shown"),
        (Fault.status(502), "POST", "/api/v1/assistants", "assistant_created", "status 502"),
        (Fault.lost_answer(), "POST", "/api/v1/assistants", "assistant_created", "cannot be reached"),
        (Fault.status(200, {}), "POST", "/api/v1/assistants", "assistant_created", "has no assistant id"),
        (Fault.status(200, {}), "DELETE", KEY_PATH, "deleted", "the key is still shown"),
        (Fault.status(200, {"paths": {}}), "GET", "/openapi.json", "documented", "does not describe"),
        (Fault.status(404), "GET", "/docs", "documented", "status 404"),
        (Fault.status(200, {}), "GET", "/docs", "documented", "/docs is not a page"),
    ],
    ids=lambda value: str(value)[:50],
)
def test_a_broken_backend_fails_where_it_is_broken_and_nothing_is_left(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Captured,
    fault: Fault,
    method: str,
    path: str,
    failed: str,
    detail: str,
) -> None:
    use(world, monkeypatch)
    before = assistants(world)
    world.ava_faults.add(fault, method=method, path=path, times=1)

    assert main(["verify", "--json"]) == 1

    found = outcomes(capsys)
    assert [name for name, outcome in found.items() if outcome.startswith("failed")] == [failed]
    assert detail in found[failed]
    assert shown(world) is None
    assert assistants(world) == before


def test_the_documentation_of_a_deployed_ava_is_found(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    use(world, monkeypatch)
    for path, fault in (
        ("/openapi.json", Fault.status(404)),
        ("/api/v1/openapi.json", Fault.status(200, {"paths": {KEY_PATH: {}}})),
        ("/api/v1/docs", Fault.html(200)),
    ):
        world.ava_faults.add(fault, method="GET", path=path, times=1)

    assert main(["verify", "--json"]) == 0
    assert outcomes(capsys)["documented"].startswith("passed")


def test_documentation_that_is_switched_off_is_not_a_failure(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    use(world, monkeypatch)
    for path in ("/openapi.json", "/api/v1/openapi.json"):
        world.ava_faults.add(Fault.status(404), method="GET", path=path, times=1)

    assert main(["verify", "--json"]) == 0
    assert outcomes(capsys)["documented"] == "unknown: this backend has none, or AVA_BACKEND_DOCS=false"


def test_an_assistant_has_the_fields_that_a_deployed_ava_requires(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    use(world, monkeypatch)
    sent: list[dict[str, object]] = []
    post = httpx.Client.post

    def noted(self: httpx.Client, url: str, **options: Any) -> httpx.Response:
        if url == "/api/v1/assistants":
            sent.append(options["json"])
        return post(self, url, **options)

    monkeypatch.setattr(httpx.Client, "post", noted)

    assert main(["verify", "--json"]) == 0
    assert set(sent[0]) == {"name", "voice_provider", "voice_id", "first_message"}
    assert all(sent[0].values())


def test_another_key_of_the_account_is_left_alone(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    use(world, monkeypatch)
    headers = {"Authorization": f"Bearer {world.token}"}
    httpx.post(f"{world.ava_url}{KEY_PATH}", headers=headers, json={"vapi_api_key": world.keys["other"]})

    assert main(["verify", "--json"]) == 1

    found = outcomes(capsys)
    assert "the account has another key already" in found["saved"]
    assert found["deleted"] == "skipped"
    assert shown(world) == "c9f0f895..."


def test_the_same_key_is_saved_again_afterwards(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    use(world, monkeypatch)
    headers = {"Authorization": f"Bearer {world.token}"}
    httpx.post(f"{world.ava_url}{KEY_PATH}", headers=headers, json={"vapi_api_key": world.keys["valid"]})

    assert main(["verify", "--json"]) == 0

    assert shown(world) == "8f14e45f..."


@pytest.mark.parametrize("variable", ["AVA_VERIFY_KEY", "AVA_VERIFY_PASSWORD"])
def test_a_value_that_ava_never_accepts_is_a_failed_check(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: Captured, variable: str
) -> None:
    use(world, monkeypatch)
    monkeypatch.setenv(variable, "MARKED" * 200)

    assert main(["verify"]) == 1

    captured = capsys.readouterr()
    assert "MARKED" not in captured.out + captured.err
    assert "does not have the form that Ava accepts" in captured.out
    assert shown(world) is None


def test_each_value_may_be_in_a_file_that_its_variable_names(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Captured
) -> None:
    use(world, monkeypatch)
    for name in ("IDENTIFIER", "PASSWORD", "KEY"):
        file = tmp_path / name
        file.write_text(f"{os.environ[f'AVA_VERIFY_{name}']}\n")
        file.chmod(0o600)
        monkeypatch.delenv(f"AVA_VERIFY_{name}")
        monkeypatch.setenv(f"AVA_VERIFY_{name}_FILE", str(file))

    assert main(["verify", "--json"]) == 0
    assert outcomes(capsys)["saved"] == "passed"


@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX's")
def test_a_password_that_everybody_may_change_is_refused(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Captured
) -> None:
    use(world, monkeypatch)
    file = tmp_path / "password"
    file.write_text("MARKED password")
    file.chmod(0o606)
    monkeypatch.delenv("AVA_VERIFY_PASSWORD")
    monkeypatch.setenv("AVA_VERIFY_PASSWORD_FILE", str(file))

    assert main(["verify"]) == 2

    said = capsys.readouterr().err
    assert said.startswith("AVA_VERIFY_PASSWORD_FILE: ")
    assert "MARKED" not in said


def test_an_unreachable_backend_fails(world: World, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    use(world, monkeypatch)
    monkeypatch.setenv("AVA_API_URL", "http://127.0.0.1:1")

    assert main(["verify", "--json"]) == 1

    found = outcomes(capsys)
    assert found["alive"] == "failed: it cannot be reached (ConnectError)"
    assert found["saved"] == "skipped"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("AVA_API_URL", ""),
        ("AVA_API_URL", "ava.example"),
        ("AVA_API_URL", "https://a:MARKED@ava.example"),
        ("AVA_API_URL", "http://ava.example"),
        ("VAPI_EU_API_URL", "http://192.0.2.1"),
        ("VAPI_API_URL", "MARKED"),
        ("AVA_VERIFY_PASSWORD", ""),
        ("AVA_VERIFY_PASSWORD", os.fsdecode(b"MARKED\xff")),
        ("AVA_VERIFY_KEY", "MARKED key"),
    ],
)
def test_missing_and_wrong_values_are_named(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: Captured, variable: str, value: str
) -> None:
    use(world, monkeypatch)
    monkeypatch.setenv(variable, value)
    monkeypatch.setattr("sys.stdin", io.StringIO())

    assert main(["verify"]) == 2

    captured = capsys.readouterr()
    assert captured.out == ""
    assert len(captured.err.splitlines()) == 1
    assert "MARKED" not in captured.err
