"""The environment in which an operator calls the commands."""

import base64
import io
import os
import sys
from collections.abc import Iterator

import pytest

from ava_onboard.backend.__main__ import main
from tests.backend.db.places import Databases

OLD, NEW = (base64.b64encode(os.urandom(32)).decode() for _ in range(2))
PASSWORD = "MARKED correct horse"
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def configured(databases: Databases, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A new database, with all settings in the environment."""
    with databases.new() as fresh:
        environment = {
            "DATABASE_URL": fresh,
            "MASTER_KEYS": f"new:{NEW},old:{OLD}",
            "CURRENT_MASTER_KEY": "new",
            "TOKEN_SECRET": f"MARKED{os.urandom(16).hex()}",
            "PASSWORD_ROUNDS": "1",
            "PASSWORD_MEMORY": "8",
        }
        for name, value in environment.items():
            monkeypatch.setenv(f"AVA_BACKEND_{name}", value)
        yield fresh


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSWORD}\n"))


def create(*arguments: str) -> int:
    return main(["create-user", "--name", "Camille", *arguments])
