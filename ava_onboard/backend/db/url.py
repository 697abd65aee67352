"""What may be the URL of the database: checked once, before anything connects, in words that hold nothing of it."""

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
"""What both SQLAlchemy's driver and our own connections take as text."""
_ESCAPED = "special characters in the user's name or the password have to be percent-encoded: %40 for @, %3A for :"


def usable_url(text: str) -> str:
    """Return a URL that SQLAlchemy and the driver can use as it is.

    Raises:
        ValueError: They cannot. The message says why and holds no part of the URL.
    """
    try:
        url = make_url(text)
    except ArgumentError:
        raise ValueError(f"expected {_examples()}") from None
    except ValueError:  # of what follows a colon, the rest of a password perhaps
        raise ValueError(f"the port is no number; {_ESCAPED}") from None
    backend = url.get_backend_name()
    if backend not in _DRIVERS:
        raise ValueError(f"expected {_examples()}")
    driver = _DRIVERS[backend]
    if url.drivername not in (f"sqlite+{driver}", f"postgresql+{driver}"):
        name = "sqlite" if backend == "sqlite" else "postgresql"
        raise ValueError(f"write {name}+{driver}:// at its beginning: the driver is part of it")
    try:
        url.get_dialect().import_dbapi()
    except ImportError:
        raise ValueError(f"its driver {driver} is not installed: it comes with the extra backend") from None
    if "@" in (url.host or ""):
        raise ValueError(_ESCAPED)
    if url.port is not None and not 0 < url.port <= 65_535:
        raise ValueError("a port is a number from 1 to 65535")
    _check_options(url)
    return text


def _check_options(url: URL) -> None:
    if url.get_backend_name() == "postgresql":
        if "sslmode" in url.query:
            raise ValueError("write ssl= in place of sslmode=, with the same value")
        if not url.query.keys() <= _POSTGRESQL_OPTIONS:
            raise ValueError(f"what follows its ? may set {', '.join(sorted(_POSTGRESQL_OPTIONS))} only")
    try:
        url.get_dialect()().create_connect_args(url)
    except (ArgumentError, ValueError):
        raise ValueError("an option that follows its ? has a value that cannot be used") from None


def _examples() -> str:
    return "sqlite+aiosqlite:///ava.db or postgresql+asyncpg://user:password@host/name"
