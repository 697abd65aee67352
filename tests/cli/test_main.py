"""The command line: help, usage errors and exit codes, in both languages."""

from pathlib import Path

import pytest

from ava_onboard import __version__

from .program import run

TYPED_KEY = "8f14e45f-fade-4dad-8bad-facade000001"
ENGLISH_ERROR = """Unknown command or option, or an option without its value.
“ava-onboard --help” lists them all. (U01)
"""
FRENCH_ERROR = """Commande ou option inconnue, ou option sans sa valeur.
« ava-onboard --help » les liste toutes. (U01)
"""
INSECURE = {"AVA_API_URL": "http://ava.example"}
IN_ENGLISH, IN_FRENCH = ("AVA_API_URL is not a secure address", "AVA_API_URL n’est pas")


def test_the_version_is_printed() -> None:
    finished = run("--version")
    assert (finished.returncode, finished.stdout, finished.stderr) == (0, f"ava-onboard {__version__}\n", "")


def test_help_is_in_english_by_default() -> None:
    finished = run("--help")
    assert (finished.returncode, finished.stderr) == (0, "")
    assert finished.stdout.startswith("usage: ava-onboard [-h]")
    assert "Connect your own Vapi key to Ava, in four steps." in finished.stdout
    assert "{" not in finished.stdout


@pytest.mark.parametrize(
    ("arguments", "variables"),
    [
        pytest.param(["--lang", "fr", "--help"], {}, id="option"),
        pytest.param(["--lang=FR", "--help"], {"AVA_ONBOARD_LANG": "en"}, id="option wins over variable"),
        pytest.param(["-h"], {"AVA_ONBOARD_LANG": "fr", "LANG": "en_US.UTF-8"}, id="variable wins over locale"),
        pytest.param(["-h"], {"LANG": "fr_CA.UTF-8"}, id="locale"),
    ],
)
def test_help_is_in_french_on_request(arguments: list[str], variables: dict[str, str]) -> None:
    finished = run(*arguments, variables=variables)
    assert (finished.returncode, finished.stderr) == (0, "")
    assert finished.stdout.startswith("utilisation\u00a0: ava-onboard")
    for english in ("usage", "show", "commands", "in four steps", "try everything"):
        assert english not in finished.stdout


@pytest.mark.parametrize("command", ["demo", "sandbox"])
def test_each_command_has_its_own_help(command: str) -> None:
    finished = run(command, "--help", "--lang", "fr")
    assert (finished.returncode, finished.stderr) == (0, "")
    assert finished.stdout.startswith(f"utilisation\u00a0: ava-onboard {command} [-h]")


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        pytest.param(["--nothing"], "--nothing", id="unknown option"),
        pytest.param(["-n"], "-n", id="unknown letter"),
        pytest.param(["nothing"], "nothing", id="unknown command"),
        pytest.param([TYPED_KEY], "", id="a key in place of a command"),
        pytest.param(["a" * 21], "", id="a long word in place of a command"),
        pytest.param(["sk_live_abc"], "", id="a cut key in place of a command"),
        pytest.param(["status", "secret"], "", id="a word too many"),
        pytest.param(["status", "--" + TYPED_KEY], "", id="a key behind dashes"),
        pytest.param(["--key", TYPED_KEY], "", id="a key as an option"),
        pytest.param(["status", "--key=" + TYPED_KEY], "--key", id="a key as the value of an unknown option"),
        pytest.param(["status", TYPED_KEY, "--key"], "--key", id="a key before an unknown option"),
        pytest.param(["--version=" + TYPED_KEY], "--version", id="a value too many"),
        pytest.param(["status", "--offline=yes"], "--offline", id="a value too many for a switch"),
        pytest.param(["save", "--keep-in"], "--keep-in", id="without its value"),
        pytest.param(["--lang"], "--lang", id="a common option without its value"),
        pytest.param(["sandbox", "--js"], "--js", id="abbreviation"),
        pytest.param(["demo", "--keep-in", "file"], "--keep-in", id="option of another command"),
    ],
)
def test_unknown_arguments_are_a_usage_error_that_names_what_cannot_be_a_key(arguments: list[str], named: str) -> None:
    english, french = ENGLISH_ERROR, FRENCH_ERROR
    if named:
        english = (
            f"“{named}” is not a command or option here, or a value is missing, or there is one too many.\n"
            + english.partition("\n")[2]
        )
        french = (
            f"«\u00a0{named}\u00a0» n’est ici ni une commande ni une option, ou une valeur manque ou est de trop.\n"
            + french.partition("\n")[2]
        )
    for language, first_word, error in (("en", "usage: ", english), ("fr", "utilisation\u00a0: ", french)):
        finished = run(*arguments, variables={"AVA_ONBOARD_LANG": language})
        assert (finished.returncode, finished.stdout) == (2, "")
        assert finished.stderr.startswith(first_word)
        assert finished.stderr.endswith(error)
        assert TYPED_KEY not in finished.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["completion", TYPED_KEY],
            "SHELL does not accept this value.\nPossible values: bash, zsh, fish, powershell. (U08)\n",
        ),
        (
            ["save", "--keep-in", TYPED_KEY],
            "--keep-in does not accept this value.\nPossible values: keyring, file. (U08)\n",
        ),
        (
            ["guide", "--markdown", "--interactive"],
            "These cannot be used together: --markdown, --interactive.\nUse only one of them. (U09)\n",
        ),
        (
            ["save", "--keep-in", "file", "--no-copy"],
            "These cannot be used together: --no-copy, --keep-in.\nUse only one of them. (U09)\n",
        ),
    ],
    ids=str,
)
def test_a_usage_error_lists_the_possible_values(arguments: list[str], said: str) -> None:
    finished = run(*arguments)
    assert (finished.returncode, finished.stdout) == (2, "")
    assert finished.stderr.endswith(f"\n{said}")
    assert TYPED_KEY not in finished.stderr


def test_headings_of_the_french_help_have_a_space_before_the_colon() -> None:
    result = run("--help", "--lang", "fr").stdout
    assert [line for line in result.splitlines() if line.endswith(":")] == ["options\u00a0:", "commandes\u00a0:"]


@pytest.mark.parametrize(("language", "sentence"), [("en", IN_ENGLISH), ("fr", IN_FRENCH)])
@pytest.mark.parametrize("command", [[], ["demo"], ["sandbox"]], ids=["start", "demo", "sandbox"])
def test_an_insecure_address_is_refused_before_anything_starts(
    command: list[str], language: str, sentence: str, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    finished = run(*command, "--lang", language, variables={**INSECURE, "AVA_ONBOARD_HOME": str(home)})
    assert (finished.returncode, finished.stdout) == (2, "")
    assert finished.stderr.startswith(sentence)
    assert finished.stderr.endswith("(C01)\n")
    assert not home.exists()


@pytest.mark.parametrize(
    ("arguments", "variables", "name"),
    [
        (["--lang", "tlh"], {}, "--lang"),
        ([], {"AVA_ONBOARD_LANG": "klingon"}, "AVA_ONBOARD_LANG"),
        ([], {"AVA_TOKEN": f"Bearer {TYPED_KEY}"}, "AVA_TOKEN"),
        ([], {"VAPI_API_URL": f"https://me:{TYPED_KEY}@vapi.example"}, "VAPI_API_URL"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_without_its_value(
    arguments: list[str], variables: dict[str, str], name: str
) -> None:
    finished = run(*arguments, variables=variables)
    assert (finished.returncode, finished.stdout) == (2, "")
    assert finished.stderr.startswith(f"The value of {name} cannot be used.")
    assert TYPED_KEY not in finished.stderr
    assert "Traceback" not in finished.stderr
