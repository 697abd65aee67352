"""Make the mail to one user."""

import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from typing import Any
from uuid import uuid4

from ava_onboard.backend.announcement.templates import Rendered, Text, Texts
from ava_onboard.backend.mail_address import usable_address
from ava_onboard.backend.mail_settings import MailSettings, sender_of
from ava_onboard.backend.variables import SettingsError

UNSUBSCRIBE_PATH = "/announcement/unsubscribe"
LONGEST_NAME = 60
"""Characters of a name that are shown."""


class _Policy(EmailPolicy):
    """Write headers that Python's own policy breaks: it splits links into words, and loses spaces of long names."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        match name.lower():
            case "list-unsubscribe" | "message-id":
                folded = str(value)
            case "subject":
                folded = _words(str(value), name)
            case "from" | "to":
                (address,) = value.addresses
                folded = _address(address, name)
            case _:
                return super().fold_binary(name, value)
        return f"{name}: {folded}\r\n".encode()


def _words(text: str, header: str) -> str:
    charset = "us-ascii" if text.isascii() else "utf-8"
    return Header(text, charset, header_name=header).encode(linesep="\r\n")


def _address(address: Address, header: str) -> str:
    if address.display_name.isascii():
        return str(address)
    return f"{_words(address.display_name, header)}\r\n <{address.addr_spec}>"


_POLICY = _Policy(linesep="\r\n", max_line_length=76)


@dataclass(frozen=True, slots=True)
class Composed:
    """A mail that is ready to be sent."""

    message_id: str
    content: bytes
    rendered: Rendered


class Composer:
    """Makes the mails of a campaign."""

    def __init__(self, settings: MailSettings, *, is_example: bool = False) -> None:
        """Read the templates.

        Args:
            settings: Sender, links and templates.
            is_example: Whether examples stand for what is not set.

        Raises:
            SettingsError: A setting is missing, or a template unusable.
        """
        chosen = {name: getattr(settings, name) for name in _EXAMPLES} | {"settings_page_url": settings.page_url}
        self.missing = [f"AVA_BACKEND_{name.upper()}" for name, value in chosen.items() if value is None]
        """The variables that are not set."""
        if self.missing and not is_example:
            raise SettingsError(f"{', '.join(self.missing)}: needed for the announcement")
        given = {name: chosen[name] or example for name, example in _EXAMPLES.items()}
        self.sender = sender_of(given.pop("announcement_from"))
        self._unsubscribe = f"{given.pop('public_url')}{UNSUBSCRIBE_PATH}"
        self._links = given
        self._texts = Texts(settings.announcement_templates)

    def text_for(self, locale: str | None) -> Text:
        """Return the text for a locale."""
        return self._texts.for_locale(locale)

    def compose(self, *, email: str, name: str | None, locale: str | None, token: str) -> Composed:
        """Return the mail to a user.

        Args:
            email: The user's address, a usable one.
            name: The user's name, which may be anything.
            locale: The user's locale, which may be anything.
            token: For the link to unsubscribe with.
        """
        unsubscribe = f"{self._unsubscribe}/{token}"
        called = plain_name(name)
        text = self.text_for(locale)
        rendered = text.render(called, self._links | {"unsubscribe_url": unsubscribe})
        message = EmailMessage(_POLICY)
        message["From"] = self.sender
        local, _, domain = (usable_address(email) or email).rpartition("@")
        message["To"] = Address(called, local, domain)
        message["Subject"] = rendered.subject
        message["Date"] = format_datetime(datetime.now(UTC))
        message["Message-ID"] = message_id = f"<{uuid4()}@{self.sender.domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message["List-Unsubscribe"] = f"<{unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message.set_content(rendered.text)
        if rendered.html is not None:
            message.add_alternative(rendered.html, subtype="html")
        message["Content-Language"] = text.language  # not before: making parts would drop it
        policy = _POLICY if local.isascii() else _POLICY.clone(utf8=True)
        return Composed(message_id, message.as_bytes(policy=policy), rendered)


_EXAMPLES = {
    "announcement_from": "Ava <hello@ava.example>",
    "documentation_url": "https://ava.example/documentation",
    "settings_page_url": "https://ava.example/settings",
    "public_url": "https://ava.example",
}


def plain_name(name: str | None) -> str:
    """Return a name on one line, without what nobody sees or what turns the direction of the text.

    One that is too long is cut. It is empty if nothing is left.
    """
    shown = "".join(
        " " if character.isspace() else character
        for character in unicodedata.normalize("NFC", name or "")
        if character.isspace() or unicodedata.category(character) not in _UNSEEN
    )
    words = " ".join(shown.replace("=?", "=").split())  # mail programs would decode it
    return words if len(words) <= LONGEST_NAME else f"{words[: LONGEST_NAME - 1].rstrip()}…"


_UNSEEN = {"Cc", "Cf", "Cn", "Co", "Cs"}
