"""Accessible mode, as a screen reader gets it: what the terminal was sent, from the first line to *Configured*."""

import os
import re
import sys
from functools import partial
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from ava_onboard import locales
from ava_onboard.domain.failure import Exit
from ava_onboard.sandbox.world import World
from ava_onboard.text import waiting
from ava_onboard.text.signs import in_words
from tests.cli.conftest import Command
from tests.cli.program import NO_KEYRING, without_situation
from tests.cli.test_line_mode import NO_COPY, SIGN_IN

if sys.platform == "win32":
    pytest.skip("there are no pseudo-terminals of this kind", allow_module_level=True)

from tests.terminal.screen import CTRL_Q, ENTER, F10, PROGRAM, UP, Terminal

pytestmark = pytest.mark.terminal

SIGNS = "✓✗▲▸●○–"
STEP = {"en": "Step {number} of 4", "fr": "Étape {number} sur 4"}
QUESTIONS = {
    "en": ("Your Vapi key", "Too short", "w to go on without a copy here", "E-mail, or phone", "Password"),
    "fr": ("Votre clé Vapi", "Trop court", "w pour continuer sans copie ici", "E-mail, ou téléphone", "Mot de passe"),
}
"""What each question says that is answered after the steps."""


@pytest.fixture(params=["en", pytest.param("fr", marks=pytest.mark.slow)])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def transcript(language: str, services: dict[str, str], world: World, tmp_path: Path) -> str:
    """What the terminal got in a whole journey, with a key that is too short first."""
    usual = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8", "TERM": "xterm-256color"}
    command: list[str | Path] = [PROGRAM, "--accessible", "--lang", language]
    with Terminal(command, environment={**usual, **services, **NO_KEYRING}, size=(100, 60)) as at:
        for number in (1, 2, 3):
            at.see(STEP[language].format(number=number))
            at.still()
            at.press(ENTER)
        answers = ("dots", world.keys["valid"], NO_COPY, *SIGN_IN)
        for question, answer in zip(QUESTIONS[language], answers, strict=True):
            at.see(question)
            at.still()
            at.press(answer, ENTER)
        assert at.end() == Exit.DONE
        printed = at.output.decode()
    assert world.keys["valid"] not in printed
    locales.use(language)
    lines = without_situation(printed).replace("\r\n", "\n").split("\n")
    return "\n".join(line for line in lines if line != waiting.asking_ava())


FIRST_LINE = {
    "en": "Accessible mode is on: --accessible asks for it. To turn it off, start with --no-accessible.",
    "fr": "Le mode accessible est actif\u00a0: --accessible le demande. "
    "Pour le désactiver, démarrez avec --no-accessible.",
}
FULL_HINT = {"en": "Enter when done, b to go back", "fr": "Entrée quand c’est fait, b pour revenir"}
SHORT_HINT = {"en": "Enter when done: ", "fr": "Entrée quand c’est fait\u00a0: "}


def test_a_journey_is_read_aloud_line_by_line_without_signs_and_control_sequences(
    transcript: str, language: str, snapshot: SnapshotAssertion
) -> None:
    """After a change of words: ``pytest tests/cli/test_accessible.py --snapshot-update``, and read the difference."""
    assert transcript.replace("\n", " ").startswith(FIRST_LINE[language])
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", transcript)
    assert not set(SIGNS) & set(transcript)
    assert (transcript.count(FULL_HINT[language]), transcript.count(SHORT_HINT[language])) == (1, 2)
    assert transcript == snapshot


def test_a_question_that_is_longer_than_a_line_stands_above_a_short_one(
    services: dict[str, str], tmp_path: Path
) -> None:
    """A braille display shows the line with the cursor, and BRLTTY speaks it."""
    usual = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8", "TERM": "xterm-256color"}
    command: list[str | Path] = [PROGRAM, "--accessible", "--lang", "en"]
    with Terminal(command, environment={**usual, **services}, size=(40, 60)) as at:
        for number, answer in enumerate(("", "", "", "q"), start=1):
            at.see(f"Step {number} of 4")
            at.still()
            at.press(answer, ENTER)
        at.end()
        assert "Enter when done, b to go back, q to\r\nquit, h for help\r\nYour answer: " in at.output.decode()
        assert "q to quit, h for help)\r\nYour answer: " in at.output.decode()


@pytest.mark.parametrize("variable", ["ACCESSIBLE", "AVA_ONBOARD_ACCESSIBLE"])
def test_a_variable_that_asks_for_it_is_named(command: Command, variable: str) -> None:
    printed = command("guide", "--interactive", typed="q\n", **{variable: "1"}).stdout
    assert printed.startswith(f"Accessible mode is on: {variable} asks for it. To turn it off, start with")


CHOSEN = {
    "en": "Accessible mode is on: you chose it in the menu. To turn it off, start with --no-accessible and press F10.",
    "fr": "Le mode accessible est actif\u00a0: c’est votre choix dans le menu. Pour le désactiver, démarrez avec "
    "--no-accessible, puis appuyez sur F10.",
}


@pytest.fixture
def chosen(services: dict[str, str]) -> Path:
    """The file of someone who has chosen it in the menu."""
    state = Path(services["AVA_ONBOARD_HOME"], "state")
    state.mkdir(parents=True)
    (state / "accessible").touch()
    return state / "accessible"


@pytest.mark.parametrize("profile", ["default", "shop"])
def test_the_choice_in_the_menu_holds_for_every_start_and_profile(
    command: Command, chosen: Path, language: str, profile: str
) -> None:
    for _start in range(2):
        printed = command("guide", "--interactive", "--lang", language, "--profile", profile, typed="q\n").stdout
        assert printed.startswith(CHOSEN[language] + "\n")


@pytest.mark.parametrize("variable", ["ACCESSIBLE", "AVA_ONBOARD_ACCESSIBLE"])
def test_a_variable_beats_the_choice_and_an_option_beats_both(command: Command, chosen: Path, variable: str) -> None:
    def is_on(*option: str, **variables: str) -> bool:
        return "Accessible mode is on" in command("guide", "--interactive", *option, typed="q\n", **variables).stdout

    assert not is_on(**{variable: "0"})
    assert is_on("--accessible", **{variable: "0"})
    assert not is_on("--no-accessible")
    assert not is_on("--no-accessible", **{variable: "1"})


def test_the_two_options_exclude_each_other(command: Command) -> None:
    refused = command("--accessible", "--no-accessible")
    assert refused.returncode == Exit.USAGE
    assert "--accessible, --no-accessible" in refused.stderr


@pytest.mark.slow
def test_the_choice_made_in_the_app_is_there_at_the_next_start_and_can_be_taken_back(
    services: dict[str, str], tmp_path: Path
) -> None:
    usual = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8", "TERM": "xterm-256color"}
    start = partial(Terminal, environment={**usual, **services}, size=(120, 40))

    def switch(*arguments: str, before: str, after: str) -> None:
        with start([PROGRAM, "--lang", "en", *arguments]) as at:
            at.see("Step 1 of 4")
            at.press(F10)
            at.see(before)
            rows = [row for row in at.text.splitlines() if not re.search("│ +─", row)]  # between the groups is no entry
            entry, end = (
                next(row for row, line in enumerate(rows) if words in line) for words in (before, "Quit     ")
            )
            at.press(*[UP] * (end - entry + 1), ENTER)  # from the first entry, up leads to the last one
            at.see(after)
            at.press(CTRL_Q)
            at.end()

    switch(before="Accessible mode: off", after="From the next start, line by line.")
    with start([PROGRAM, "--lang", "en"]) as at:
        at.see(CHOSEN["en"])
        at.see("Enter when done")
        at.still()
        at.press("q", ENTER)
        at.end()
    switch("--no-accessible", before="Accessible mode: on", after="The next start opens this screen.")
    with start([PROGRAM, "--lang", "en"]) as at:
        at.see("Step 1 of 4")
        at.press(CTRL_Q)
        at.end()
        assert CHOSEN["en"].encode() not in at.output


def test_a_question_mark_is_not_an_answer(command: Command) -> None:
    explained = command("guide", "--interactive", "--accessible", typed="h\nq\n")
    refused = command("guide", "--interactive", "--accessible", typed="?\nq\n")
    assert "this list" in explained.stdout
    assert "this list" not in refused.stdout
    assert "That is not one of the answers. Type h to see them." in refused.stderr


def test_other_commands_use_words_too(command: Command, world: World) -> None:
    printed = command("check", "--accessible", typed=world.keys["valid"]).stdout
    assert printed.startswith("OK: Vapi accepts the key 8f14e45f…\n")


def test_json_stays_as_it_is(command: Command) -> None:
    assert command("explain", "V05", "--json", "--accessible").stdout == command("explain", "V05", "--json").stdout


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("✓ Saved", "OK: Saved"),
        ("✗ Refused", "Problem: Refused"),
        ("▲ Needs attention", "Attention: Needs attention"),
        ("▸ Free to start", "Note: Free to start"),
        ("● Configured", "Configured"),
        ("  In Ava", "  In Ava"),
        ("1. Open", "1. Open"),
        ("✓", "✓"),
        ("", ""),
    ],
)
def test_only_a_sign_at_the_beginning_becomes_a_word(line: str, words: str) -> None:
    assert in_words(line) == words
