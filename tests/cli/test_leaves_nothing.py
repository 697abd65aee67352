"""What a process leaves to others: no copy of its memory when it crashes, no secret to what it starts."""

import subprocess
import sys
from pathlib import Path

import pytest

from .program import environment

_ASK = """
import resource, sys
from ava_onboard.__main__ import main
hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
sys.argv = ["ava-onboard", "--version"]
try:
    main()
except SystemExit:
    print(resource.getrlimit(resource.RLIMIT_CORE)[0])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_the_program_switches_core_dumps_off_for_itself() -> None:
    done = subprocess.run([sys.executable, "-c", _ASK], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "0"


_LOOK = """
import os
from ava_onboard.cli.arguments import run
run(["status", "--offline"])
print(sorted({"AVA_TOKEN", "AVA_ONBOARD_PASSPHRASE", "AVA_ONBOARD_LANG"} & set(os.environ)))
"""


def test_what_is_secret_in_the_environment_is_taken_out_of_it(tmp_path: Path) -> None:
    secrets = {"AVA_TOKEN": "a-token", "AVA_ONBOARD_PASSPHRASE": "a passphrase", "AVA_ONBOARD_LANG": "en"}
    variables = environment(AVA_ONBOARD_HOME=str(tmp_path), **secrets)
    done = subprocess.run([sys.executable, "-c", _LOOK], env=variables, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "['AVA_ONBOARD_LANG']"
