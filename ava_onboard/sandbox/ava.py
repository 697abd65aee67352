"""Ava in the sandbox: the real backend, with its own database and one account."""

import asyncio
import logging
import secrets
import sqlite3
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr

from ava_onboard.backend.api.app import create_app
from ava_onboard.backend.db.engine import opened
from ava_onboard.backend.db.schema import migrate
from ava_onboard.backend.db.users import create_user
from ava_onboard.backend.security.passwords import Passwords
from ava_onboard.backend.security.tokens import Tokens
from ava_onboard.backend.settings import Form, Settings, new_master_key
from ava_onboard.contract import vapi_settings
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.faults import Fault

if TYPE_CHECKING:
    from uuid import UUID

    from starlette.types import Scope

# Without a handler, Python would print warnings on the terminal that shows the app.
for _name in ("ava_onboard.backend", "alembic", "sqlalchemy"):
    logging.getLogger(_name).addHandler(logging.NullHandler())


class AvaServer:
    """A backend with new secrets, an SQLite file in a temporary folder, and the demo account.

    Attributes:
        app: The ASGI application.
        database: The SQLite file.
        token: An access token of the demo account, valid for 30 days.
        unprotected: Whether anyone sees the settings without signing in, as with an Ava that is not in production.
    """

    def __init__(self, *, form: Form, vapi_url: str, vapi_eu_url: str) -> None:
        """Create the database; `remove` deletes it.

        Args:
            form: The form of the answers.
            vapi_url: Base URL of Vapi.
            vapi_eu_url: Base URL of Vapi's European region.

        Raises:
            OSError: The database cannot be created.
        """
        self._folder = tempfile.TemporaryDirectory(prefix="ava-sandbox-", ignore_cleanup_errors=True)
        self.database = Path(self._folder.name, "ava.db")
        settings = Settings(
            database_url=f"sqlite+aiosqlite:///{self.database.as_posix()}",
            master_keys={"sandbox": new_master_key()},
            current_master_key="sandbox",
            token_secret=SecretStr(secrets.token_urlsafe(32)),
            settings_calls_per_minute=1_000_000,  # tests and demos may hurry
            assistant_calls_per_minute=1_000_000,
            form=form,
            vapi_url=vapi_url,
            vapi_eu_url=vapi_eu_url,
            login_failures_per_account=10_000,  # people try wrong passwords here on purpose
            login_failures_per_account_in_all=10_000,
            login_failures_per_address=10_000,
            password_rounds=1,  # the password is shown on the screen: nothing to protect
            password_memory=8,
        )
        try:
            # In a thread, because the caller may already run an event loop.
            with ThreadPoolExecutor(1) as thread:
                account = thread.submit(_prepare, settings).result()
        except BaseException:
            self.remove()
            raise
        self.token = Tokens(settings).access(account, lifetime=settings.remembered_access_lifetime)
        self.app = create_app(settings)
        self.unprotected = False

    def own_fault(self, scope: "Scope") -> Fault | None:
        """Return the answer to a request without a token, while the server is unprotected."""
        asks = (scope["method"], scope["path"]) == ("GET", vapi_settings.PATH)
        if self.unprotected and asks and b"authorization" not in dict(scope["headers"]):
            return Fault.status(200, {"has_vapi_key": True, "vapi_api_key_preview": "5b1f0a2c..."})
        return None

    def reset(self) -> None:
        """Delete the stored Vapi keys, accept the first tokens again, and ask everyone to sign in."""
        self.unprotected = False
        with closing(sqlite3.connect(self.database)) as connection, connection:
            connection.execute(
                "UPDATE users SET vapi_key_ciphertext = NULL, vapi_key_master = NULL, vapi_key_preview = NULL,"
                " token_version = 0"
            )

    def remove(self) -> None:
        """Delete the database."""
        self._folder.cleanup()


def _prepare(settings: Settings) -> "UUID":
    """Create the schema and the demo account; return its id."""
    migrate(settings.database_url)
    return asyncio.run(_create_account(settings))


async def _create_account(settings: Settings) -> "UUID":
    passwords = Passwords(rounds=settings.password_rounds, memory=settings.password_memory)
    async with opened(settings.database_url) as engine:
        account = await create_user(
            engine,
            passwords,
            email=samples.ACCOUNT_IDENTIFIER,
            phone=samples.ACCOUNT_PHONE,
            name=samples.ACCOUNT_NAME,
            password=samples.ACCOUNT_PASSWORD,
            locale=samples.ACCOUNT_LOCALE,
        )
    return account.id
