"""The address of the database: what is accepted, translated and refused, without a part of it in the message."""

import sys
from pathlib import Path

import pytest
from sqlalchemy import make_url

from ava_onboard.backend.db.url import driver_options
from ava_onboard.backend.settings import Settings
from ava_onboard.backend.variables import SettingsError
from tests.backend.operate.certificates import Authority, in_the_store_of_windows
from tests.backend.test_settings import COMPLETE


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("MARKED", "expected sqlite"),
        ("mysql+aiomysql://a:MARKED@localhost/a", "expected sqlite"),
        ("sqlite:///MARKED.db", r"begin with sqlite\+aiosqlite://"),
        ("postgresql+pg8000://a:MARKED@localhost/a", r"begin with postgresql\+asyncpg://"),
        ("postgres://a:MARKED@h1:5432,h2:5432/a", r"several hosts are written after \?: \?host=h1:5432&host=h2:5432"),
        ("postgresql+asyncpg://a:MARKED@h1,h2/a", "several hosts are written after"),
        ("postgres://a:MARKED@[::1]:5432,h2/a", "several hosts are written after"),
        ("postgresql+asyncpg://a:x@MARKED:MARKED@localhost/a", "percent-encoded"),
        ("postgresql+asyncpg://a:x@MARKED@localhost/a", "percent-encoded"),
        ("postgresql+asyncpg://a:MARKED@localhost:99999/a", "a port is a number"),
        (
            "postgresql+asyncpg://a:MARKED@localhost/a?command_timeout=5",
            "command_timeout is not one of the options after .: application_name, host",
        ),
        ("postgres://a:MARKED@localhost/a?search_path=MARKED", "search_path is not one of the options"),
        ("postgres://a:b@localhost/a?MARKED=1", "the only options after . are application_name, host"),
        ("postgresql+asyncpg://a:MARKED@localhost/a?port=MARKED", "port .* an unusable value"),
        ("postgresql+asyncpg://a:MARKED@localhost/a?port=99999", "port .* an unusable value"),
        ("postgres://a:MARKED@localhost/a?sslmode=MARKED", "ssl .* an unusable value"),
        ("postgres://a:MARKED@localhost/a?sslmode=require&sslmode=disable", "ssl .* an unusable value"),
        ("postgres://a:MARKED@localhost/a?target_session_attrs=MARKED", "target_session_attrs .* an unusable value"),
        ("sqlite+aiosqlite:///ava.db?timeout=MARKED", "an unusable value"),
    ],
)
def test_an_unusable_database_url_is_refused_and_not_repeated(url: str, words: str) -> None:
    with pytest.raises(SettingsError, match=f"AVA_BACKEND_DATABASE_URL: .*{words}") as caught:
        Settings.from_environment(COMPLETE | {"AVA_BACKEND_DATABASE_URL": url})

    assert "MARKED" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "sqlite+aiosqlite://",
        "sqlite+aiosqlite:///a@b:c.db?timeout=0.5",
        "postgresql+asyncpg://ava:p%40ss%3Aw0rd@db.example:5432/ava?ssl=require",
        "postgresql+asyncpg:///ava?host=/run/postgresql",
    ],
)
def test_a_usable_database_url_is_not_changed(url: str) -> None:
    assert Settings.from_environment(COMPLETE | {"AVA_BACKEND_DATABASE_URL": url}).database_url == url


@pytest.mark.parametrize(
    ("url", "translated"),
    [
        ("postgres://a:b@h/d", "postgresql+asyncpg://a:b@h/d"),
        ("postgresql://a:b@h/d", "postgresql+asyncpg://a:b@h/d"),
        ("postgres://a:12/s?#@h/d", "postgresql+asyncpg://a:12%2Fs%3F%23@h/d"),
        ("postgres://a:p%40%2Fs@h:6/d?sslmode=require", "postgresql+asyncpg://a:p%40%2Fs@h:6/d?ssl=require"),
        (
            "postgresql://a:b@ep-x.neon.tech/d?sslmode=require&channel_binding=require",
            "postgresql+asyncpg://a:b@ep-x.neon.tech/d?ssl=require",
        ),
        (
            "postgres://a:b@h/d?sslmode=verify-full&sslrootcert=/c/ca.pem",
            "postgresql+asyncpg://a:b@h/d?ssl=verify-full&sslrootcert=%2Fc%2Fca.pem",
        ),
        ("postgres://a:b,c?d@h/d", "postgresql+asyncpg://a:b%2Cc%3Fd@h/d"),
        ("POSTGRES://a:b@h/d", "postgresql+asyncpg://a:b@h/d"),
        ("PostgreSQL+AsyncPG://a:b@h/d", "postgresql+asyncpg://a:b@h/d"),
        ("postgres+asyncpg://a:b@h/d", "postgresql+asyncpg://a:b@h/d"),
        ("postgresql+psycopg2://a:b@h/d?sslmode=require", "postgresql+asyncpg://a:b@h/d?ssl=require"),
        ("postgresql+psycopg://a:b@h/d", "postgresql+asyncpg://a:b@h/d"),
        ("postgresql+asyncpg://a:b@h/d?sslmode=require", "postgresql+asyncpg://a:b@h/d?ssl=require"),
        (" postgres://a:b@h/d ", "postgresql+asyncpg://a:b@h/d"),
        ("postgres://a:b@h/d?connect_timeout=10&gssencmode=disable", "postgresql+asyncpg://a:b@h/d"),
        (
            "postgres://a:b@h/d?sslmode=require&application_name=x&options=endpoint%3Dep-x",
            "postgresql+asyncpg://a:b@h/d?ssl=require&application_name=x&options=endpoint%3Dep-x",
        ),
    ],
)
def test_the_url_of_a_host_is_translated(url: str, translated: str) -> None:
    found = Settings.from_environment(COMPLETE | {"AVA_BACKEND_DATABASE_URL": url}).database_url
    assert make_url(found) == make_url(translated)


@pytest.mark.parametrize("url", ["sqlite+aiosqlite://", "postgresql+asyncpg://a:MARKED@localhost/a"])
def test_a_driver_that_is_not_installed_is_named(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    driver = url.partition("+")[2].partition(":")[0]
    monkeypatch.setitem(sys.modules, driver, None)

    with pytest.raises(SettingsError, match=f"the driver {driver} is not installed"):
        Settings.from_environment(COMPLETE | {"AVA_BACKEND_DATABASE_URL": url})


def test_the_system_s_authorities_are_read_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    company = in_the_store_of_windows(Authority("company").write(tmp_path / "authority.pem"), monkeypatch)

    context = driver_options({"sslrootcert": "system"})["ssl"]

    assert company in context.get_ca_certs(binary_form=True)
