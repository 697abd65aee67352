"""The files for systemd, containers and Kubernetes: what can be tried without any of them is."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from ava_onboard.backend.audit import VARIABLE as AUDIT_LOG
from ava_onboard.backend.settings import PREFIX, Settings
from tests.backend.attacks.doors import free_port
from tests.backend.conftest import Template, settings_for
from tests.backend.db.places import postgresql_only
from tests.backend.operate.pages import OPERATE, blocks
from tests.backend.serving import environment, wait_until_it_answers

ROOT = OPERATE.parents[1]
UNIT = "ava-onboard-backend.service"
PYTHON = "/opt/ava/bin/python"
SECRETS = ("database-url", "master-keys", "token-secret")
pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(sys.platform != "linux", reason="the files are for Linux"),
]


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit, with a program that is on this computer."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd is not installed")
    copy = tmp_path / UNIT
    copy.write_text((OPERATE / UNIT).read_text().replace(PYTHON, sys.executable))
    return copy


def test_systemd_accepts_the_unit(unit: Path) -> None:
    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_unit_can_do_little_else_than_serve(unit: Path) -> None:
    """systemd rates a service without any restriction 9.6, and calls 2 and less safe."""
    check = ["systemd-analyze", "security", "--offline=true", "--threshold=15", str(unit)]
    done = subprocess.run(check, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout


def test_the_unit_gets_its_secrets_as_files_that_the_page_puts_in_place() -> None:
    unit = (OPERATE / UNIT).read_text()
    page = "".join(block.text for block in blocks("deploy.md", "bash"))

    assert dict(re.findall(r"^LoadCredential=(\S+):(\S+)$", unit, re.MULTILINE)) == {
        name: f"/etc/ava/{name}" for name in SECRETS
    }
    given = dict(re.findall(r"^Environment=(\w+)=%d/(\S+)$", unit, re.MULTILINE))
    assert given == {variable_of(name): name for name in SECRETS}
    assert all(f"~/ava/{name} " in page and f"{variable_of(name)}=/etc/ava/{name}" in page for name in SECRETS)
    assert UNIT in page


def test_the_kubernetes_manifest_fits_the_backend() -> None:
    manifest = yaml.safe_load((OPERATE / "kubernetes.yaml").read_text())
    pod = manifest["spec"]["template"]["spec"]
    [container] = pod["containers"]
    variables = {each["name"]: each["value"] for each in container["env"]}

    assert pod["enableServiceLinks"] is False
    assert {variable.removeprefix(PREFIX).removesuffix("_FILE").lower() for variable in variables} <= set(
        Settings.model_fields
    )
    assert {variables[variable_of(name)] for name in SECRETS} == {f"/run/secrets/ava/{name}" for name in SECRETS}
    assert [mount["mountPath"] for mount in container["volumeMounts"]] == ["/run/secrets/ava"]
    assert container["args"] == instructions()["CMD"]
    assert container["livenessProbe"]["httpGet"]["path"] == "/healthz"
    assert container["readinessProbe"]["httpGet"]["path"] == "/readyz"
    assert manifest["spec"]["selector"]["matchLabels"] == manifest["spec"]["template"]["metadata"]["labels"]


def test_the_audit_log_is_where_systemd_lets_the_service_write() -> None:
    [text] = [block.text for block in blocks("deploy.md", "ini") if "AUDIT_LOG" in block.text]
    lines = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)

    assert lines["Environment"] == f"{AUDIT_LOG}=%L/{lines['LogsDirectory']}/audit.log"
    assert "ProtectSystem=strict" in (OPERATE / UNIT).read_text()


def variable_of(name: str) -> str:
    return f"{PREFIX}{name.upper().replace('-', '_')}_FILE"


def instructions() -> dict[str, Any]:
    """Return the instructions of the image's last stage; those in JSON as lists."""
    last = (OPERATE / "Dockerfile").read_text().replace("\\\n", "").rpartition("\nFROM ")[2]
    found: dict[str, Any] = {}
    for line in last.splitlines()[1:]:
        name, _, rest = line.partition(" ")
        assert name not in found
        found[name] = json.loads(rest[rest.index("[") :]) if "[" in rest else rest
    return found


def test_the_image_holds_the_program_and_nothing_else() -> None:
    text = (OPERATE / "Dockerfile").read_text()
    copied = [line.split()[:-1] for line in re.findall(r"^COPY (.*)$", text, re.MULTILINE)]
    allowed = {line[1:] for line in (OPERATE / "Dockerfile.dockerignore").read_text().splitlines() if line[0] == "!"}

    assert copied == [
        ["pyproject.toml", "README.md", "LICENSE"],
        ["ava_onboard"],
        ["docs/use"],
        ["--from=build", "/opt/ava"],
    ]
    assert allowed == {"pyproject.toml", "README.md", "LICENSE", "ava_onboard", "docs/use"}
    assert all((ROOT / name).exists() for name in allowed)
    assert not re.findall(r"^(ARG|ADD) |AVA_BACKEND", text, re.MULTILINE)
    assert int(instructions()["USER"].partition(":")[0]) > 0


@postgresql_only
def test_what_the_image_runs_serves_on_its_port_and_knows_its_health(template: Template) -> None:
    image = instructions()
    port = str(free_port())
    name, _, given = image["ENV"].partition("=")
    assert (name, given, image["EXPOSE"]) == ("PORT", "8000", "8000")
    with template.databases.new(template.url) as url:
        variables = {**os.environ, **environment(settings_for(url)), "PORT": port}
        command = in_place(image["ENTRYPOINT"] + image["CMD"])
        with subprocess.Popen(command, cwd=image["WORKDIR"], env=variables, stdout=subprocess.DEVNULL) as process:
            try:
                wait_until_it_answers(int(port), process)
                assert healthy(image["HEALTHCHECK"], port)
                assert httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200
            finally:
                process.terminate()
                assert process.wait(30) == 0
    assert not healthy(image["HEALTHCHECK"], port)


def healthy(command: list[str], port: str) -> bool:
    variables = {**os.environ, "PORT": port}
    return subprocess.run(in_place(command), env=variables, stderr=subprocess.DEVNULL, check=False).returncode == 0


def in_place(command: list[str]) -> list[str]:
    return [sys.executable if word == PYTHON else word for word in command]


def test_the_commands_of_the_page_name_what_there_is() -> None:
    words = [word for block in blocks("deploy.md", "bash") for word in shlex.split(block.text.replace("\\\n", " "))]
    named = [word for word in words if word.startswith("docs/operate/")]

    assert sorted(named) == ["docs/operate/Dockerfile", f"docs/operate/{UNIT}"]
    assert all((ROOT / name).is_file() for name in named)
