"""The settings of the announcement: who sends it, through which mail server, and where its links lead."""

from email.errors import MessageError, ObsoleteHeaderDefect
from email.headerregistry import Address
from email.message import EmailMessage
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, Field, SecretStr, model_validator

from ava_onboard.backend.mail_address import usable_address
from ava_onboard.domain import address

Text = TypeVar("Text", str, SecretStr)
SECRETS = ("smtp_password",)
PAGE_PATH = "/settings"
"""Where the settings page is, below the backend's address."""


class Encryption(StrEnum):
    """How the connection to the mail server is encrypted."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"
    """Only to this computer."""


_PORTS = {Encryption.STARTTLS: 587, Encryption.TLS: 465, Encryption.NONE: 25}


def _is_link(text: str) -> str:
    """Return an address that a mail can link to."""
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.username is None
    except ValueError:
        usable = False
    if not usable or not text.isascii() or not text.isprintable() or set(text) & set(' <>"\\'):
        raise ValueError("expected https://host/path, with special characters percent-encoded")
    return text


def _is_secure(text: str) -> str:
    if address.flaw(_is_link(text)) is not None:
        raise ValueError("expected https://, or http:// on this computer, without a query")
    return text.rstrip("/")


def _is_host(text: str) -> str:
    if not text.isascii() or not text.isprintable() or set(text) & set(" /@"):
        raise ValueError("expected the name of a host, without a port")
    return text


def _is_ascii(text: Text) -> Text:
    shown = text if isinstance(text, str) else text.get_secret_value()
    if not shown.isascii() or not shown.isprintable():
        raise ValueError("mail servers take ASCII characters only")
    return text


def sender_of(text: str) -> Address:
    """Return the one address of a From header: `Ava <hello@ava.example>`.

    Raises:
        ValueError: It is not one.
    """
    try:
        message = EmailMessage()
        message["From"] = text
        found = message["From"]
        (only,) = found.addresses
    except (MessageError, ValueError, IndexError, AttributeError):
        raise ValueError(_NO_SENDER) from None
    # A dot in a name without quotes is obsolete, and common.
    defects = [defect for defect in found.defects if not isinstance(defect, ObsoleteHeaderDefect)]
    usable = usable_address(f"{only.username}@{only.domain}")
    if defects or usable is None or not usable.isascii() or found.groups[0].display_name is not None:
        raise ValueError(_NO_SENDER)
    return Address(only.display_name, addr_spec=usable)


def _is_sender(text: str) -> str:
    sender_of(text)
    return text


_NO_SENDER = "expected one address, such as Ava <hello@ava.example>"
Link = Annotated[str, AfterValidator(_is_link)]
SecureLink = Annotated[str, AfterValidator(_is_secure)]


class MailSettings(BaseModel):
    """What `announce` needs. The backend serves without any of it."""

    smtp_host: Annotated[str, Field(max_length=253), AfterValidator(_is_host)] | None = None
    smtp_port: int | None = Field(default=None, ge=1, le=65_535)
    """By default the usual one for the encryption: 587, 465 or 25."""
    smtp_encryption: Encryption = Encryption.STARTTLS
    smtp_user: Annotated[str, AfterValidator(_is_ascii)] | None = None
    smtp_password: Annotated[SecretStr, AfterValidator(_is_ascii)] | None = None
    announcement_from: Annotated[str, AfterValidator(_is_sender)] | None = None
    """The sender, as in a From header."""
    announcement_templates: Path | None = None
    """Folder of the operator's own templates."""
    documentation_url: Link | None = None
    """Where the guide is published."""
    settings_page: bool = True
    """Whether this backend serves the settings page."""
    settings_page_url: SecureLink | None = None
    """The page on which a key is entered; by default this backend's own, if its public address is known."""
    public_url: SecureLink | None = None
    """Base URL under which mail programs reach this backend, for unsubscribing; with the root path, if there is one."""

    @model_validator(mode="after")
    def _password_stays_secret(self) -> Self:
        if (self.smtp_user is None) != (self.smtp_password is None):
            raise ValueError("AVA_BACKEND_SMTP_USER, AVA_BACKEND_SMTP_PASSWORD: set both or neither")
        if self.smtp_encryption is Encryption.NONE and self.smtp_host is not None and not _is_here(self.smtp_host):
            raise ValueError("AVA_BACKEND_SMTP_ENCRYPTION: only a mail server on this computer may go without")
        return self

    @property
    def page_url(self) -> str | None:
        """Address of the page on which a key is entered: the one that was set, or else this backend's own."""
        own = f"{self.public_url}{PAGE_PATH}" if self.settings_page and self.public_url else None
        return self.settings_page_url or own

    @property
    def mail_port(self) -> int:
        """The port of the mail server."""
        return self.smtp_port or _PORTS[self.smtp_encryption]


def _is_here(host: str) -> bool:
    return address.flaw(f"http://{f'[{host}]' if ':' in host else host}") is None
