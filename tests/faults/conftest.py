"""The computer of the table, and the printing of the table."""

import os
import ssl
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from ava_onboard.adapters.http.client import new_client
from ava_onboard.sandbox.world import World

from .computer import Computer
from .keyrings import Keyring
from .network import Detour
from .table import ROWS, STAGES

ALL = bool(os.environ.get("AVA_ONBOARD_FAULTS"))
"""Set by ``make faults``: run as many kills and rounds as it takes to be certain."""


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
    """Print the table: a line for each cell, green if every promise was kept."""
    cells: dict[tuple[str, str], tuple[dict[str, str], bool]] = {}
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            for name, value in getattr(report, "user_properties", []):
                if name == "cell":
                    cells[value["fault"], value["stage"]] = value, outcome == "passed"
                elif name == "measured":
                    terminalreporter.write_line(value)
    if not cells:
        return
    terminalreporter.write_sep("=", "fault x stage")
    terminalreporter.write_line(
        _line("fault", "stage", "code", "what the screen says first", "where the key is", "again")
    )
    previous = ""
    for (fault, stage), (cell, good) in sorted(cells.items(), key=lambda cell: _place(*cell[0])):
        name = fault if fault != previous else ""
        previous = fault
        more = (cell.get(column, "not as promised") for column in ("says", "stored", "again"))
        terminalreporter.write_line(_line(name, stage, cell["code"], *more), green=good, red=not good)
    wrong = sum(not good for _cell, good in cells.values())
    faults = len({fault for fault, _stage in cells})
    terminalreporter.write_line(f"{faults} faults, {len(cells)} cells, {wrong} of them not as promised")


def _place(fault: str, stage: str) -> tuple[int, int]:
    return ROWS.index(fault), STAGES.index(stage)


def _line(*columns: str) -> str:
    """One line of 118 characters at most."""
    return "  ".join(f"{text:{width}.{width}}" for text, width in zip(columns, _WIDTHS, strict=True)).rstrip()


_WIDTHS = (21, 7, 4, 44, 17, 15)
