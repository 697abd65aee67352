"""The program as a process of its own."""

import os
import subprocess
import sys
from collections.abc import Mapping

from . import schema

COMMAND = (sys.executable, "-W", "error", "-m", "ava_onboard")
NO_KEYRING = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}


def environment(**variables: str) -> dict[str, str]:
    """This process' environment, in UTF-8 and without settings of the person who runs the tests."""
    own = ("AVA_", "VAPI_", "LC_", "LANG")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    return {**inherited, "PYTHONUTF8": "1", "LANG": "C", **variables}


def run(
    *arguments: str, variables: Mapping[str, str] | None = None, typed: str | None = None
) -> subprocess.CompletedProcess[str]:
    """Run ``ava-onboard`` with ``arguments`` to its end; ``typed`` is piped in. JSON has to be as its schema says."""
    finished = subprocess.run(
        [*COMMAND, *arguments],
        env=environment(**(variables or {})),
        stdin=subprocess.DEVNULL if typed is None else None,
        input=typed,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=30,
        check=False,
    )
    if "--json" in arguments and finished.stdout:
        schema.read(finished)
    return finished
