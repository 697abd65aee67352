"""What is published: the same source gives the same bytes, and nothing else is in it."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from delivery import build, wheel

ROOT = Path(__file__).parents[2]
NOT_SOURCE = (".git", ".venv*", ".*_cache", "__pycache__", "build", "dist")


@pytest.fixture(autouse=True)
def no_git_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1760000000")


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def names_in(archive: Path) -> set[str]:
    if archive.suffix == ".whl":
        return set(zipfile.ZipFile(archive).namelist())
    with tarfile.open(archive) as opened:
        return {name.partition("/")[2] for name in opened.getnames()}


def test_the_same_source_gives_the_same_bytes_wherever_and_whenever_it_is_built(tmp_path: Path) -> None:
    first, second, elsewhere = tmp_path / "first", tmp_path / "second", tmp_path / "elsewhere"
    wheel.build(first)
    shutil.copytree(ROOT, elsewhere, ignore=shutil.ignore_patterns(*NOT_SOURCE))
    for path in elsewhere.rglob("*"):
        os.utime(path, (0, 1))
    again: list[str | Path] = [sys.executable, "-m", "hatchling", "build", "--target", "sdist", "--directory", second]
    subprocess.run(again, check=True, cwd=elsewhere, capture_output=True)
    wheel.wheel_of(elsewhere, second)
    assert digests(first) == digests(second)
    assert len(digests(first)) == 2


def test_wheel_and_source_archive_contain_the_program_and_nothing_of_this_machine(tmp_path: Path) -> None:
    built = wheel.build(tmp_path)
    [source] = tmp_path.glob("*.tar.gz")
    in_wheel = {name for name in names_in(built) if ".dist-info/" not in name}
    in_source = {name for name in names_in(source) if name.startswith("ava_onboard/")}
    in_source |= {f"ava_onboard/pages/{page.name}" for page in (ROOT / "docs" / "use").glob("*.md")}
    assert in_wheel == in_source
    assert {"ava_onboard/__main__.py", "ava_onboard/locales/fr/LC_MESSAGES/messages.mo"} <= in_wheel
    assert not [name for name in in_wheel if "__pycache__" in name or name.endswith((".pyc", ".db"))]
    assert {"pyproject.toml", "README.md", "LICENSE", "PKG-INFO"} <= names_in(source)


def test_the_backend_s_image_is_given_all_that_a_wheel_is_built_of(tmp_path: Path) -> None:
    image = (ROOT / "docs" / "operate" / "Dockerfile").read_text(encoding="utf-8")
    for names, place in re.findall(r"^COPY (?!--)(.+) (\S+)$", image, re.MULTILINE):
        for name in names.split():
            (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, tmp_path / place)
    wheel.wheel_of(tmp_path, tmp_path / "dist")
    assert len(digests(tmp_path / "dist")) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="needs sha256sum")
def test_the_checksums_are_those_of_all_files_as_sha256sum_reads_them(tmp_path: Path) -> None:
    (tmp_path / "one.whl").write_bytes(b"1")
    (tmp_path / "two.deb").write_bytes(b"2")
    for _time in range(2):
        build.write_sums(tmp_path)
        check = subprocess.run(
            ["sha256sum", "--check", build.SUMS], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert check.stdout.splitlines() == ["one.whl: OK", "two.deb: OK"]


def test_the_time_of_the_source_can_be_given() -> None:
    assert build.time_of_source() == 1760000000
