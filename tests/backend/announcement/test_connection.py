"""The connection to the mail server: encrypted, signed in, and honest about what it cannot do."""

import os
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ava_onboard.backend.settings import Settings
from ava_onboard.backend.variables import SettingsError
from tests.backend.announcement.conftest import Announce
from tests.backend.announcement.mailserver import MailServer, mail_server
from tests.backend.announcement.people import add_people
from tests.backend.announcement.test_send import FAST, states
from tests.backend.db.places import sqlite_only
from tests.backend.operate.certificates import Authority, in_the_store_of_windows
from tests.backend.test_settings import COMPLETE

PASSWORD = "MARKED pass: word"


@pytest.fixture(scope="session")
def context(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, Path]:
    """A server's certificate, and the file of the authority that signed it."""
    folder = tmp_path_factory.mktemp("mail")
    authority = Authority("mail")
    files = authority.certificate("127.0.0.1", folder)
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(files.certificate, files.key)
    return made, authority.write(folder / "authority.crt")


@contextmanager
def encrypted(
    context: tuple[ssl.SSLContext, Path], monkeypatch: pytest.MonkeyPatch, *, encryption: str, password: str = PASSWORD
) -> Iterator[MailServer]:
    with mail_server(context[0], is_implicit=encryption == "tls", password=PASSWORD) as server:
        for name, value in {
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(server.port),
            "SMTP_ENCRYPTION": encryption,
            "SMTP_USER": "ava",
            "SMTP_PASSWORD": password,
        }.items():
            monkeypatch.setenv(f"AVA_BACKEND_{name}", value)
        monkeypatch.setenv("SSL_CERT_FILE", str(context[1]))
        yield server


@sqlite_only
@pytest.mark.parametrize("encryption", ["starttls", "tls"])
def test_mails_go_over_an_encrypted_connection_after_signing_in(
    database: str,
    announce: Announce,
    context: tuple[ssl.SSLContext, Path],
    monkeypatch: pytest.MonkeyPatch,
    encryption: str,
) -> None:
    add_people(database, [{}] * 2)
    with encrypted(context, monkeypatch, encryption=encryption) as server:
        assert announce("send", *FAST).startswith("Sent: 2; ")

    assert server.logins == [(b"ava", PASSWORD.encode())]


@sqlite_only
def test_an_unreadable_certificate_of_windows_does_not_hide_that_of_the_mail_server(
    database: str, announce: Announce, context: tuple[ssl.SSLContext, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    add_people(database, [{}])
    with encrypted(context, monkeypatch, encryption="tls"):
        monkeypatch.setenv("SSL_CERT_FILE", os.devnull)
        in_the_store_of_windows(context[1], monkeypatch)

        assert announce("send", *FAST).startswith("Sent: 1; ")


@sqlite_only
@pytest.mark.parametrize(
    ("changes", "flaw"),
    [
        ({"AVA_BACKEND_SMTP_PASSWORD": "MARKED another"}, "The mail server refuses the user or the password (535)"),
        ({"SSL_CERT_FILE": "/dev/null"}, "The certificate of the mail server is refused: "),
        ({"AVA_BACKEND_SMTP_HOST": "localhost"}, "The certificate of the mail server is refused: Hostname mismatch"),
        ({"AVA_BACKEND_SMTP_ENCRYPTION": "tls"}, "There is no encrypted connection to the mail server (WRONG_VERSION"),
    ],
)
def test_a_server_that_cannot_be_used_is_named_in_one_sentence_and_nothing_is_sent(
    database: str,
    announce: Announce,
    context: tuple[ssl.SSLContext, Path],
    monkeypatch: pytest.MonkeyPatch,
    changes: dict[str, str],
    flaw: str,
) -> None:
    add_people(database, [{}])
    with encrypted(context, monkeypatch, encryption="starttls") as server:
        for name, value in changes.items():
            monkeypatch.setenv(name, value)
        said = announce("send", *FAST, code=1)

    assert said.splitlines()[-1].startswith(flaw)
    assert "MARKED" not in said
    assert server.accepted == []
    assert states(database) == {}


@sqlite_only
def test_no_password_is_sent_to_a_server_without_encryption(
    database: str, announce: Announce, mail: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_people(database, [{}])
    monkeypatch.setenv("AVA_BACKEND_SMTP_ENCRYPTION", "starttls")

    assert "offers no STARTTLS" in announce("send", *FAST, code=1)
    assert mail.logins == []


@sqlite_only
@pytest.mark.parametrize("utf8", [True, False])
def test_letters_before_the_at_need_a_server_that_knows_them(
    database: str, announce: Announce, monkeypatch: pytest.MonkeyPatch, utf8: bool
) -> None:
    add_people(database, [{"email": "dédé@bücher.example"}, {}])
    with mail_server(utf8=utf8) as server:
        monkeypatch.setenv("AVA_BACKEND_SMTP_HOST", "127.0.0.1")
        monkeypatch.setenv("AVA_BACKEND_SMTP_PORT", str(server.port))
        monkeypatch.setenv("AVA_BACKEND_SMTP_ENCRYPTION", "none")
        said = announce("send", *FAST)

    assert f"left out since the start: {0 if utf8 else 1}; " in said
    assert ("dédé@xn--bcher-kva.example" in server.counts) is utf8
    assert "user1@example.com" in server.counts


@pytest.mark.parametrize(
    ("settings", "flaw"),
    [
        ({"SMTP_HOST": "MARKED@mail.example"}, "SMTP_HOST: expected the name of a host"),
        ({"SMTP_PORT": "0"}, "SMTP_PORT: "),
        ({"SMTP_USER": "ava"}, "SMTP_USER, AVA_BACKEND_SMTP_PASSWORD: set both or neither"),
        ({"SMTP_PASSWORD": "MARKED"}, "SMTP_USER, AVA_BACKEND_SMTP_PASSWORD: set both or neither"),
        ({"SMTP_USER": "ava", "SMTP_PASSWORD": "MARKEDé"}, "SMTP_PASSWORD: mail servers take ASCII"),
        ({"SMTP_HOST": "mail.example", "SMTP_ENCRYPTION": "none"}, "SMTP_ENCRYPTION: only a mail server on this"),
        ({"ANNOUNCEMENT_FROM": "MARKED"}, "ANNOUNCEMENT_FROM: expected one address"),
        ({"ANNOUNCEMENT_FROM": "a@b.c, d@e.f"}, "ANNOUNCEMENT_FROM: expected one address"),
        ({"ANNOUNCEMENT_FROM": "A <a@b.c>\r\nBcc: d@e.f"}, "ANNOUNCEMENT_FROM: expected one address"),
        ({"DOCUMENTATION_URL": "javascript:alert(1)"}, "DOCUMENTATION_URL: expected https://"),
        ({"DOCUMENTATION_URL": 'https://a.b/"><b>'}, "DOCUMENTATION_URL: expected https://"),
        ({"SETTINGS_PAGE_URL": "http://ava.example"}, "SETTINGS_PAGE_URL: expected https://"),
        ({"PUBLIC_URL": "https://MARKED:pw@ava.example"}, "PUBLIC_URL: expected https://"),
    ],
)
def test_an_unusable_setting_is_named_without_its_value(settings: dict[str, str], flaw: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment(COMPLETE | {f"AVA_BACKEND_{name}": value for name, value in settings.items()})

    assert f"AVA_BACKEND_{flaw}" in str(caught.value)
    assert "MARKED" not in str(caught.value)
