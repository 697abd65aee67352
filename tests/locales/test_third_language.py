"""A third language is a folder with a catalogue and a guide; it needs no change of the code."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages import Catalog

from ava_onboard import locales
from ava_onboard.cli import main
from ava_onboard.domain import guide
from ava_onboard.sandbox.world import World
from ava_onboard.text import answers
from tests.locales.catalogue import compiled, source, update
from tests.tui.driving import driven

SENTENCES = {
    "English": "Esperanto",
    "Configured": "Agordita",
    "Connect your own Vapi key to Ava, in four steps.": "Konektu vian propran ŝlosilon de Vapi al Ava per kvar paŝoj.",
    "Checked against Vapi's website in {month}.": "Komparita kun la retejo de Vapi en {month}.",
    "y yes": "j jes",
    "[y/N]": "[j/N]",
}


@pytest.fixture
def esperanto(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A copy of English and French, and one language more."""
    folder = tmp_path / "locales"
    for code in ("en", "fr"):
        shutil.copytree(locales.FOLDER / code, folder / code)
    texts = json.loads(locales.guide_json("en"))
    texts["checked"], texts["steps"][0]["title"] = "aŭgusto 2026", "Kreu vian konton ĉe Vapi"
    (folder / "eo" / "LC_MESSAGES").mkdir(parents=True)
    (folder / "eo" / "guide.json").write_text(json.dumps(texts), encoding="utf-8")
    catalogue = Catalog(locale="eo")
    for sentence, translation in SENTENCES.items():
        catalogue.add(sentence, translation)
    (folder / "eo" / "LC_MESSAGES" / "messages.mo").write_bytes(compiled(catalogue))
    monkeypatch.setattr(locales, "FOLDER", folder)
    yield
    guide.in_language.cache_clear()


pytestmark = pytest.mark.usefixtures("esperanto")


def test_the_switch_goes_through_all_languages_and_shows_their_own_names() -> None:
    shown = []
    for _language in locales.languages():
        shown.append(locales.switch_label())
        locales.use(locales.next_language())
    assert shown == ["Esperanto", "Français", "English"]


def test_it_is_known_by_its_code_and_by_the_locale_of_the_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    assert locales.languages() == ("en", "eo", "fr")
    assert locales.parse("eo_XX.UTF-8") == "eo"
    monkeypatch.setenv("LC_ALL", "eo.UTF-8")
    assert locales.of_system() == "eo"


def test_its_own_word_for_yes_is_understood() -> None:
    locales.use("eo")
    assert answers.either() == "[j/N]"
    assert answers.is_yes("jes")


def test_a_command_speaks_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AVA_ONBOARD_HOME", str(tmp_path))
    assert main.run(["guide", "--lang", "eo"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith(SENTENCES["Connect your own Vapi key to Ava, in four steps."])
    assert "Kreu vian konton ĉe Vapi" in printed
    assert printed.endswith("en aŭgusto 2026.\n")


def test_its_new_catalogue_has_no_placeholders() -> None:
    update("eo")
    head, _, _ = source("eo").read_text(encoding="utf-8").partition("#:")
    assert head.startswith("# Esperanto sentences of ava-onboard.\nmsgid")
    assert not re.search("EMAIL|YEAR|NAME|ORGANIZATION|VERSION|LL@", head)


def test_the_help_lists_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["--help"]) == 0
    assert "language: en, eo, fr" in capsys.readouterr().out


async def test_the_app_speaks_it_after_f2(world: World) -> None:
    async with driven(world) as at:
        await at.see("Esperanto")
        await at.press("f2")
        await at.see("Kreu vian konton ĉe Vapi")
        assert at.says("Français")
        await at.press("f2")
        await at.see("Créez votre compte Vapi")


async def test_its_screens_have_a_code_for_support(world: World) -> None:
    async with driven(world) as at:
        await at.press("f2")
        await at.see("Kreu vian konton ĉe Vapi")
        await at.press("f9")
        await at.until(lambda: at.app.screen.is_modal, "the code for support")


def test_its_errors_end_with_a_code_for_support(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AVA_ONBOARD_HOME", str(tmp_path))
    assert main.run(["status", "--offline", "--lang", "eo", "--support"]) == 3
    assert "situation " in capsys.readouterr().out
    assert main.run(["explain", "--lang", "eo", "Z99"]) == 2
    assert "U" in capsys.readouterr().err


def test_the_desk_speaks_english_to_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["desk", "V05", "--json", "--lang", "eo", "--no-input"]) == 0
    assert "Nothing is broken" in capsys.readouterr().out
