"""The rows of `verify` about the launch: the guide, the settings page and the announcement."""

import pytest

from ava_onboard.backend.__main__ import main
from ava_onboard.backend.db.schema import migrate
from ava_onboard.sandbox.world import World
from tests.backend.announcement.mailserver import mail_server
from tests.backend.announcement.people import KEY, add_people
from tests.backend.db.places import sqlite_only
from tests.backend.verify.verifying import LAUNCH, Captured, outcomes, use


@pytest.fixture
def launched(world: World, configured: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Three users, two without a key, and a backend whose pages stand for the guide and the settings page."""
    use(world, monkeypatch)
    migrate(configured)
    add_people(configured, [{}, {}, KEY])
    for name, value in {
        "DOCUMENTATION_URL": f"{world.ava_url}/docs#key",
        "SETTINGS_PAGE_URL": f"{world.ava_url}/docs",
        "PUBLIC_URL": world.ava_url,
        "ANNOUNCEMENT_FROM": "a@ava.example",
        "SMTP_HOST": "127.0.0.1",
        "SMTP_ENCRYPTION": "none",
    }.items():
        monkeypatch.setenv(f"AVA_BACKEND_{name}", value)
    return configured


@sqlite_only
def test_the_launch_is_complete_once_everybody_was_sent_the_mail(
    launched: str, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    def announced(code: int, *arguments: str) -> str:
        assert main(["verify", "--json", *arguments]) == code
        pages = outcomes(capsys, LAUNCH)
        said = pages.pop("announced")
        assert set(pages.values()) == {"passed"}
        return said

    assert announced(0) == "unknown: it has not started; users without a key who would get it: 2"
    with mail_server() as server:
        monkeypatch.setenv("AVA_BACKEND_SMTP_PORT", str(server.port))
        for limit, code, said in ((1, 1, "failed: users who have not been sent it: 1"), (9, 0, "passed")):
            assert main(["announce", "send", "--limit", str(limit)]) == 0
            capsys.readouterr()
            assert announced(code) == said
    assert announced(0, "--campaign", "second").startswith("unknown: it has not started")


@sqlite_only
def test_the_settings_page_is_the_backends_own_if_none_is_named(
    launched: str, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.delenv("AVA_BACKEND_SETTINGS_PAGE_URL")

    assert main(["verify", "--json"]) == 0
    assert outcomes(capsys, LAUNCH)["settings_page"] == "passed"


@sqlite_only
@pytest.mark.parametrize(
    ("name", "path", "failed", "detail"),
    [
        ("DOCUMENTATION_URL", "/no/such/page", "guide_published", "status 404"),
        ("SETTINGS_PAGE_URL", "/healthz", "settings_page", "it is not a page"),
        ("SETTINGS_PAGE_URL", ":1/", "settings_page", "it cannot be reached"),
    ],
)
def test_a_page_that_does_not_answer_fails(
    launched: str,
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Captured,
    name: str,
    path: str,
    failed: str,
    detail: str,
) -> None:
    host = "http://127.0.0.1" if path.startswith(":") else world.ava_url
    monkeypatch.setenv(f"AVA_BACKEND_{name}", f"{host}{path}")

    assert main(["verify", "--json"]) == 1
    assert outcomes(capsys, LAUNCH)[failed].startswith(f"failed: {detail}")


@sqlite_only
def test_a_database_that_is_not_migrated_fails(
    world: World, configured: str, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    use(world, monkeypatch)

    assert main(["verify", "--json"]) == 1
    assert outcomes(capsys, LAUNCH)["announced"].startswith("failed: the database cannot be used (")


def test_an_unusable_setting_is_named(world: World, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    use(world, monkeypatch)
    monkeypatch.setenv("AVA_BACKEND_SETTINGS_PAGE_URL", "http://MARKED.example")

    assert main(["verify"]) == 2
    error = capsys.readouterr().err
    assert error.startswith("AVA_BACKEND_SETTINGS_PAGE_URL: expected https://")
    assert "MARKED" not in error
