"""The Debian package, made of the folder without Python: ``python -m delivery.deb``, after ``delivery.binary``."""

import gzip
import platform
import shutil
import subprocess
from pathlib import Path

from ava_onboard import __version__, locales
from ava_onboard.text import commands as texts
from delivery import man
from delivery.build import BUILD, DIST, FOLDER, PROGRAM, ROOT, run, time_of_source, write_sums

TREE = BUILD / "deb"
COMPLETIONS = {
    "bash": f"bash-completion/completions/{PROGRAM}",
    "zsh": f"zsh/vendor-completions/_{PROGRAM}",
    "fish": f"fish/vendor_completions.d/{PROGRAM}.fish",
}
"""Where each shell looks below ``/usr/share``."""


def main() -> None:
    """Build the package."""
    if not FOLDER.is_dir():
        raise SystemExit("The folder is missing: make binary")
    shutil.rmtree(TREE, ignore_errors=True)
    program = TREE / "opt" / PROGRAM
    shutil.copytree(FOLDER, program, symlinks=True)
    (TREE / "usr" / "bin").mkdir(parents=True)
    (TREE / "usr" / "bin" / PROGRAM).symlink_to(f"/opt/{PROGRAM}/{PROGRAM}")
    share = TREE / "usr" / "share"
    for shell, place in COMPLETIONS.items():
        command: list[str | Path] = [program / PROGRAM, "completion", shell, "--lang", "en"]
        _write(share / place, subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    for page, text in man.pages().items():
        _compress(share / "man" / page, text)
    _compress(share / "doc" / PROGRAM / "changelog", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    _write(share / "doc" / PROGRAM / "copyright", (ROOT / "LICENSE").read_text(encoding="utf-8"))
    _write(share / "applications" / f"{PROGRAM}.desktop", _desktop_entry())
    architecture = _output("dpkg", "--print-architecture")
    size = sum(path.lstat().st_size for path in TREE.rglob("*")) // 1024
    _write(TREE / "DEBIAN" / "control", _control(architecture, size))
    DIST.mkdir(exist_ok=True)
    package = DIST / f"{PROGRAM}_{__version__}_{architecture}.deb"
    run(["dpkg-deb", "--root-owner-group", "-Zxz", "--build", TREE, package])
    write_sums()


def _control(architecture: str, size: int) -> str:
    """Return what dpkg reads. The programs in the folder need no older C library than the one they were built with."""
    _name, libc = platform.libc_ver()
    return f"""\
Package: {PROGRAM}
Version: {__version__}
Architecture: {architecture}
Maintainer: Ava.ai
Installed-Size: {size}
Depends: libc6 (>= {libc})
Recommends: gnome-keyring | kwalletmanager | keepassxc
Suggests: xdg-utils
Section: utils
Priority: optional
Description: {_in("en").rstrip(".")}
 It shows each step, checks the key with Vapi before anything is saved, keeps
 it in the keyring of this computer, and hands it to Ava. In English and French.
"""


def _desktop_entry() -> str:
    return f"""\
[Desktop Entry]
Type=Application
Name=Ava Onboard
Comment={_in("en")}
Comment[fr]={_in("fr")}
Exec={PROGRAM}
Terminal=true
Categories=Utility;
"""


def _in(language: str) -> str:
    """Return what the program does, in a language."""
    before = locales.language()
    locales.use(language)
    try:
        return locales._(texts.PROGRAM)
    finally:
        locales.use(before)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _compress(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(text.encode(), mtime=time_of_source()))


def _output(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


if __name__ == "__main__":
    main()
