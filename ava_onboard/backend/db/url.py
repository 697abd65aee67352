"""Check the URL of the database before anything connects, with messages that hold no part of it."""

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

_DRIVERS = {"sqlite": "aiosqlite", "postgresql": "asyncpg", "postgres": "asyncpg"}
_POSTGRESQL_OPTIONS = {
    "host",
    "passfile",
    "password",
    "port",
    "prepared_statement_cache_size",
    "ssl",
    "target_session_attrs",
    "user",
}
"""Options that both SQLAlchemy's driver and our own connections accept as text."""
_ESCAPED = "special characters in the user name or password must be percent-encoded: %40 for @, %3A for :"


def usable_url(text: str) -> str:
    """Return a URL that SQLAlchemy and the driver can use as it is.

    Raises:
        ValueError: They cannot use it. The message says why and holds no part of the URL.
    """
    try:
        url = make_url(text)
    except ArgumentError:
        raise ValueError(f"expected {_examples()}") from None
    except ValueError:  # raised for the text after a colon, which may be part of a password
        raise ValueError(f"the port is not a number; {_ESCAPED}") from None
    backend = url.get_backend_name()
    if backend not in _DRIVERS:
        raise ValueError(f"expected {_examples()}")
    driver = _DRIVERS[backend]
    if url.drivername not in (f"sqlite+{driver}", f"postgresql+{driver}"):
        name = "sqlite" if backend == "sqlite" else "postgresql"
        raise ValueError(f"begin with {name}+{driver}://, which names the driver")
    try:
        url.get_dialect().import_dbapi()
    except ImportError:
        raise ValueError(f"the driver {driver} is not installed; the extra backend installs it") from None
    if "@" in (url.host or ""):
        raise ValueError(_ESCAPED)
    if url.port is not None and not 0 < url.port <= 65_535:
        raise ValueError("a port is a number from 1 to 65535")
    _check_options(url)
    return text


def _check_options(url: URL) -> None:
    if url.get_backend_name() == "postgresql":
        if "sslmode" in url.query:
            raise ValueError("use ssl= instead of sslmode=, with the same value")
        if not url.query.keys() <= _POSTGRESQL_OPTIONS:
            raise ValueError(f"the only options after ? are {', '.join(sorted(_POSTGRESQL_OPTIONS))}")
    try:
        url.get_dialect()().create_connect_args(url)
    except (ArgumentError, ValueError):
        raise ValueError("an option after ? has an unusable value") from None


def _examples() -> str:
    return "sqlite+aiosqlite:///ava.db or postgresql+asyncpg://user:password@host/name"
