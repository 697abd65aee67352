"""``desk`` without a screen: JSON and line mode."""

import json
import re
import stat
import sys
from pathlib import Path

import pytest

from ava_onboard.domain.situation import coding
from ava_onboard.domain.situation.scenes import Situation, Stopped, System
from ava_onboard.locales import languages

from .conftest import Command

KEY = "8f14e45f-fade-4dad-8bad-facadeMARKED"
SCENE = next(it for it in coding.all_scenes() if isinstance(it, Stopped) and it.trouble == ("N02", "Ava"))
CODE = coding.encode(Situation(SCENE, "fr", System.WINDOWS, "keyring"))
PAGE = Path(__file__).parents[2] / "docs" / "use" / "support.md"
DOCUMENTED = re.findall(r"^\$ (ava-onboard desk.*)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("typed", ["V05", "v5", "Victor zéro cinq"])
def test_a_code_is_printed_with_everything_that_belongs_to_it(command: Command, typed: str) -> None:
    printed = json.loads(command("desk", *typed.split(), "--customer-lang", "fr", "--json").stdout)
    assert (printed["code"], printed["start"], printed["off"]) == ("V05", "refused.block", [])
    assert printed["say"].startswith("Rien n’est cassé")
    nodes = {node["name"]: node for node in printed["nodes"]}
    assert {answer["to"] for node in nodes.values() for answer in node["answers"]} <= set(nodes)
    assert nodes["refused.new"]["do"].startswith("Delete nothing yet")


def test_a_situation_code_says_what_is_on_the_screen(command: Command) -> None:
    printed = json.loads(command("desk", CODE, "--json").stdout)
    assert (printed["situation"], printed["code"], printed["customer_language"]) == (CODE, "N02", "fr")
    screen = printed["screen"]
    assert (screen["screen"], screen["system"], screen["trouble"]) == (
        "Stopped", "Windows", {"code": "N02", "service": "Ava"},
    )  # fmt: skip


def test_what_is_wrong_with_the_code_is_shown(command: Command) -> None:
    wrong = CODE[:2] + "B" + CODE[3:]
    finished = command("desk", wrong, "--json")
    assert (finished.returncode, json.loads(finished.stdout)["off"]) == (
        2, ["No code has B in it. Ask again for symbol 3."],
    )  # fmt: skip
    assert command("desk", wrong).stderr == "✗ No code has B in it. Ask again for symbol 3.\n"
    assert "Perhaps it is V06" in command("desk", "V50").stderr


def test_a_key_is_refused_and_never_repeated(command: Command, services: dict[str, str]) -> None:
    for typed in ("desk", KEY), ("desk", KEY, "--json"):
        finished = command(*typed)
        assert "MARKED" not in finished.stdout + finished.stderr
        assert finished.returncode == 2
    finished = command("desk", "V05", typed=f"n {KEY}\n{KEY}\nh\nq\n")
    assert "MARKED" not in finished.stdout + finished.stderr
    assert finished.stderr.count("This looks like a key or a token") == 2
    written = [file.read_text() for file in Path(services["AVA_ONBOARD_HOME"]).rglob("*") if file.is_file()]
    assert written
    assert "MARKED" not in "".join(written)


def test_line_mode_leads_through_a_call_to_a_hand_over(command: Command, services: dict[str, str]) -> None:
    finished = command("desk", CODE, typed="1\n2\nb\n2\nn rappeler demain\n7\nh\nq\n")
    assert finished.returncode == 0
    assert "N02  Ava cannot be reached at ….\n" in finished.stdout
    assert "Enregistrement de votre clé" in finished.stdout
    assert "There is no such answer." in finished.stderr
    over = finished.stdout.partition("# Hand-over")[2]
    assert "rappeler demain" in over
    assert "in a company" in over
    assert CODE[:3] in over
    log = Path(services["AVA_ONBOARD_HOME"], "state", "desk-calls.jsonl")
    kinds = [json.loads(line)["kind"] for line in log.read_text().splitlines()]
    assert kinds == ["situation", "answer", "answer", "back", "answer", "note", "hand-over"]
    if sys.platform != "win32":
        assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_what_to_do_comes_before_the_question_about_it_and_the_rule_once(command: Command) -> None:
    printed = command("desk", typed="N02\n2\n1\nq\n").stdout
    assert printed.index("Have them check cable or Wi-Fi") < printed.index("Does a page load now?")
    assert printed.count("Never let a customer read out or send a key") == 1


def test_a_report_opens_too(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    command("doctor", "--bundle", str(file), "--yes")
    printed = json.loads(command("desk", "--bundle", str(file), "--json").stdout)
    assert printed["code"] == "K01"
    finished = command("desk", "--bundle", str(file), "--no-input")
    assert finished.stdout.startswith("K01")


def test_another_file_is_not_a_report(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "MARKED.json"
    file.write_text(KEY)
    for name in (str(file), str(tmp_path), "nowhere", "\x00"[:0] or "~nobody/x"):
        finished = command("desk", "--bundle", name, "--json")
        assert (finished.returncode, json.loads(finished.stdout)["failure"]["code"]) == (2, "U14")
        assert "MARKED" not in finished.stdout + finished.stderr


def test_the_customers_language_is_one_of_the_programs(command: Command) -> None:
    assert f"Possible values: {', '.join(languages())}." in command("desk", "V05", "--customer-lang", "tlh").stderr


def test_in_french_the_agent_reads_french(command: Command) -> None:
    printed = json.loads(command("desk", "V05", "--lang", "fr", "--customer-lang", "en", "--json").stdout)
    assert printed["say"].startswith("Nothing is broken")
    assert printed["rule"].startswith("Ne laissez jamais dicter")


@pytest.mark.parametrize("documented", DOCUMENTED)
def test_a_documented_command_opens_the_desk(command: Command, tmp_path: Path, documented: str) -> None:
    file = tmp_path / "report.json"
    file.write_text('{"session": "", "language": "fr", "failure": {"code": "V05"}, "rungs": []}', encoding="ascii")
    words = [str(file) if word == file.name else word for word in documented.split()[1:]]
    finished = command(*words, "--no-input")
    assert finished.returncode == 0
    assert ("Never let a customer read out" in finished.stdout) == (len(words) > 1)
