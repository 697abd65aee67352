"""Line mode: the whole onboarding as questions and answers, through pipes and in a simple terminal."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ava_onboard.adapters.state.progress_files import ProgressFiles
from ava_onboard.domain.failure import Exit
from ava_onboard.domain.progress import Step
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.faults import Fault
from ava_onboard.sandbox.world import World

from .conftest import Command
from .test_key_commands import SETTINGS

CONFIGURED = "● Configured: Ava can use your own Vapi key.\n  In Ava, open your assistants.\n"
SIGN_IN = [samples.ACCOUNT_IDENTIFIER, samples.ACCOUNT_PASSWORD]
NO_COPY = "w"


def lines(*answers: str) -> str:
    return "".join(f"{answer}\n" for answer in answers)


@pytest.fixture
def walk(command: Command) -> Callable[..., tuple[int, str, str]]:
    """Gives ``walk(*answers, **variables)``, which answers one question after the other; exit code and outputs."""

    def walk(*answers: str, **variables: str) -> tuple[int, str, str]:
        finished = command("guide", "--interactive", typed=lines(*answers), **variables)
        return finished.returncode, finished.stdout, finished.stderr

    return walk


def step_of(services: dict[str, str]) -> Step:
    return ProgressFiles(Path(services["AVA_ONBOARD_HOME"], "state", "default.json")).load().journey.step


def test_from_the_first_step_to_configured(
    walk: Callable[..., tuple[int, str, str]], world: World, key_at_ava: Callable[[], object]
) -> None:
    key = world.keys["valid"]
    code, out, err = walk("", "", "", f"Bearer {key}", NO_COPY, *SIGN_IN)
    assert (code, out[-len(CONFIGURED) :]) == (Exit.DONE, CONFIGURED)
    assert [line for line in out.splitlines() if line.startswith("Step ")] == [f"Step {n} of 4" for n in (1, 2, 3, 4)]
    assert "✓ Vapi accepts the key 8f14e45f…" in out
    assert "Cleaned: “Bearer”." in out
    assert f"✓ Signed in as {samples.ACCOUNT_NAME}" in err
    assert key not in out + err
    assert samples.ACCOUNT_PASSWORD not in out + err
    assert key_at_ava() == "8f14e45f..."


def test_it_speaks_french_and_resumes_at_the_open_step(
    walk: Callable[..., tuple[int, str, str]], services: dict[str, str]
) -> None:
    code, out, err = walk("", "", "b", "q", AVA_ONBOARD_LANG="fr")
    assert code == Exit.NOT_CONFIGURED
    assert [line for line in out.splitlines() if line.startswith("Étape")] == [f"Étape {n} sur 4" for n in (1, 2, 3, 2)]
    assert "Entrée quand c’est fait" in err
    assert out.endswith("Votre place est gardée. Relancez pour reprendre.\n")
    assert step_of(services) is Step.KEYS_PAGE
    assert "Step 2 of 4" in walk("q")[1]


def test_a_refused_key_is_asked_for_again_and_a_busy_vapi_can_be_skipped(
    walk: Callable[..., tuple[int, str, str]], world: World, signed_in: dict[str, str]
) -> None:
    keys = world.keys
    answers = ["", "", "", "", "dots", keys["public"], keys["down"], "", "k", keys["down"], "s", NO_COPY]
    code, out, err = walk(*answers, **signed_in)
    assert code == Exit.NEEDS_ATTENTION
    assert out.endswith("▲ Needs attention: Ava has the key, but Vapi has not checked it yet.\n")
    assert "Paste your key first." in out
    assert err.count("Another Vapi key") == 2
    assert "Too short: 4 characters. A key has at least 10." in out
    assert "1. It is the public key." in out
    assert out.count(f"The key {keys['down'][:8]}… could not be checked") == 3


def test_a_failed_send_is_tried_again(
    walk: Callable[..., tuple[int, str, str]], world: World, signed_in: dict[str, str]
) -> None:
    world.ava_faults.add(Fault.status(500), method="POST", path=SETTINGS, times=1)
    code, out, _err = walk("", "", "", world.keys["valid"], NO_COPY, "", **signed_in)
    assert (code, out[-len(CONFIGURED) :]) == (Exit.DONE, CONFIGURED)
    assert "Code A04" in out


def test_giving_up_the_sign_in_is_not_reported_as_success(
    walk: Callable[..., tuple[int, str, str]], world: World, key_at_ava: Callable[[], object]
) -> None:
    code, out, err = walk("", "", "", world.keys["valid"], NO_COPY, SIGN_IN[0], "wrong", "")
    assert code == Exit.NOT_CONFIGURED
    assert "Code S02" in err
    assert "Configured" not in out
    assert key_at_ava() is None


def test_a_key_entered_for_the_password_is_not_sent(
    walk: Callable[..., tuple[int, str, str]], world: World, key_at_ava: Callable[[], object]
) -> None:
    as_password = (SIGN_IN[0], world.keys["valid"]), (SIGN_IN[0], world.keys["other"], "n")
    code, out, err = walk("", "", "", world.keys["valid"], NO_COPY, *as_password[0], *as_password[1], *SIGN_IN)
    assert err.count("Code U16") == 2
    assert err.count("That looks like a Vapi key") == 1
    assert (code, out[-len(CONFIGURED) :]) == (Exit.DONE, CONFIGURED)
    assert len(world.requests.all(path="/api/v1/auth/login")) == 1


def test_the_status_of_a_configured_key_comes_first(
    walk: Callable[..., tuple[int, str, str]], world: World, signed_in: dict[str, str]
) -> None:
    walk("", "", "", world.keys["valid"], NO_COPY, **signed_in)
    code, out, err = walk("", **signed_in)
    assert code == Exit.DONE
    assert "● Configured\n" in out
    assert "✓ Ava has it  8f14e45f…" in out
    assert "Use another key?" in err


def test_each_step_offers_what_the_app_offers(walk: Callable[..., tuple[int, str, str]]) -> None:
    code, out, _err = walk("h", "o", "c", "r", "f", "", "", "?", "n", "q", LANG="en_GB.UTF-8")
    assert code == Exit.NOT_CONFIGURED
    first, third = out.split("Step 3 of 4")
    assert "\nc: copy the link\n" in first
    assert "copy the name" not in first
    assert "No browser could be opened. Copy the link, or scan its QR code.\nhttps://dashboard.vapi.ai\n" in first
    assert "No clipboard could be used. Here is the text:\nhttps://dashboard.vapi.ai\n" in first
    assert "█▀▀▀▀▀█" in first.translate(str.maketrans("█▀▄ ", " ▄▀█"))  # a corner of the code
    assert "Frequently asked questions" in first
    assert "\nn: copy the name\n" in third
    assert "Here is the text:\nAva.ai Production\n" in third


def test_only_an_empty_answer_finishes_a_step(
    walk: Callable[..., tuple[int, str, str]], services: dict[str, str]
) -> None:
    code, out, err = walk("zzz", "n", "sk", "w", "", "q")
    assert code == Exit.NOT_CONFIGURED
    assert [line for line in out.splitlines() if line.startswith("Step ")] == ["Step 1 of 4", "Step 2 of 4"]
    assert err.count("That is not one of the answers. Type h to see them.\n") == 4
    assert step_of(services) is Step.KEYS_PAGE


@pytest.mark.parametrize("around", ["{}", "Bearer {}", 'VAPI_API_KEY="{}"'])
def test_a_key_that_comes_too_early_is_recognised_and_not_repeated(
    walk: Callable[..., tuple[int, str, str]], world: World, services: dict[str, str], around: str
) -> None:
    key = world.keys["valid"]
    _code, out, err = walk(around.format(key), "q")
    assert "That looks like a key. It was not used: paste it in step 4, where it stays hidden." in err
    assert key not in out + err
    assert step_of(services) is Step.ACCOUNT


def test_an_unknown_answer_saves_nothing(
    walk: Callable[..., tuple[int, str, str]], world: World, signed_in: dict[str, str], key_at_ava: Callable[[], object]
) -> None:
    _code, out, err = walk("", "", "", world.keys["down"], "x", "", "s", "o", "q", **signed_in)
    assert out.count("could not be checked") == 2
    assert err.count("That is not one of the answers.\n") == 2
    assert key_at_ava() is None


def test_the_list_has_every_answer(walk: Callable[..., tuple[int, str, str]]) -> None:
    _code, out, _err = walk("h", "", "", "", "h", "q")
    first, last = out.split("Step 4 of 4")
    for line in ("b: go back one step", "q: quit; your place is kept", "h: this list"):
        assert f"\n{line}\n" in first
        assert f"\n{line}\n" in last
    assert "\nEnter: this step is done\n" in first
    assert "Enter:" not in last


def test_a_code_that_cannot_be_drawn_is_replaced_by_a_message(walk: Callable[..., tuple[int, str, str]]) -> None:
    _code, out, _err = walk("r", "q", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert "This terminal cannot display it.\nhttps://dashboard.vapi.ai\n" in out


def test_the_language_changes_in_the_middle_and_is_remembered(walk: Callable[..., tuple[int, str, str]]) -> None:
    _code, out, _err = walk("", "l", "q")
    assert [line for line in out.splitlines() if line.endswith("4")] == ["Step 1 of 4", "Step 2 of 4", "Étape 2 sur 4"]
    assert "Étape 2 sur 4" in walk("q")[1]


def test_an_access_token_signs_in_and_the_key_at_ava_can_be_deleted(
    walk: Callable[..., tuple[int, str, str]], world: World, key_at_ava: Callable[[], object]
) -> None:
    code, out, err = walk("", "", "", world.keys["valid"], NO_COPY, "t", world.token)
    assert (code, out[-len(CONFIGURED) :]) == (Exit.DONE, CONFIGURED)
    assert world.token not in out + err
    assert key_at_ava() == "8f14e45f..."
    code, out, err = walk("t", world.token, "y", "s", "d", "y", "x", "q")
    assert code == Exit.NOT_CONFIGURED
    assert out.count("✓ The key has been deleted.") == out.count("✓ Signed out of Ava.") == 1, out + err
    assert key_at_ava() is None


@pytest.mark.parametrize("yes", ["y", "yes", "o", "oui", "O"])
def test_yes_is_understood_in_both_languages(
    walk: Callable[..., tuple[int, str, str]], world: World, signed_in: dict[str, str], yes: str
) -> None:
    assert walk("", "", "", world.keys["valid"], NO_COPY, **signed_in)[0] == Exit.DONE
    code, out, err = walk(yes, "q", AVA_ONBOARD_LANG="fr", **signed_in)
    assert code == Exit.DONE  # as before: the key that is there stays
    assert "[o/N]" in err
    assert "Étape 4 sur 4" in out


def test_a_place_that_cannot_be_saved_is_not_called_kept(
    walk: Callable[..., tuple[int, str, str]], services: dict[str, str]
) -> None:
    folder = Path(services["AVA_ONBOARD_HOME"], "state")
    folder.mkdir(parents=True)
    (folder / "default.json").write_text('{"schema": 99}')
    code, out, err = walk("", "q")
    assert code == Exit.NOT_CONFIGURED
    assert "Your place is kept" not in out
    assert "Code C07" in err


def test_too_few_answers_are_an_error(walk: Callable[..., tuple[int, str, str]]) -> None:
    code, _out, err = walk("", "")
    assert code == Exit.USAGE
    assert "This command needs an answer" in err


@pytest.mark.parametrize("variables", [{}, {"AVA_ONBOARD_ACCESSIBLE": "1"}, {"TERM": "dumb"}], ids=str)
def test_without_a_terminal_line_mode_starts(command: Command, variables: dict[str, str]) -> None:
    result = command(typed="q\n", **variables)
    assert result.returncode == Exit.NOT_CONFIGURED
    assert "Step 1 of 4" in result.stdout
    assert "\x1b" not in result.stdout


def test_with_no_input_it_is_an_error(command: Command) -> None:
    for result in (command(), command("--no-input")):
        assert result.returncode == Exit.USAGE
        assert result.stderr.endswith(
            "This command needs an answer, but it cannot ask for it here.\nProvide it on stdin. (U02)\n"
        )


def test_a_switch_is_on_or_off(command: Command) -> None:
    result = command(typed="q\n", AVA_ONBOARD_ACCESSIBLE="maybe")
    assert (result.returncode, result.stdout) == (Exit.USAGE, "")
    assert result.stderr.startswith("The value of AVA_ONBOARD_ACCESSIBLE cannot be used.")
