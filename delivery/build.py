"""What the other modules share: where things are built, when that was, and an environment as a customer installs it."""

import hashlib
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from ava_onboard import __version__

ROOT = Path(__file__).parents[1]
BUILD, DIST = ROOT / "build" / "delivery", ROOT / "dist"
PROGRAM = "ava-onboard"
FOLDER = BUILD / "folder" / PROGRAM
"""The program as a folder that needs no Python."""
_PACKED = "zip" if sys.platform == "win32" else "tar.xz"
ARCHIVE = DIST / f"{PROGRAM}-{__version__}-{platform.system().lower()}-{platform.machine().lower()}.{_PACKED}"
"""That folder in one file: on Windows as one that its package managers open."""

SUMS = "SHA256SUMS"


def time_of_source() -> int:
    """Return when the source was last changed, as seconds since 1970: ``SOURCE_DATE_EPOCH``, else the last commit."""
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(given)
    return int(subprocess.run(["git", "log", "-1", "--format=%ct"], check=True, capture_output=True, cwd=ROOT).stdout)


def run(command: Sequence[str | Path], folder: Path = ROOT) -> None:
    """Run a command in a folder, with the time of the source.

    Raises:
        CalledProcessError: it failed.
    """
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(time_of_source()), "PYTHONHASHSEED": "0"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    subprocess.run(command, check=True, cwd=folder, env=environment)


def environment(name: str, *installed: str | Path) -> Path:
    """Make a virtual environment with these packages and no pip in it; return its Python.

    Args:
        name: The name of its folder.
        installed: What pip installs; ``--group`` and the name of a group are possible.
    """
    folder = BUILD / name
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    run([sys.executable, "-m", "venv", "--clear", "--without-pip", folder])
    constraints: list[str | Path] = ["--constraint", ROOT / ".ci" / "constraints.txt"]
    run([sys.executable, "-m", "pip", "--python", python, "install", "--quiet", *constraints, *installed])
    return python


def write_sums(folder: Path = DIST) -> None:
    """Write the checksums of all files in a folder, as ``sha256sum --check`` reads them."""
    (folder / SUMS).unlink(missing_ok=True)
    files = sorted(path for path in folder.iterdir() if path.is_file())
    sums = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files]
    (folder / SUMS).write_text("".join(sums), encoding="utf-8")
