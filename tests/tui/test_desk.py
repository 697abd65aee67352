"""The support desk in full screen: one call from the code to the hand-over, without a key in any place."""

import json
import socket
from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input

from ava_onboard import locales
from ava_onboard.domain.desk.script import End
from ava_onboard.domain.situation import coding, scenes
from ava_onboard.domain.situation.facts import Facts, Outline
from ava_onboard.domain.situation.scenes import Scene
from ava_onboard.tui.drawing.arrangement import arrange
from ava_onboard.tui.drawing.blocks import Moment
from tests.repeats import first
from tests.tui.desk_driving import NO_CODE, NOT_SENT, REFUSED, SIZES, code_of, desk

KEY = "8f14e45f-fade-4dad-8bad-facadeMARKED"


def written_in(folder: Path) -> str:
    return "".join(file.read_text() for file in folder.rglob("*") if file.is_file())


@pytest.mark.parametrize("size", first(SIZES), ids=str)
async def test_a_call_from_six_symbols_to_the_end(tmp_path: Path, size: tuple[int, int]) -> None:
    async with desk(tmp_path, size) as at:
        assert "Press / and type the code" in at.text()
        await at.type("slash", code_of(REFUSED))
        assert "V05  Vapi refuses this key." in at.text()
        assert "Rien n’est cassé" in at.text()
        assert "Private API Keys" in at.text()
        await at.press("2", "2", "1")
        assert at.app.call.node.end is End.SOLVED
        assert "Solved" in at.text()
        assert "C’est la bonne clé." in at.text()
        kinds = [(event["kind"], event.get("node"), event.get("answer")) for event in at.events()]
        assert kinds == [
            ("situation", None, None),
            ("answer", "refused.block", 2),
            ("answer", "refused.copy", 2),
            ("answer", "refused.new", 1),
        ]


async def test_the_customers_screen_is_shown_beside_in_their_language_and_marked(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        await at.type("slash", code_of(NOT_SENT))
        for words in ("Mirror – Français", "Miroir", "Gardée sur cet ordinateur", "Réessayer", "Windows", "Code N02"):
            assert words in at.text(), words
        await at.press("f2")
        assert "Kept on this computer" in at.text()
        assert "Mirror – English" in at.text()


async def test_on_a_small_screen_f3_shows_the_mirror(tmp_path: Path) -> None:
    async with desk(tmp_path, (80, 24)) as at:
        await at.type("slash", code_of(NOT_SENT))
        assert "Réessayer" not in at.text()
        await at.press("f3")
        assert "Réessayer" in at.text()
        await at.press("escape")
        assert "Réessayer" not in at.text()


async def test_a_screen_without_an_error_begins_with_where_they_are(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        await at.type("slash", code_of(NO_CODE))
        assert "No error is shown." in at.text()
        assert "Étape 3" in at.text()


@pytest.mark.parametrize(
    ("scene", "said"),
    [
        (
            scenes.Answered(scenes.Place.GUIDE, scenes.Checked.MAIN, None, Outline(), moves=True),
            "Ce n’est pas la même organisation",
        ),
        (scenes.OnCard(Facts(), None, unprotected=True), "montre les paramètres Vapi à n’importe qui"),
    ],
    ids=["another organisation", "unprotected"],
)
async def test_the_mirror_shows_what_the_customer_is_warned_of(tmp_path: Path, scene: Scene, said: str) -> None:
    async with desk(tmp_path) as at:
        await at.type("slash", code_of(scene))
        mirrored = at.app.mirrored
        assert mirrored
        assert said in " ".join(line.plain for line in arrange(mirrored.blocks, 98, Moment(40)).lines)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("K7B 3XR", "No code has B in it. Ask again for symbol 3."),
        ("K7Q", "A situation code has 6 symbols, and there are 3."),
        ("V50", "Perhaps it is V06, V05, V04?"),
        ("bonjour madame", "Word 1 stands for no letter and no digit."),
        (KEY, "This looks like a key or a token, so it was not kept."),
    ],
)
async def test_what_is_wrong_with_the_code_is_shown_and_changes_nothing(tmp_path: Path, typed: str, said: str) -> None:
    async with desk(tmp_path) as at:
        await at.type("slash", "V05")
        await at.type("slash", typed)
        assert said in at.text()
        assert at.app.call.code == "V05"
        await at.press("1")
        assert said not in at.text()


async def test_a_misheard_symbol_is_asked_for_again(tmp_path: Path) -> None:
    code = next(code for code in (code_of(scene) for scene in coding.all_scenes()) if "M" in code and "N" not in code)
    async with desk(tmp_path) as at:
        await at.type("slash", code.replace("M", "N", 1))
        assert f"Ask again for symbol {code.index('M') + 1}: N or M?" in at.text()


async def test_backspace_takes_back_an_answer_and_f5_begins_a_new_call(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        await at.type("slash", "K02")
        await at.press("2", "1")
        assert at.app.call.node.name == "keyring.open"
        await at.press("backspace")
        assert at.app.call.node.name == "keyring.at"
        await at.press("9")
        assert "There is no such answer." in at.text()
        await at.press("f5")
        assert not at.app.call.begun
        assert [event["kind"] for event in at.events()] == ["heard", "answer", "answer", "back", "call"]


async def test_f1_lists_the_keys_where_the_bar_has_no_room_for_them(tmp_path: Path) -> None:
    async with desk(tmp_path, (80, 24)) as at:
        await at.press("f1")
        for key in ("F5          New call", "F8          Hand-over", "1–9         The answer with this number"):
            assert key in at.text()
        await at.press("f1")
        assert "1–9" not in at.text()


async def test_what_the_desk_remarks_is_not_in_the_mirror(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        await at.type("slash", code_of(NOT_SENT))
        await at.type("slash", "K7B 3XR")
        assert at.text().count("No code has B in it.") == 1


async def test_f4_shows_the_spelling_aids_one_after_the_other(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        for title, word in (("ICAO", "Kilo"), ("French first names", "Kléber"), ("Québec", "Georges")):
            await at.press("f4")
            assert title in at.text()
            assert word in at.text()
        await at.press("f4")
        assert "Spelling:" not in at.text()


async def test_a_hand_over_can_be_copied_and_saved(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        await at.type("slash", code_of(NOT_SENT))
        await at.press("1", "2")
        await at.type("f7", "rappeler demain")
        await at.press("f8")
        assert "Hand-over K7QF" in at.text()
        await at.press("c")
        await at.pilot.pause()
        assert "Hand-over copied" in at.text()
        await at.press("s")
        assert "Saved as hand-over-K7QF.md" in at.text()
        assert at.saved["K7QF"] == at.clipboard.text
        for part in ("N02", code_of(NOT_SENT)[:3], "**In a company**", "rappeler demain", "With the VPN on"):
            assert part in at.saved["K7QF"], part
        await at.press("escape")
        assert "Hand-over K7QF" not in at.text()


async def test_a_report_opens_and_another_file_is_refused(tmp_path: Path) -> None:
    report = {"schema": 1, "session": "K7QF-3XRD", "language": "fr", "failure": {"code": "N04"}, "rungs": []}
    file = tmp_path / "report.json"
    file.write_text(json.dumps(report))
    async with desk(tmp_path) as at:
        await at.type("f6", str(tmp_path / "nowhere.json"))
        assert "(U14)" in at.text()
        await at.type("f6", str(file))
        assert (at.app.call.code, at.app.call.language) == ("N04", "fr")


async def test_the_desk_begins_with_what_was_given_on_the_command_line(tmp_path: Path) -> None:
    async with desk(tmp_path, typed="Victor zéro cinq") as at:
        await at.pilot.pause()
        assert at.app.call.code == "V05"


@pytest.mark.parametrize("language", locales.languages())
@pytest.mark.parametrize("size", first(SIZES), ids=str)
async def test_it_speaks_the_agents_language(tmp_path: Path, language: str, size: tuple[int, int]) -> None:
    locales.use(language)
    async with desk(tmp_path, size) as at:
        await at.type("slash", code_of(REFUSED, "en"))
        assert ("Say" in at.text(), "Dire" in at.text()) == (language == "en", language == "fr")
        assert "Nothing is broken" in at.text()


async def test_a_key_that_is_typed_or_pasted_anywhere_is_in_no_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with desk(tmp_path) as at:
        await at.type("slash", "V05")
        for key in ("slash", "f6", "f7"):
            await at.type(key, KEY)
            assert "MARKED" not in at.text()
        at.app.post_message(events.Paste(KEY))
        await at.pilot.pause()
        await at.press("f7")
        at.app.screen.query_one("#typed", Input).value = KEY
        await at.press("escape", "f8", "c", "s")
        assert "MARKED" not in at.text() + str(at.clipboard.text) + str(at.saved)
        assert "MARKED" not in repr(vars(at.app.call))
    assert "MARKED" not in written_in(tmp_path)


async def test_no_connection_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> None:
        raise AssertionError("a connection")

    async with desk(tmp_path) as at:
        monkeypatch.setattr(socket.socket, "connect", refuse)
        monkeypatch.setattr(socket, "getaddrinfo", refuse)
        await at.type("slash", code_of(NOT_SENT))
        await at.press("1", "2", "f2", "f3", "f4", "f8", "escape", "f5")
        assert at.app.return_code is None or at.app.return_code == 0
