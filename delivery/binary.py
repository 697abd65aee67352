"""The program as a folder that needs no Python, and as one archive of it: ``python -m delivery.binary``."""

import tarfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from delivery.build import ARCHIVE, BUILD, DIST, FOLDER, PROGRAM, ROOT, environment, run, time_of_source, write_sums


def main() -> None:
    """Build the folder and pack it."""
    python = environment("with-pyinstaller", ROOT, "--group", "binary")
    places: list[str | Path] = ["--workpath", BUILD / "work", "--distpath", FOLDER.parent]
    spec = ROOT / "delivery" / "ava-onboard.spec"
    run([python, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR", *places, spec])
    DIST.mkdir(exist_ok=True)
    pack()
    write_sums()


def pack() -> None:
    """Pack the folder: the same files give the same bytes."""
    (_zip if ARCHIVE.suffix == ".zip" else _tar)()


def _zip() -> None:
    time = datetime.fromtimestamp(time_of_source(), UTC).timetuple()[:6]
    with zipfile.ZipFile(ARCHIVE, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(path for path in FOLDER.rglob("*") if path.is_file()):
            member = zipfile.ZipInfo(f"{PROGRAM}/{path.relative_to(FOLDER).as_posix()}", time)
            archive.writestr(member, path.read_bytes(), zipfile.ZIP_DEFLATED)


def _tar() -> None:
    def alike(member: tarfile.TarInfo) -> tarfile.TarInfo:
        member.uid = member.gid = 0
        member.uname = member.gname = ""
        member.mtime = time
        return member

    time = time_of_source()
    with tarfile.open(ARCHIVE, "w:xz") as archive:
        archive.add(FOLDER, PROGRAM, recursive=False, filter=alike)
        for path in sorted(FOLDER.rglob("*")):
            archive.add(path, f"{PROGRAM}/{path.relative_to(FOLDER).as_posix()}", recursive=False, filter=alike)


if __name__ == "__main__":
    main()
