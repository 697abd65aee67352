"""`announce preview`, and templates of the operator's own."""

from pathlib import Path

import pytest

from ava_onboard.backend.__main__ import main
from tests.backend.announcement.conftest import Announce
from tests.backend.commands.running import Captured
from tests.backend.db.places import sqlite_only

pytestmark = sqlite_only
HEAD = "Subject: Neu\nGreeting: Hallo ${name},\nGreeting-Without-Name: Hallo,\n\n"
BODY = "${greeting}\n\n$$5 ${settings_page_url} ${documentation_url}\n${unsubscribe_url}\n"


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for templates of the operator's own."""
    monkeypatch.setenv("AVA_BACKEND_ANNOUNCEMENT_TEMPLATES", str(tmp_path))
    return tmp_path


def test_the_text_or_the_html_is_shown(database: str, announce: Announce) -> None:
    text, page = announce("preview", "--locale", "fr"), announce("preview", "--locale", "fr", "--html")

    assert text.startswith("Nouvelle fonctionnalité\u00a0: configurez votre propre clé Vapi\n\nBonjour Camille,\n")
    assert page.startswith("<!doctype html>\n")


def test_a_file_gets_what_its_name_says(database: str, announce: Announce, tmp_path: Path) -> None:
    for name, beginning in {"a.txt": "New feature", "a.html": "<!doctype html>", "a.EML": "From: "}.items():
        announce("preview", "--output", str(tmp_path / name))
        assert (tmp_path / name).read_text(encoding="utf-8").startswith(beginning)
    assert "--output: expected" in announce("preview", "--output", str(tmp_path / "a.pdf"), code=2)
    assert "No such file" in announce("preview", "--output", str(tmp_path / "no" / "a.txt"), code=1)


def test_what_is_not_set_is_named_and_stands_as_an_example(
    database: str, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.delenv("AVA_BACKEND_PUBLIC_URL")

    assert main(["announce", "preview"]) == 0
    out, err = capsys.readouterr()
    assert "https://ava.example/announcement/unsubscribe/EXAMPLE" in out
    assert err == "Not set, so the mail has examples in their place: AVA_BACKEND_PUBLIC_URL\n"


def test_templates_of_ones_own_replace_one_language_and_add_another(
    database: str, announce: Announce, own: Path
) -> None:
    (own / "de.txt").write_text(HEAD + BODY)
    (own / "fr.txt").write_text("\ufeff" + (HEAD + BODY).replace("\n", "\r\n"), encoding="utf-8")
    (own / "README.md").write_text("$")

    assert announce("preview", "--locale", "de-AT", "--name", "Jörg").startswith("Neu\n\nHallo Jörg,\n\n$5 https://")
    assert announce("preview", "--locale", "fr").startswith("Neu\n")
    assert "There is no HTML in this language" in announce("preview", "--locale", "fr", "--html", code=2)
    assert announce("preview", "--locale", "he").startswith("New feature")


@pytest.mark.parametrize(
    ("file", "content", "flaw"),
    [
        ("de.txt", HEAD + BODY + "$", "a $ stands alone"),
        ("de.txt", HEAD + BODY + "${password}", "there is no placeholder password here"),
        ("de.txt", HEAD + "${greeting}", "the placeholder ${unsubscribe_url} is missing"),
        ("de.txt", BODY, "before the first empty line"),
        ("de.txt", HEAD.replace("Subject: Neu\n", "") + BODY, "the line Subject is missing"),
        ("de.txt", HEAD.replace("Neu", "${name}") + BODY, "there is no placeholder name here; there are: none"),
        ("de.txt", "", "before the first empty line|is missing"),
        ("de.txt", b"\xff\xfe", "it is not UTF-8"),
        ("de.txt", "x" * 100_001, "it has more than 100000 bytes"),
        ("de.html", BODY, "there is no de.txt beside it"),
        ("German.txt", HEAD + BODY, "the name is not that of a language"),
        ("README.md", "", "there is no template, such as fr.txt"),
    ],
)
def test_an_unusable_template_is_named_with_its_flaw(
    database: str, announce: Announce, own: Path, file: str, content: str | bytes, flaw: str
) -> None:
    (own / file).write_bytes(content if isinstance(content, bytes) else content.encode())
    said = announce("preview", code=2)

    assert said.startswith(f"AVA_BACKEND_ANNOUNCEMENT_TEMPLATES: {own}")
    assert any(each in said for each in flaw.split("|"))


def test_a_missing_folder_of_templates_is_named(database: str, announce: Announce, own: Path) -> None:
    own.rmdir()

    assert "it cannot be read: No such file or directory" in announce("preview", code=2)
