"""The page that leads from nothing to a served backend is true: its commands are run as they stand."""

import sys

import pytest

from ava_onboard.backend.db.schema import revisions
from tests.backend.db.postgres import PostgresServer
from tests.backend.operate.pages import OPERATE, Outcome, Shell, commands

pytestmark = [
    pytest.mark.database,
    pytest.mark.process,
    pytest.mark.skipif(sys.platform == "win32", reason="the pages are for a Unix shell"),
]
PRINTED = [
    ("umask 077", ""),
    ("sudo -u postgres psql", ""),
    ("cat > environment", ""),
    ("ava_onboard.backend migrate", f"The database was at revision none and is at {revisions()[-1]}.\n"),
    ("ava_onboard.backend create-user", "camille@example.com"),
    ("ava_onboard.backend serve", '{"status":"ready"}'),
    ("ava_onboard.backend verify", "[x] "),
    ("rm first-password", ""),
]
"""A part of each block of the page, in their order, and of what it prints."""


@pytest.fixture(scope="module")
def outcomes(user: Shell) -> list[tuple[str, Outcome]]:
    return [(block, user.run(block)) for block in commands("install.md")]


@pytest.mark.parametrize(("number", "part", "printed"), [(number, *row) for number, row in enumerate(PRINTED)])
def test_each_block_works_and_prints_what_it_should(
    outcomes: list[tuple[str, Outcome]], number: int, part: str, printed: str
) -> None:
    block, outcome = outcomes[number]

    assert part in block
    assert outcome.exit_code == 0, outcome.printed
    assert printed in outcome.printed
    assert "[ ]" not in outcome.printed


def test_the_page_has_no_other_blocks(outcomes: list[tuple[str, Outcome]]) -> None:
    assert len(outcomes) == len(PRINTED)


def test_only_the_user_can_read_what_was_made(outcomes: list[tuple[str, Outcome]], user: Shell) -> None:
    made = {path.name: path.stat().st_mode & 0o777 for path in (user.home / "ava").iterdir() if not path.is_symlink()}

    assert made == dict.fromkeys(("database-url", "environment", "log", "master-keys", "token-secret"), 0o600)


def test_no_secret_is_printed_or_in_a_log(
    outcomes: list[tuple[str, Outcome]], user: Shell, fresh_server: PostgresServer
) -> None:
    folder = user.home / "ava"
    url = (folder / "database-url").read_text().strip()
    secrets = [
        url.partition("//ava:")[2].partition("@")[0],
        (folder / "master-keys").read_text().strip().partition(":")[2],
        (folder / "token-secret").read_text().strip(),
    ]
    written = [outcome.printed for _, outcome in outcomes]
    written += [(folder / "log").read_text(), (fresh_server.folder / "log").read_text()]

    assert all(len(secret) > 30 for secret in secrets)
    assert not [secret for secret in secrets if any(secret in text for text in written)]


def test_the_role_owns_its_database_and_nobody_else_may_connect(
    outcomes: list[tuple[str, Outcome]], user: Shell
) -> None:
    query = (
        "SELECT pg_get_userbyid(datdba), has_database_privilege('ava', 'ava', 'CONNECT'),"
        " (SELECT rolsuper FROM pg_roles WHERE rolname = 'ava') FROM pg_database WHERE datname = 'ava'"
    )
    found = user.run(f'sudo -u postgres psql --tuples-only --no-align --dbname=ava --command="{query}"')

    assert found == Outcome(0, "ava|t|f\n")


def test_commands_of_other_pages_are_run_too_or_say_why_not() -> None:
    unmarked = {page.name for page in OPERATE.glob("*.md") if commands(page.name)}

    assert unmarked == {"install.md", "backup.md"}
