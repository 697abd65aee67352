"""The whole journey, watched by the kernel: whom the program speaks to."""

import re
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from ava_onboard.sandbox.world import World
from tests.cli.program import NO_KEYRING
from tests.terminal import walk
from tests.terminal.screen import CTRL_Q, PROGRAM, TAB, Terminal, environment

pytestmark = [
    pytest.mark.terminal,
    pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace"),
]

PORT = re.compile(r"sa_family=AF_INET6?, sin6?_port=htons\((\d+)\)")
ADDRESS = re.compile(r'inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"')


def test_the_program_connects_to_ava_and_vapi_and_nobody_else(world: World, tmp_path: Path) -> None:
    """Up to *Configured*. To look a name up would be to address port 53."""
    services = {"AVA_API_URL": world.ava_url, "VAPI_API_URL": world.vapi_url, "VAPI_EU_API_URL": world.vapi_eu_url}
    seen = tmp_path / "calls"
    strace: list[str | Path] = ["strace", "--follow-forks", "--trace=connect,sendto,sendmsg,sendmmsg", "--output", seen]
    with Terminal([*strace, PROGRAM], environment={**environment(tmp_path), **services, **NO_KEYRING}) as at:
        walk.to_an_accepted_key(at)
        at.press_button()
        at.see("Keep no copy here", seconds=60)
        at.still()
        at.press(TAB)
        at.press_button()
        walk.sign_in(at)
        at.see("Configured: Ava can use your own Vapi key.", seconds=60)
        at.press(CTRL_Q)
        assert at.end(seconds=60) == 0
    addressed = [line for line in seen.read_text().splitlines() if "AF_INET" in line]
    ports = {int(port) for line in addressed for port in PORT.findall(line)}
    hosts = {first or second for line in addressed for first, second in ADDRESS.findall(line)}
    allowed = {urlsplit(url).port for url in services.values()}
    assert {urlsplit(world.ava_url).port, urlsplit(world.vapi_url).port} <= ports <= allowed
    assert hosts <= {"127.0.0.1", "::1"}
