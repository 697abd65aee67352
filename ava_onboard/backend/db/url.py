"""Check the URL of the database before anything connects, with messages that hold no part of it."""

import re
import ssl
from collections.abc import Mapping
from typing import Any

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from ava_onboard import certificates

_DRIVERS = {"sqlite": "aiosqlite", "postgresql": "asyncpg", "postgres": "asyncpg"}
_LIBPQ = {"sslmode": "ssl", "channel_binding": None, "connect_timeout": None, "gssencmode": None}
"""Options that hosts such as Render, Neon and Heroku write for PostgreSQL's own library, and the driver's name for
each. The driver has no such choice for those with None."""
_FOR_THE_SERVER = {"application_name", "options"}
"""Options that are passed on to the server."""
_POSTGRESQL_OPTIONS = {
    "host",
    "passfile",
    "password",
    "port",
    "prepared_statement_cache_size",
    "ssl",
    "sslrootcert",
    "target_session_attrs",
    "user",
} | _FOR_THE_SERVER
"""Options that both SQLAlchemy's driver and our own connections accept as text, or that `driver_options` translates."""
_CHOICES = {
    "ssl": {"disable", "allow", "prefer", "require", "verify-ca", "verify-full"},
    "target_session_attrs": {"any", "primary", "standby", "read-write", "read-only", "prefer-standby"},
}
_SYSTEM = "system"
_TRANSLATED = {"postgres", "postgresql", "postgres+asyncpg", "postgresql+psycopg", "postgresql+psycopg2"}
"""Beginnings of addresses for other drivers, which mean the same."""
_SCHEME = re.compile(r"[A-Za-z0-9+]+(?=://)")
_SEVERAL_HOSTS = re.compile(r"postgres[a-z0-9+]*://(.*@)?[^@/?#]*,[^@/?#]*([/?#][^@]*)?\Z")
_KNOWN = {
    "client_encoding", "command_timeout", "connection_limit", "direct_tls", "fallback_application_name", "keepalives",
    "keepalives_count", "keepalives_idle", "keepalives_interval", "max_cacheable_statement_size", "pgbouncer",
    "pool_size", "pool_timeout", "require_auth", "schema", "search_path", "server_settings", "service",
    "socket_timeout", "sslcert", "sslcrl", "sslkey", "sslpassword", "statement_cache_size", "statement_timeout",
    "supa", "tcp_user_timeout", "timeout",
}  # fmt: skip
"""Options for other programs, which a message may name: a name that nobody knows may be a part of a password."""
_ESCAPED = "special characters in the user name or password must be percent-encoded: %40 for @, %3A for :"


def usable_url(text: str) -> str:
    """Return a URL that SQLAlchemy and the driver can use as it is. That of PostgreSQL's own library is translated.

    Raises:
        ValueError: They cannot use it. The message says why and holds no part of the URL.
    """
    text = _SCHEME.sub(lambda match: match[0].lower(), text.strip())  # a copied one may have spaces around it
    if _SEVERAL_HOSTS.match(text):
        raise ValueError("several hosts are written after ?: ?host=h1:5432&host=h2:5432")
    try:
        url = make_url(text)
    except ArgumentError:
        raise ValueError(f"expected {_examples()}") from None
    except ValueError:  # raised for the text after a colon, which may be part of a password
        raise ValueError(f"the port is not a number; {_ESCAPED}") from None
    backend = url.drivername.partition("+")[0]
    if backend not in _DRIVERS:
        raise ValueError(f"expected {_examples()}")
    driver = _DRIVERS[backend]
    if url.drivername in _TRANSLATED or (
        url.drivername == "postgresql+asyncpg" and not url.query.keys().isdisjoint(_LIBPQ)
    ):
        url = _translated(url)
        text = url.render_as_string(hide_password=False)
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


def _translated(url: URL) -> URL:
    """Return the URL of PostgreSQL's own library for the driver."""
    query = {_LIBPQ.get(name, name): value for name, value in url.query.items()}
    return url.set(drivername="postgresql+asyncpg", query={name: value for name, value in query.items() if name})


def driver_options(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options of a connection as the driver takes them.

    Those for the server go into `server_settings`, and a TLS context takes the place of `sslrootcert`.

    As with PostgreSQL's own library, such a file means that the server's certificate is checked, and its name with
    `verify-full`. The value `system` stands for the authorities that this computer trusts, and always means
    `verify-full`.

    Raises:
        OSError: The file cannot be used. The message names it.
    """
    for_server = {name: options[name] for name in _FOR_THE_SERVER & options.keys()}
    changed = {name: value for name, value in options.items() if name not in for_server}
    if for_server:
        changed["server_settings"] = for_server
    authority = changed.pop("sslrootcert", None)
    if authority is None:
        return changed
    context = _trusting(authority)
    context.check_hostname = authority == _SYSTEM or options.get("ssl") == "verify-full"
    return changed | {"ssl": context}


def _trusting(authority: str) -> ssl.SSLContext:
    try:
        return certificates.of_the_system() if authority == _SYSTEM else ssl.create_default_context(cafile=authority)
    except FileNotFoundError:
        flaw = "there is no such file"
    except ssl.SSLError:
        flaw = "it holds no certificate that can be used"
    except OSError as error:
        flaw = f"it cannot be read ({type(error).__name__})"
    raise OSError(f"sslrootcert={authority}: {flaw}")


def _check_options(url: URL) -> None:
    if url.get_backend_name() == "postgresql" and not url.query.keys() <= _POSTGRESQL_OPTIONS:
        allowed = ", ".join(sorted(_POSTGRESQL_OPTIONS))
        if named := sorted(_KNOWN & url.query.keys()):
            raise ValueError(f"{' and '.join(named)} is not one of the options after ?: {allowed}")
        raise ValueError(f"the only options after ? are {allowed}")
    for name, value in url.query.items():
        if url.get_backend_name() == "postgresql" and not _is_usable(name, value):
            raise ValueError(f"the option {name} after ? has an unusable value")
    try:
        url.get_dialect()().create_connect_args(url)
    except (ArgumentError, ValueError):
        raise ValueError("an option after ? has an unusable value") from None


def _is_usable(name: str, value: str | tuple[str, ...]) -> bool:
    if name in ("host", "port"):  # of several servers, one of which is the primary
        ports = value if isinstance(value, tuple) else (value,)
        return name == "host" or all(port.isascii() and port.isdigit() and 0 < int(port) <= 65_535 for port in ports)
    return isinstance(value, str) and (name not in _CHOICES or value in _CHOICES[name])


def _examples() -> str:
    return "sqlite+aiosqlite:///ava.db or postgresql+asyncpg://user:password@host/name"
