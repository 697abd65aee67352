"""What package managers read about a release: the templates, filled in."""

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from ava_onboard import __version__
from delivery import binary, build, manifests

REPOSITORY = "https://github.com/example/ava-onboard"


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    """The files of a release, each with its name in it."""
    for name in manifests.FILES.values():
        (tmp_path / name).write_text(name)
    return tmp_path


@pytest.fixture
def filled(dist: Path) -> Path:
    manifests.main(REPOSITORY + "/", dist)
    return dist / "manifests"


def address(system: str) -> str:
    return f"{REPOSITORY}/releases/download/v{__version__}/{manifests.FILES[system]}"


def checksum(system: str) -> str:
    return hashlib.sha256(manifests.FILES[system].encode()).hexdigest()


def winget(filled: Path, part: str) -> dict[str, Any]:
    parsed: dict[str, Any] = yaml.safe_load((filled / "winget" / f"Ava.AvaOnboard{part}.yaml").read_text())
    return parsed


@pytest.mark.parametrize("system", manifests.FILES)
def test_nothing_is_written_without_a_file_of_the_release(dist: Path, system: str) -> None:
    (dist / manifests.FILES[system]).unlink()
    with pytest.raises(SystemExit, match=manifests.FILES[system]):
        manifests.main(REPOSITORY, dist)
    assert not (dist / "manifests").exists()


@pytest.mark.parametrize("name", ["folder.zip", "folder.tar.xz"])
def test_the_folder_is_packed_alike_each_time(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, archive = tmp_path / "built", tmp_path / name
    (folder / "lib").mkdir(parents=True)
    (folder / "ava-onboard").write_text("program")
    (folder / "lib" / "part").write_text("part")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1760000000")
    monkeypatch.setattr(binary, "FOLDER", folder)
    monkeypatch.setattr(binary, "ARCHIVE", archive)
    binary.pack()
    first = archive.read_bytes()
    os.utime(folder / "lib" / "part", (0, 1))
    binary.pack()
    assert archive.read_bytes() == first
    shutil.unpack_archive(archive, tmp_path / "unpacked", filter="data" if "tar" in name else None)
    assert (tmp_path / "unpacked" / "ava-onboard" / "lib" / "part").read_text() == "part"


def test_the_files_are_named_as_the_binary_is_packed() -> None:
    assert build.ARCHIVE.name in manifests.FILES.values()


@pytest.mark.parametrize(
    ("part", "kind", "required"),
    [
        ("", "version", {"DefaultLocale"}),
        (".installer", "installer", {"Installers", "InstallerType"}),
        (
            ".locale.en-US",
            "defaultLocale",
            {"PackageLocale", "Publisher", "PackageName", "License", "ShortDescription"},
        ),
    ],
)
def test_each_manifest_of_winget_has_the_fields_that_its_schema_requires(
    filled: Path, part: str, kind: str, required: set[str]
) -> None:
    manifest = winget(filled, part)
    assert {"PackageIdentifier", "PackageVersion", "ManifestType", "ManifestVersion"} | required <= manifest.keys()
    assert (manifest["PackageIdentifier"], manifest["PackageVersion"]) == ("Ava.AvaOnboard", __version__)
    assert manifest["ManifestType"] == kind
    assert manifest["ManifestVersion"] == "1.9.0"


def test_winget_and_scoop_get_the_folder_for_windows(filled: Path) -> None:
    [installer] = winget(filled, ".installer")["Installers"]
    assert (installer["InstallerUrl"], installer["InstallerSha256"]) == (address("windows"), checksum("windows"))
    scoop = json.loads((filled / "scoop" / "ava-onboard.json").read_text())
    assert scoop["version"] == __version__
    assert {"description", "homepage", "license", "bin"} <= scoop.keys()
    assert scoop["architecture"]["64bit"]["url"] == address("windows")
    assert scoop["architecture"]["64bit"]["hash"] == checksum("windows")


def test_homebrew_gets_the_folders_for_macos_and_linux(filled: Path) -> None:
    formula = (filled / "homebrew" / "ava-onboard.rb").read_text()
    for system in ("macos", "linux"):
        assert f'url "{address(system)}"\n    sha256 "{checksum(system)}"\n' in formula
    assert "$" not in formula


@pytest.mark.skipif(not shutil.which("ruby"), reason="needs Ruby")
def test_the_formula_is_ruby(filled: Path) -> None:
    formula = filled / "homebrew" / "ava-onboard.rb"
    checked = subprocess.run(["ruby", "-wc", formula], capture_output=True, text=True, check=True)
    assert checked.stdout == "Syntax OK\n"
    assert not checked.stderr
