from collections.abc import Callable, Iterator

import pytest

from ava_onboard.backend.__main__ import main
from ava_onboard.backend.db.schema import migrate
from tests.backend.announcement.mailserver import MailServer, mail_server
from tests.backend.commands.running import Captured

Announce = Callable[..., str]


@pytest.fixture
def database(configured: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A migrated database, with every setting of the announcement but the mail server's in the environment."""
    migrate(configured)
    for name, value in {
        "ANNOUNCEMENT_FROM": "Ava.ai <bonjour@ava.example>",
        "DOCUMENTATION_URL": "https://docs.ava.example/vapi#key",
        "SETTINGS_PAGE_URL": "https://ava.example/settings",
        "PUBLIC_URL": "https://api.ava.example",
    }.items():
        monkeypatch.setenv(f"AVA_BACKEND_{name}", value)
    return configured


@pytest.fixture
def announce(capsys: Captured) -> Announce:
    """Run `announce`, expect an exit code, and return what is printed."""

    def run(*arguments: str, code: int = 0) -> str:
        assert main(["announce", *arguments]) == code
        captured = capsys.readouterr()
        assert captured.err == "" or code
        return captured.out + captured.err

    return run


@pytest.fixture
def mail(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    """A mail server without encryption, which the settings name."""
    with mail_server() as server:
        monkeypatch.setenv("AVA_BACKEND_SMTP_HOST", "127.0.0.1")
        monkeypatch.setenv("AVA_BACKEND_SMTP_PORT", str(server.port))
        monkeypatch.setenv("AVA_BACKEND_SMTP_ENCRYPTION", "none")
        yield server
