"""The settings of the backend, read from the environment."""

import base64
import os
import secrets
from collections.abc import Mapping
from enum import StrEnum
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, ConfigDict, Field, SecretStr, ValidationError, model_validator
from sqlalchemy import make_url

from ava_onboard.backend import variables
from ava_onboard.backend.address_settings import HeaderOfProxy, Origin, Service, TrustedProxies
from ava_onboard.backend.db.sqlite_files import file_of
from ava_onboard.backend.db.url import usable_url
from ava_onboard.backend.mail_settings import SECRETS as MAIL_SECRETS
from ava_onboard.backend.mail_settings import MailSettings
from ava_onboard.backend.strength import is_guessable
from ava_onboard.backend.variables import SettingsError
from ava_onboard.domain.verdict import VAPI_URLS, Region

PREFIX = "AVA_BACKEND_"
_GUESSABLE = (
    "can be guessed: it repeats itself, counts up or is made of common words. new-master-key prints a random one"
)
KEY_BYTES = 32
"""Length of a master key: AES-256."""
_SECRETS = ("database_url", "master_keys", "token_secret", "other_token_secrets", "metrics_token", *MAIL_SECRETS)


class Form(StrEnum):
    """The two forms of an answer to a write to the settings endpoint."""

    DOCUMENTED = "documented"
    DEPLOYED = "deployed"


def new_master_key() -> SecretStr:
    """Return a random master key, in base64."""
    return SecretStr(base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode())


def _decoded(text: SecretStr) -> bytes:
    return base64.b64decode(text.get_secret_value(), validate=True)


def _is_master_key(text: SecretStr) -> SecretStr:
    try:
        length = len(_decoded(text))
    except ValueError:
        raise ValueError("a master key must be base64") from None
    if length != KEY_BYTES:
        raise ValueError(f"a master key must have {KEY_BYTES} bytes") from None
    return text


def _can_be_guessed(key: SecretStr) -> bool:
    return is_guessable(key.get_secret_value().rstrip("=")) or is_guessable(_decoded(key).decode("latin-1"))


def _is_strong(secret: SecretStr) -> SecretStr:
    if len(secret.get_secret_value().encode()) < KEY_BYTES:
        raise ValueError(f"the secret must have at least {KEY_BYTES} bytes")
    if is_guessable(secret.get_secret_value()):
        raise ValueError(f"the secret {_GUESSABLE}")
    return secret


Secret = Annotated[SecretStr, AfterValidator(_is_strong)]


class Settings(MailSettings):
    """Everything that `create_app` and the commands need. Lifetimes are in seconds.

    Raises:
        pydantic.ValidationError: A value is missing or unusable. Its text holds no value.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    database_url: Annotated[str, AfterValidator(usable_url)] = Field(repr=False)
    """For SQLAlchemy, with an asynchronous driver: `sqlite+aiosqlite:///ava.db`. May hold a password."""
    master_keys: dict[
        Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,32}$")], Annotated[SecretStr, AfterValidator(_is_master_key)]
    ] = Field(min_length=1)
    """The key ring: each master key by name, 32 bytes in base64."""
    current_master_key: str
    """Name of the master key that encrypts; the others only decrypt."""
    token_secret: Secret
    """Signs the tokens; at least 32 bytes."""
    other_token_secrets: tuple[Secret, ...] = ()
    """Secrets whose tokens are accepted too: the next one before it signs, and the last one until its tokens expire."""
    form: Form = Form.DOCUMENTED
    access_lifetime: int = Field(default=15 * 60, gt=0)
    remembered_access_lifetime: int = Field(default=30 * 24 * 3600, gt=0)
    """Lifetime of an access token if the person chose to be remembered."""
    refresh_lifetime: int = Field(default=7 * 24 * 3600, gt=0)
    page_lifetime: int = Field(default=3600, gt=0)
    """Lifetime of a session of the settings page."""
    login_failures_per_account: int = Field(default=10, ge=1)
    """Failed sign-ins with one e-mail address or phone number, from one client address within the window."""
    login_failures_per_account_in_all: int = Field(default=100, ge=1)
    """The same from all addresses together. Those from which the account has signed in before stay open."""
    login_failures_per_address: int = Field(default=100, ge=1)
    """The same from one client address: an IPv4 address, or a /64 network of IPv6."""
    login_failures_per_site: int = Field(default=1000, ge=1)
    """The same from one /48 network of IPv6."""
    login_window: int = Field(default=15 * 60, gt=0)
    client_address_header: HeaderOfProxy | None = None
    """Header in which the proxy writes the client's address, replacing any sent; None to use the connection's."""
    trusted_proxies: TrustedProxies = (ip_network("127.0.0.1"),)
    """Proxies whose `X-Forwarded-Proto` and `X-Forwarded-For` are believed."""
    header_deadline: int = Field(default=30, ge=1)
    """Seconds until the head of a request must be complete. An idle connection is closed after as long."""
    body_deadline: int = Field(default=30, ge=1)
    """Seconds until the body of a request must be complete."""
    largest_head: int = Field(default=32 * 1024, ge=8 * 1024, le=64 * 1024)
    """Bytes of a request's line and headers together."""
    settings_calls_per_minute: int = Field(default=600, ge=1)
    """Calls of the settings endpoint by one tenant, in each process."""
    assistant_calls_per_minute: int = Field(default=60, ge=1)
    """The same for assistants: each call is one to Vapi."""
    session_calls_per_minute: int = Field(default=60, ge=1)
    """The same for renewing a session and showing its account. Failed sign-ins have limits of their own."""
    root_path: Annotated[str, Field(pattern=r"^(/[A-Za-z0-9._~-]+)*$")] = ""
    """The path under which a proxy offers this backend, without a trailing slash."""
    keep_alive: bool = True
    """Whether a connection serves more than one request."""
    cors_origins: tuple[Origin, ...] = ()
    """Origins whose pages may call this backend from a browser; none by default."""
    vapi_url: Service = VAPI_URLS[Region.US]
    vapi_eu_url: Service = VAPI_URLS[Region.EU]
    docs: bool = True
    """Whether `/docs`, `/redoc` and `/openapi.json` describe the calls."""
    operators: tuple[str, ...] = ()
    """Accounts, by e-mail address or phone number, that see the launch page of the settings page."""
    live_mirror: bool = False
    """Whether customers may let agents of the support follow them."""
    metrics_port: int | None = Field(default=None, ge=1, le=65_535)
    """Port on which `serve` offers the metrics; None for none."""
    metrics_host: str = "127.0.0.1"
    """Address of that port."""
    metrics_token: Secret | None = None
    """Bearer token for the metrics. Without a port of their own, they are offered at `/metrics` of the backend's."""
    audit_log: Path | None = None
    """File of the audit log; None to write it to the log."""
    password_rounds: int = Field(default=3, ge=1)
    """Passes of argon2 over its memory."""
    password_memory: int = Field(default=65_536, ge=8)
    """Memory of argon2, in KiB."""

    @model_validator(mode="after")
    def _current_key_is_in_the_ring(self) -> Self:
        current = self.master_keys.get(self.current_master_key)
        if current is None:
            raise ValueError(f"{PREFIX}CURRENT_MASTER_KEY: the current master key is not in the ring")
        # The others are only read with, so that a weak one can be replaced.
        if _can_be_guessed(current):
            raise ValueError(f"{PREFIX}MASTER_KEYS: the current master key {_GUESSABLE}")
        return self

    @property
    def has_metrics(self) -> bool:
        """Whether anything is counted."""
        return self.metrics_port is not None or self.metrics_token is not None

    def master_key_bytes(self) -> dict[str, bytes]:
        """Return the master keys decoded, by name."""
        return {name: _decoded(text) for name, text in self.master_keys.items()}

    def all_token_secrets(self) -> list[bytes]:
        """Return the secrets whose tokens are accepted; the first one signs."""
        return [secret.get_secret_value().encode() for secret in (self.token_secret, *self.other_token_secrets)]

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Read each field from the variable `AVA_BACKEND_` plus its name in capitals, or from a file.

        The same variable with `_FILE` names the file; the end of its line is not part of the value.
        `AVA_BACKEND_MASTER_KEYS` is `NAME:BASE64[,NAME:BASE64...]`; `AVA_BACKEND_CURRENT_MASTER_KEY` is optional if
        there is one key. Commas separate the values of `AVA_BACKEND_CORS_ORIGINS`, `AVA_BACKEND_OPERATORS`,
        `AVA_BACKEND_TRUSTED_PROXIES` and `AVA_BACKEND_OTHER_TOKEN_SECRETS`. Empty variables count as absent.

        Raises:
            SettingsError: A setting is missing or unusable, or a variable is none of ours.
        """
        values: dict[str, object] = dict(variables.read(environment, PREFIX, list(cls.model_fields), _SECRETS))
        if isinstance(ring := values.get("master_keys"), str):
            entries = [_name_and_key(entry) for entry in ring.split(",")]
            keys = dict(entries)
            if len(keys) < len(entries):
                raise SettingsError(f"{PREFIX}MASTER_KEYS: two master keys have the same name")
            values["master_keys"] = keys
            if len(keys) == 1:
                values.setdefault("current_master_key", next(iter(keys)))
        for name in ("cors_origins", "operators", "other_token_secrets", "trusted_proxies"):
            if isinstance(listed := values.get(name), str):
                values[name] = tuple(part.strip() for part in listed.split(","))
        try:
            settings = cls.model_validate(values)
        except ValidationError as error:
            raise SettingsError("; ".join(_messages(error))) from None
        file = file_of(make_url(settings.database_url)) if settings.database_url.startswith("sqlite") else None
        if file is not None and file.is_file():
            variables.check_mode(f"{PREFIX}DATABASE_URL", file, file.stat())
        return settings


class LaunchSettings(MailSettings):
    """What `verify` looks at, none of which has to be set: it may run on another computer than the backend."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    database_url: Annotated[str, AfterValidator(usable_url)] | None = Field(default=None, repr=False)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Read the variables that are set. See `Settings.from_environment`.

        Raises:
            SettingsError: A setting is unusable, or a variable is none of ours.
        """
        try:
            return cls.model_validate(dict(variables.read(environment, PREFIX, list(Settings.model_fields), _SECRETS)))
        except ValidationError as error:
            raise SettingsError("; ".join(_messages(error))) from None


def _name_and_key(entry: str) -> tuple[str, str]:
    name, _, text = entry.strip().partition(":")
    return name.strip(), text.strip()


def _messages(error: ValidationError) -> list[str]:
    """Say what is wrong with each variable, never its value."""
    messages = []
    for detail in error.errors(include_input=False, include_url=False, include_context=False):
        sentence = detail["msg"].removeprefix("Value error, ")
        # What concerns several variables names them itself.
        messages.append(f"{PREFIX}{str(detail['loc'][0]).upper()}: {sentence}" if detail["loc"] else sentence)
    return messages
