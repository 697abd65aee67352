"""What package managers read: ``python -m delivery.manifests https://github.com/OWNER/NAME``, after a release's files.

Fills the templates for winget, scoop and Homebrew with the version, and with address and SHA-256 of each file of the
release. Writes nothing if one of these files is missing.
"""

import hashlib
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from string import Template

from ava_onboard import __version__
from delivery.build import DIST, PROGRAM, ROOT

TEMPLATES = ROOT / "delivery" / "templates"
MANAGERS = {".yaml": "winget", ".json": "scoop", ".rb": "homebrew"}
FILES = {
    "windows": f"{PROGRAM}-{__version__}-windows-amd64.zip",
    "macos": f"{PROGRAM}-{__version__}-darwin-arm64.tar.xz",
    "linux": f"{PROGRAM}-{__version__}-linux-x86_64.tar.xz",
}
"""The program as a folder, packed on each system by ``delivery.binary``."""


def main(repository: str, dist: Path = DIST) -> None:
    """Write them below ``manifests`` beside the files.

    Args:
        repository: The address of the repository that publishes the release.
        dist: Where the files of the release are.
    """
    missing = [name for name in FILES.values() if not (dist / name).is_file()]
    if missing:
        raise SystemExit(f"Not in {dist}: {', '.join(missing)}")
    values = dict(_values(repository.rstrip("/"), dist))
    for template in sorted(TEMPLATES.iterdir()):
        folder = dist / "manifests" / MANAGERS[template.suffix]
        folder.mkdir(parents=True, exist_ok=True)
        filled = Template(template.read_text(encoding="utf-8")).substitute(values)
        (folder / template.name).write_text(filled, encoding="utf-8")


def _values(repository: str, dist: Path) -> Iterator[tuple[str, str]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    yield "version", __version__
    yield "repository", repository
    yield "description", project["description"].rstrip(".")
    for system, name in FILES.items():
        yield f"{system}_url", f"{repository}/releases/download/v{__version__}/{name}"
        yield f"{system}_sum", hashlib.sha256((dist / name).read_bytes()).hexdigest()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(sys.argv[1])
