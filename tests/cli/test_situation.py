"""A situation code says the nearest thing for what its format does not list."""

import pytest

from ava_onboard import locales
from ava_onboard.cli.situation import RunningCommand
from ava_onboard.domain.situation.coding import decode
from ava_onboard.domain.situation.of_commands import UNLISTED
from ava_onboard.domain.situation.scenes import OnCommandLine, Situation
from ava_onboard.domain.store_kind import DEFAULT
from ava_onboard.text import support


def said(code: str) -> Situation:
    situation = decode(code.replace("\u00a0", "").replace(" ", ""))
    assert situation
    return situation


def test_a_command_that_the_format_does_not_list_is_said_as_unlisted() -> None:
    scene = said(RunningCommand("new").code(None)).scene
    assert isinstance(scene, OnCommandLine)
    assert scene.command == UNLISTED


def test_a_language_and_a_store_that_the_format_does_not_list_are_said_as_english_and_the_default(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(locales, "language", lambda: "eo")
    scene = said(RunningCommand("status").code(None)).scene
    situation = said(support.coded(scene, DEFAULT._replace(name="card")))
    assert (situation.language, situation.store) == ("en", DEFAULT.name)
