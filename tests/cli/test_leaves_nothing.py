"""A crash leaves no copy of the memory, and child processes get no secret."""

import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import UNKNOWN_HOST, UNREACHABLE
from .program import NO_KEYRING, environment

_ASK = """
import atexit, resource, sys
from ava_onboard.__main__ import main
hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
sys.argv = ["ava-onboard", "--version"]
atexit.register(lambda: print(resource.getrlimit(resource.RLIMIT_CORE)[0]))
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_the_program_switches_core_dumps_off_for_itself() -> None:
    done = subprocess.run([sys.executable, "-c", _ASK], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "0"


_LOOK = """
import os
from ava_onboard.cli.main import run
run(["status", "--offline"])
print(sorted({"AVA_TOKEN", "AVA_ONBOARD_PASSPHRASE", "AVA_ONBOARD_LANG"} & set(os.environ)))
"""


def test_secrets_are_removed_from_the_environment(tmp_path: Path) -> None:
    secrets = {"AVA_TOKEN": "a-token", "AVA_ONBOARD_PASSPHRASE": "a passphrase", "AVA_ONBOARD_LANG": "en"}
    variables = environment(AVA_ONBOARD_HOME=str(tmp_path), **secrets)
    done = subprocess.run([sys.executable, "-c", _LOOK], env=variables, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "['AVA_ONBOARD_LANG']"


_DUMPABLE = """
import contextlib, io, sys
from ava_onboard.cli.main import run
sys.stdin = io.TextIOWrapper(io.BytesIO(b"hunter2-key"))
with contextlib.suppress(SystemExit):
    run(sys.argv[1:])
loaded = "ctypes" in sys.modules
import ctypes
print(loaded, ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has prctl")
@pytest.mark.parametrize(
    ("arguments", "variables", "result"),
    [
        pytest.param(["--version"], {}, "False 1", id="no secret, no cost"),
        pytest.param(["status", "--offline"], {}, "False 1", id="nothing secret is read"),
        pytest.param(["status", "--offline"], {"AVA_TOKEN": "a-token"}, "True 0", id="a token in the environment"),
        pytest.param(["status", "--offline"], {"AVA_ONBOARD_PASSPHRASE": "a passphrase"}, "True 0", id="a passphrase"),
        pytest.param(["check"], {}, "True 0", id="a key from stdin"),
        pytest.param(["status"], {}, "True 0", id="a key in the keyring"),
    ],
)
def test_no_other_program_can_read_the_memory_once_it_may_hold_a_secret(
    tmp_path: Path, arguments: list[str], variables: dict[str, str], result: str
) -> None:
    nobody = {"AVA_API_URL": UNKNOWN_HOST, "VAPI_API_URL": UNREACHABLE, "VAPI_EU_API_URL": UNREACHABLE}
    everything = environment(AVA_ONBOARD_HOME=str(tmp_path), **nobody, **NO_KEYRING, **variables)
    call = [sys.executable, "-c", _DUMPABLE, *arguments]
    done = subprocess.run(call, env=everything, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == result
