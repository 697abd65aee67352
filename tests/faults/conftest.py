"""The computer of the table, and the printing of the table."""

import os
import ssl
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from ava_onboard.gateways.http import new_client
from ava_onboard.sandbox.world import World
from tests.gateways.conftest import os_keyring

from .computer import Computer
from .keyrings import Keyring
from .network import Detour
from .table import ROWS, STAGES

__all__ = ["os_keyring"]

ALL = bool(os.environ.get("AVA_ONBOARD_FAULTS"))
"""Set by ``make faults``: as many kills and rounds as it takes to be certain."""


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> Iterator[Keyring]:
    keyring = Keyring(monkeypatch)
    yield keyring
    keyring.mend()


@pytest.fixture
async def computer(world: World, keyring: Keyring, tmp_path: Path) -> AsyncIterator[Computer]:
    async with new_client(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)) as client:
        detour = Detour(client._transport)
        client._transport = detour
        yield Computer(world, client, detour, keyring, tmp_path / "state" / "default.json")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The table: a code for each cell, in green where all that is promised was found."""
    cells: dict[str, dict[str, tuple[str, bool]]] = {}
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            for name, value in getattr(report, "user_properties", []):
                if name == "cell":
                    stage, fault, code = value
                    cells.setdefault(fault, {})[stage] = (code, outcome == "passed")
                elif name == "measured":
                    terminalreporter.write_line(value)
    if not cells:
        return
    terminalreporter.write_sep("=", "stage x fault")
    terminalreporter.write_line(f"{'':24}" + "".join(f"{stage:9}" for stage in STAGES))
    for fault, row in sorted(cells.items(), key=lambda item: ROWS.index(item[0])):
        terminalreporter.write(f"{fault:24}")
        for stage in STAGES:
            code, good = row.get(stage, ("·", True))
            terminalreporter.write(f"{code if good else code + '!':9}", green=good and stage in row, red=not good)
        terminalreporter.write_line("")
    found = [good for row in cells.values() for _code, good in row.values()]
    terminalreporter.write_line(f"{len(found)} cells, {found.count(False)} of them not as promised (!)")
