"""The registration of commands: their options, and parsing without argparse."""

from itertools import chain, combinations
from typing import Any, get_args

import pytest

from ava_onboard.cli import commands, parser
from ava_onboard.cli.command import Command, Common, options_of, with_switches

COMMANDS = commands.load_all()

each_command = pytest.mark.parametrize(("name", "command"), COMMANDS.items(), ids=COMMANDS)


@pytest.mark.parametrize("kind", [Common, *(command.options for command in COMMANDS.values())])
def test_a_field_without_a_value_is_a_switch_that_is_off(kind: type[tuple[Any, ...]]) -> None:
    for option in options_of(kind):
        of_value, *_annotations = get_args(kind.__annotations__[option.field])
        assert option.is_switch == (of_value is bool)
        assert option.required or vars(kind)["_field_defaults"][option.field] in (False, None, "")


@each_command
def test_no_command_has_an_option_that_every_command_has(name: str, command: Command[Any]) -> None:
    assert not {option.field for option in options_of(command.options)} & set(Common._fields)


@each_command
def test_switches_mean_the_same_with_and_without_argparse(name: str, command: Command[Any]) -> None:
    switches = [option.name for option in options_of(command.options) if option.is_switch]
    for typed in chain.from_iterable(combinations(switches, count) for count in range(len(switches) + 1)):
        options = with_switches(command.options, typed)
        if options is not None:
            assert parser.parse([name, *typed]) == (Common(), command, options, None)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("status", ["--offline", "--quiet"]),
        ("status", ["offline"]),
        ("save", ["--keep-in", "file"]),
        ("guide", ["--markdown", "--interactive"]),
        ("explain", []),
        ("completion", []),
    ],
)
def test_what_is_more_than_switches_is_left_to_argparse(name: str, typed: list[str]) -> None:
    assert with_switches(COMMANDS[name].options, typed) is None


def test_a_common_option_after_the_command_overrides_the_one_before_it() -> None:
    common, command, options, _told = parser.parse(["--lang", "en", "--quiet", "check", "--lang", "fr", "--json"])
    assert (common, command, options) == (Common(lang="fr", quiet=True), COMMANDS["check"], (True,))
