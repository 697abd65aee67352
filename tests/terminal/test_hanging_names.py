"""A name lookup that takes minutes, as behind a captive portal, does not delay quitting."""

import time
from pathlib import Path

import pytest

from ava_onboard.domain.failure import Exit
from tests.terminal import walk
from tests.terminal.conftest import Start
from tests.terminal.screen import CTRL_Q, ENTER
from tests.terminal.walk import KEY

pytestmark = pytest.mark.terminal

CTRL_C = "\x03"
NEVER_ANSWERED = """
import socket, threading
from pathlib import Path

def hang(*arguments, **options):
    Path(__file__).with_name("asked").touch()
    threading.Event().wait()

socket.getaddrinfo = hang
"""


@pytest.fixture
def variables(tmp_path: Path) -> dict[str, str]:
    """A computer whose name lookups never end."""
    (tmp_path / "names").mkdir()
    (tmp_path / "names" / "sitecustomize.py").write_text(NEVER_ANSWERED)
    return {"PYTHONPATH": str(tmp_path / "names"), "VAPI_API_URL": "https://vapi.example", "LANG": "C.UTF-8"}


def test_the_app_ends_at_once(start: Start, variables: dict[str, str], tmp_path: Path) -> None:
    at = start(**variables)
    walk.to_step(at, 3)
    at.until((tmp_path / "names" / "asked").exists, "a name that is looked up")
    at.press(CTRL_Q)
    before = time.monotonic()
    assert at.end() == Exit.DONE
    assert time.monotonic() - before < 1


def test_a_command_ends_at_once(start: Start, variables: dict[str, str], tmp_path: Path) -> None:
    at = start("check", **variables)
    at.see("Your Vapi key (hidden as you type)")
    at.still()
    at.press(KEY, ENTER)
    at.until((tmp_path / "names" / "asked").exists, "a name that is looked up")
    at.press(CTRL_C)
    before = time.monotonic()
    assert at.end() == Exit.INTERRUPTED
    assert time.monotonic() - before < 1
