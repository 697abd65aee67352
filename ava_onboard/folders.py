"""Where the system keeps what programs write for one person."""

import os
import sys
from pathlib import Path

from ava_onboard.domain import problems
from ava_onboard.domain.failure import failed

_NAME = "ava-onboard"


def of_program(kind: str) -> Path:
    """Return the folder of this program for ``kind``, which is ``state`` or ``log``.

    Raises:
        ProblemError: C09 without a home.
    """
    if sys.platform == "linux" and (state := _state_on_linux()):
        return state / _NAME / "log" if kind == "log" else state / _NAME
    import platformdirs

    folders = platformdirs.PlatformDirs(_NAME, appauthor=False)
    try:
        folder = folders.user_log_path if kind == "log" else folders.user_state_path
    except RuntimeError:
        folder = Path("~")
    if not folder.is_absolute():  # without a home, older versions give a folder named ~
        raise failed(problems.NO_HOME)
    return folder


def _state_on_linux() -> Path | None:
    """Return what platformdirs says too, which takes a small command an eighth of its time to load.

    None where it is not so simple: without an absolute path in these variables.
    """
    said, home = (Path(os.environ.get(name, "")) for name in ("XDG_STATE_HOME", "HOME"))
    if said.is_absolute():
        return said
    return home / ".local" / "state" if home.is_absolute() else None
