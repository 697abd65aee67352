"""The mail: its words, its headers, and users with odd names and addresses."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

import pytest

from ava_onboard.backend.announcement.message import Composer, plain_name
from ava_onboard.backend.mail_address import usable_address
from ava_onboard.backend.mail_settings import MailSettings

SETTINGS = MailSettings(
    announcement_from="Ava.ai <bonjour@ava.example>",
    documentation_url="https://docs.ava.example/vapi?a=1&b=2#key",
    settings_page_url="https://ava.example/settings",
    public_url="https://api.ava.example",
)
TOKEN = "MARKED-" + "x" * 36
UNSUBSCRIBE = f"https://api.ava.example/announcement/unsubscribe/{TOKEN}"
NAMES = [
    ("Camille", "Camille"),
    ("  Camille\tDurand ", "Camille Durand"),
    ("Camille\r\nBcc: x@example.com", "Camille Bcc: x@example.com"),
    ("Camille\u2028\x85\x0bDurand", "Camille Durand"),
    ("\u202eellimaC\u202c\u200f", "ellimaC"),
    ("דנה כהן", "דנה כהן"),
    ("x" * 300, "x" * 59 + "…"),
    ("É" * 300, "É" * 59 + "…"),
    ("Émilie Ünlü " * 9, "Émilie Ünlü Émilie Ünlü Émilie Ünlü Émilie Ünlü Émilie Ünlü…"),
    ("E\u0301milie", "Émilie"),
    ("=?utf-8?q?a=0D=0ABcc:?=", "=utf-8?q?a=0D=0ABcc:?="),
    ('<b>"Jo" & ${greeting} $x', '<b>"Jo" & ${greeting} $x'),
    ("\ud800\x00\ufeff", ""),
    ("\u200b \u00ad", ""),
    ("", ""),
    (None, ""),
]


@pytest.mark.parametrize(
    ("changes", "link"),
    [
        ({"settings_page_url": None}, "https://api.ava.example/settings"),
        ({"settings_page_url": None, "public_url": "https://ava.example/api/"}, "https://ava.example/api/settings"),
        ({}, "https://ava.example/settings"),
        ({"settings_page_url": None, "settings_page": False}, None),
        ({"settings_page_url": None, "public_url": None}, None),
    ],
)
def test_the_settings_page_is_the_backends_own_unless_another_is_set(changes: dict[str, Any], link: str | None) -> None:
    settings = MailSettings.model_validate(SETTINGS.model_dump() | changes)

    assert settings.page_url == link
    assert ("AVA_BACKEND_SETTINGS_PAGE_URL" in Composer(settings, is_example=True).missing) == (link is None)


def mail(locale: str | None = "fr", name: str | None = "Camille", email: str = "a@example.com") -> EmailMessage:
    composed = Composer(SETTINGS).compose(email=email, name=name, locale=locale, token=TOKEN)
    assert b"\n" not in composed.content.replace(b"\r\n", b"")
    assert max(len(line) for line in composed.content.splitlines()) <= 998
    return cast(EmailMessage, message_from_bytes(composed.content, policy=cast(Any, policy.default)))


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content())


@pytest.mark.parametrize(
    ("locale", "subject", "greeting"),
    [
        ("fr", "Nouvelle fonctionnalité\u00a0: configurez votre propre clé Vapi", "Bonjour Camille,"),
        ("en", "New feature: set up your own Vapi key", "Hello Camille,"),
    ],
)
def test_the_mail_says_what_changes_what_it_brings_and_the_three_steps(
    locale: str, subject: str, greeting: str
) -> None:
    message = mail(locale)
    text, page = part(message, "plain"), part(message, "html")

    assert message["Subject"] == subject
    assert message["From"] == '"Ava.ai" <bonjour@ava.example>'
    assert text.splitlines()[0] == greeting
    assert [line[:2] for line in text.splitlines() if re.match(r"\d\.", line)] == ["1.", "2.", "3."]
    assert text.count("\n- ") == page.count("<li>") - 3 == 3
    for link in (SETTINGS.documentation_url, SETTINGS.settings_page_url, UNSUBSCRIBE):
        assert link is not None
        assert link in text
        assert f'href="{link.replace("&", "&amp;")}"' in page
    assert "$" not in text + page
    assert f'lang="{locale}"' in page


def test_nothing_in_the_mail_tells_that_it_was_opened() -> None:
    page = part(mail(), "html")

    assert not re.search(r"<(img|script|link|iframe|style|object)\b|url\(|@import|src=", page)


@pytest.mark.parametrize("locale", ["he", "de", "", None, "xx-YY", "../fr", "f", "français"])
def test_another_locale_gets_english(locale: str | None) -> None:
    assert mail(locale)["Subject"] == "New feature: set up your own Vapi key"


@pytest.mark.parametrize("locale", ["fr", "FR", "fr-CA", "fr_CA", "fr_FR.UTF-8"])
def test_every_french_locale_gets_french(locale: str) -> None:
    assert mail(locale)["Content-Language"] == "fr"


def test_mail_programs_can_unsubscribe_with_one_click() -> None:
    composed = Composer(SETTINGS).compose(email="a@example.com", name="A", locale="fr", token=TOKEN)

    assert f"\r\nList-Unsubscribe: <{UNSUBSCRIBE}>\r\n".encode() in composed.content
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in composed.content
    assert f"\r\nMessage-ID: {composed.message_id}\r\n".encode() in composed.content


@pytest.mark.parametrize(("name", "shown"), NAMES)
def test_a_name_may_be_anything(name: str | None, shown: str) -> None:
    assert plain_name(name) == shown
    message = mail("fr", name)

    assert set(message.keys()) == set(mail().keys())
    (to,) = message["To"].addresses
    assert to.addr_spec == "a@example.com"
    # Python's own parser keeps the spaces between encoded words, which RFC 2047 says to ignore.
    assert to.display_name.replace(" ", "") == shown.replace(" ", "")
    assert part(message, "plain").splitlines()[0] == (f"Bonjour {shown}," if shown else "Bonjour,")
    escaped = shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    assert f"<p>Bonjour <bdi>{escaped}</bdi>,</p>" in part(message, "html") or not shown


@pytest.mark.parametrize(
    ("email", "sent_to"),
    [
        ("camille@bücher.example", "camille@xn--bcher-kva.example"),
        ("camille@例え.テスト", "camille@xn--r8jz45g.xn--zckzah"),
        ("camille+ava@example.co.uk", "camille+ava@example.co.uk"),
        ("o'brien@example.com", "o'brien@example.com"),
        ("dédé@example.com", "dédé@example.com"),
    ],
)
def test_an_address_may_be_international(email: str, sent_to: str) -> None:
    assert usable_address(email) == sent_to
    to = mail(email=email)["To"].addresses[0].addr_spec
    assert to.encode(errors="surrogateescape").decode() == sent_to  # a header in UTF-8, for SMTPUTF8


@pytest.mark.parametrize(
    "email",
    [
        "",
        "camille",
        "@example.com",
        "camille@",
        "a b@example.com",
        "a@b@example.com",
        "a@example.com\r\nRCPT TO:<x@example.com>",
        "a\u2028@example.com",
        "a\u202e@example.com",
        "<a>@example.com",
        "a@exa mple.com",
        "a@-example.com",
        "a@example..com",
        "a@[192.0.2.1]",
        "a@bü\u200bcher..example",
        "a@" + "b" * 64 + ".com",
        "x" * 65 + "@example.com",
        "a@" + "b." * 130 + "com",
    ],
)
def test_an_address_that_no_mail_server_accepts_is_unusable(email: str) -> None:
    assert usable_address(email) is None
