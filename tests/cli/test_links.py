"""Addresses are hyperlinks on a terminal, and plain text everywhere else."""

import sys
from pathlib import Path

import pytest

from tests.terminal.screen import environment

from .program import run

if sys.platform == "win32":
    pytest.skip("there are no pseudo-terminals of this kind", allow_module_level=True)

from tests.terminal.screen import PROGRAM, Terminal

URL = "https://dashboard.vapi.ai"
LINK = f"\x1b]8;;{URL}\x1b\\{URL}\x1b]8;;\x1b\\"


def printed(tmp_path: Path, *arguments: str, **variables: str) -> str:
    """What a command writes to a terminal."""
    with Terminal([PROGRAM, *arguments], environment={**environment(tmp_path), **variables}) as at:
        assert at.end() == 0
        return at.output.decode()


@pytest.mark.terminal
@pytest.mark.parametrize(
    "arguments",
    [["guide"], *(pytest.param(it, marks=pytest.mark.slow) for it in (["faq"], ["explain", "V02"]))],
    ids=str,
)
@pytest.mark.parametrize("language", ["en", pytest.param("fr", marks=pytest.mark.slow)])
def test_each_address_on_a_terminal_is_a_link(tmp_path: Path, arguments: list[str], language: str) -> None:
    text = printed(tmp_path, *arguments, AVA_ONBOARD_LANG=language)
    assert text.count("\x1b]8;;https://") == text.count("https://") / 2 > 0
    assert text.count("\x1b]8;;\x1b\\") == text.count("\x1b]8;;https://")


@pytest.mark.terminal
def test_the_link_is_the_address_and_nothing_more(tmp_path: Path) -> None:
    assert LINK in printed(tmp_path, "guide")
    assert "\x1b]8;;https://status.vapi.ai\x1b\\" in printed(tmp_path, "explain", "V02")


@pytest.mark.terminal
@pytest.mark.parametrize("term", ["dumb", pytest.param("linux", marks=pytest.mark.slow)])
def test_a_terminal_that_does_not_know_links_gets_none(tmp_path: Path, term: str) -> None:
    text = printed(tmp_path, "guide", TERM=term)
    assert URL in text
    assert "\x1b" not in text


@pytest.mark.parametrize("arguments", [["guide"], ["guide", "--markdown"], ["faq"], ["explain", "V02"]], ids=str)
def test_a_pipe_gets_plain_text(tmp_path: Path, arguments: list[str]) -> None:
    finished = run(*arguments, variables={"AVA_ONBOARD_HOME": str(tmp_path), "TERM": "xterm-256color"})
    assert "https://" in finished.stdout
    assert "\x1b" not in finished.stdout + finished.stderr


@pytest.mark.terminal
def test_json_has_no_links_even_on_a_terminal(tmp_path: Path) -> None:
    text = printed(tmp_path, "explain", "V02", "--json")
    assert "https://status.vapi.ai" in text
    assert "\x1b" not in text


@pytest.mark.terminal
def test_the_link_of_the_app_is_one(tmp_path: Path) -> None:
    with Terminal([PROGRAM, "demo"], environment=environment(tmp_path)) as at:
        at.see("dashboard.vapi.ai")
        assert f";{URL}\x1b\\".encode() in at.output
    with Terminal([PROGRAM, "demo"], environment={**environment(tmp_path), "TERM": "linux"}) as at:
        at.see("dashboard.vapi.ai")
        assert "8" not in at.window_orders
