"""The numbers on the page about growth are those of the code."""

import re

from ava_onboard.backend.db.engine import IDLE, POOLED
from ava_onboard.backend.db.postgres_rows import _READING, _WRITING
from ava_onboard.backend.settings import Settings
from tests.backend.operate.pages import OPERATE

PAGE = " ".join((OPERATE / "growth.md").read_text(encoding="utf-8").split())
EACH = POOLED + _WRITING + _READING


def test_the_budget_of_connections_is_that_of_a_process() -> None:
    assert f"has {EACH} connections to PostgreSQL at most: {_WRITING + _READING} for keys and {POOLED} for" in PAGE
    assert f"idle for {IDLE // 60} minutes" in PAGE
    assert f"replicas × `--workers` × {EACH}" in PAGE


def test_the_default_of_postgresql_is_enough_for_what_the_page_says() -> None:
    assert "default of 100 is enough for two replicas of one process with such an overlap" in PAGE
    assert 2 * 1 * EACH * 2 + 10 <= 100 - 3  # PostgreSQL keeps three for its administrator


def test_the_pool_of_pgbouncer_is_large_enough_for_them() -> None:
    found = re.search(r"default_pool_size = (\d+)", PAGE)
    assert found
    assert int(found[1]) == 2 * 1 * EACH * 2


def test_a_sign_in_takes_the_memory_that_the_page_says() -> None:
    assert f"each takes {Settings.model_fields['password_memory'].default // 1024} MiB" in PAGE
