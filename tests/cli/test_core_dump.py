"""A process that crashes leaves no copy of its memory behind."""

import subprocess
import sys

import pytest

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
