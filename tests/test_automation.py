"""What runs without a person, GitHub's workflows and the hooks before a commit, fits this repository."""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
each_workflow = pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)


def steps(workflow: Path) -> Iterator[dict[str, Any]]:
    for job in yaml.safe_load(workflow.read_text(encoding="utf-8"))["jobs"].values():
        yield from job["steps"]


@each_workflow
def test_a_workflow_names_make_targets_that_exist_and_no_virtual_environment(workflow: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for run in (step["run"] for step in steps(workflow) if "run" in step):
        for words in re.findall(r"^make ([a-z ]+)", run, re.MULTILINE):
            assert set(words.split()) <= targets
        assert ".venv" not in run, "its name depends on the Python: see the Makefile"


@each_workflow
def test_a_step_that_takes_one_file_gets_no_pattern(workflow: Path) -> None:
    paths = [step["with"]["sbom-path"] for step in steps(workflow) if "sbom-path" in step.get("with", {})]
    assert not [path for path in paths if "*" in path]


@pytest.mark.parametrize("command", [["check"], ["format", "--check"]], ids=" ".join)
def test_ruff_leaves_a_generated_file_alone_although_a_hook_names_it(command: list[str]) -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    generated = settings["tool"]["ruff"]["extend-exclude"]
    ruff = Path(sys.executable).with_name("ruff")
    finished = subprocess.run([ruff, *command, *generated], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (finished.returncode, "No Python files" in finished.stderr) == (0, True), finished.stdout
