"""Source archive, the wheel made of it, what a customer installs with it, checksums: ``python -m delivery.wheel``.

What a customer installs is listed as CycloneDX, from an environment into which pip has put the wheel.
"""

import json
import sys
import tarfile
import tempfile
from pathlib import Path

from ava_onboard import __version__
from delivery.build import DIST, PROGRAM, ROOT, environment, run, write_sums


def main() -> None:
    """Build all of it in ``dist``."""
    wheel = build(DIST)
    list_of_parts(wheel, DIST / f"{PROGRAM}-{__version__}.cdx.json")
    write_sums()


def build(folder: Path) -> Path:
    """Build the source archive, and the wheel from what is in it; return the wheel."""
    folder.mkdir(parents=True, exist_ok=True)
    run([sys.executable, "-m", "hatchling", "build", "--target", "sdist", "--directory", folder])
    name = f"ava_onboard-{__version__}"
    with tempfile.TemporaryDirectory() as unpacked:
        with tarfile.open(folder / f"{name}.tar.gz") as archive:
            archive.extractall(unpacked, filter="data")
        wheel_of(Path(unpacked, name), folder)
    return folder / f"{name}-py3-none-any.whl"


def wheel_of(source: Path, folder: Path) -> None:
    """Build the wheel of the project in a folder."""
    run([sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder.absolute()], source)


def list_of_parts(wheel: Path, file: Path) -> None:
    """Write what pip installs with the wheel, as CycloneDX."""
    customer = environment("customer", wheel)
    tool = environment("sbom", "--group", "sbom")
    about: list[str | Path] = ["--pyproject", ROOT / "pyproject.toml", "--mc-type", "application"]
    options: list[str | Path] = ["--output-reproducible", "--output-file", file]
    run([tool, "-m", "cyclonedx_py", "environment", *about, *options, customer])
    listed = json.loads(file.read_text(encoding="utf-8"))
    listed["metadata"]["component"]["version"] = __version__  # the tool does not read it from the code
    file.write_text(json.dumps(listed, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
