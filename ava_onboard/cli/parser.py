"""Parse what is typed after ``ava-onboard``, with argparse."""

import argparse
import re
import sys
from collections.abc import Callable, Iterable
from typing import Any, Literal, NoReturn, TypeVar

from ava_onboard import __version__
from ava_onboard.cli import commands
from ava_onboard.cli.command import HELP, VERSION, Common, Option, Parsed, options_of
from ava_onboard.cli.output import tell
from ava_onboard.domain.failure import Failure, ProblemError
from ava_onboard.domain.problems import MISTYPED_COMMAND, NO_SUCH_VALUE, NOT_TOGETHER, UNKNOWN_OPTION
from ava_onboard.locales import _
from ava_onboard.text import commands as texts
from ava_onboard.text.wrapping import wrapped

_NAME = re.compile(r"(?=.{,20}\Z)-{,2}[a-z]+(-[a-z]+)*")
"""What a command or an option may be called. A key is longer, or has digits or capitals."""
T = TypeVar("T", bound=tuple[Any, ...])


def parse(arguments: Iterable[str]) -> Parsed:
    """Parse the arguments. Help is in the current language.

    Raises:
        ProblemError: U01, U08, U09 or U12 for wrong usage, after the usage is printed.
    """
    parser = _Parser(
        prog="ava-onboard",
        description=_(texts.PROGRAM),
        epilog=_(
            "Exit codes: 0 done or configured, 1 unexpected error, 2 wrong usage, 3 not "
            "configured, 4 key refused by Vapi, 5 sign-in needed or refused, 6 service "
            "unreachable, 7 nowhere to keep the key, 8 refused or answered wrongly by Ava, 9 the "
            "key needs attention, 130 interrupted."
        ),
    )
    add = parser.add_options(Common)
    add(VERSION.name, action=_TellVersion, nargs=0, default=argparse.SUPPRESS, help=VERSION.words)
    of_commands = parser.add_subparsers(title=_heading(_("commands")), dest="command", metavar=_("[COMMAND]"))
    known, parsers = commands.load_all(), {}
    for name, command in known.items():
        summary = _(command.summary)
        parsers[name] = of_commands.add_parser(name, help=summary, description=summary)
        parsers[name].add_options(Common, command.options)
    try:
        typed = vars(parser.parse_args(list(arguments)))
    except _ToldError as told:
        return Parsed(told=told.answer)
    common, name = _filled(Common, typed), typed["command"]
    if name is None:
        return Parsed(common)
    parsers[name].check_choices(typed)
    return Parsed(common, known[name], _filled(known[name].options, typed))


def _filled(kind: type[T], typed: dict[str, Any]) -> T:
    return kind(**{option.field: _joined(typed[option.field]) for option in options_of(kind)})


def _joined(value: Any) -> Any:
    """Return the words of an option as one text."""
    return " ".join(value) if isinstance(value, list) else value


def _heading(text: str) -> str:
    """Return ``text`` with the space, if any, that the language sets before argparse's colon."""
    return _("{label}: ").format(label=text).rstrip().removesuffix(":")


def _mistyped_command(message: str) -> Failure | None:
    """Return the failure that offers our own commands which look like the one in argparse's message."""
    from ava_onboard.domain.situation import reading  # slow, and only mistakes need it

    typed = re.search(r"invalid choice: '(.*?)'", message)
    similar = reading.similar_names(typed[1], commands.NAMES) if typed else ()
    return Failure(MISTYPED_COMMAND, {"choices": ", ".join(similar)}) if similar else None


def _unknown(option: str, message: str) -> Failure:
    """Return U01, with what it is about where that cannot be a key.

    Args:
        option: The name of our own option that argparse complains of; empty if it is not one.
        message: argparse's message.
    """
    from ava_onboard.domain.desk.redaction import looks_secret  # slow, and only mistakes need it

    command = re.findall(r"invalid choice: '(.*?)'", message)
    unrecognized = re.sub(r"^.*?: ", "", message).split() if message.startswith("unrecognized") else []
    named = (
        [option] * option.startswith("--") or command or [it.partition("=")[0] for it in unrecognized if it[0] == "-"]
    )
    typed = next((it for it in named if _NAME.fullmatch(it) and not looks_secret(it)), None)
    return Failure(UNKNOWN_OPTION, {"typed": typed} if typed else {})


class _Formatter(argparse.HelpFormatter):
    """Help in the current language: argparse's own words follow the language of the system."""

    def add_usage(
        self, usage: str | None, actions: Iterable[argparse.Action], groups: Iterable[Any], prefix: str | None = None
    ) -> None:
        super().add_usage(usage, actions, groups, _("usage: ") if prefix is None else prefix)

    def _split_lines(self, text: str, width: int) -> list[str]:
        return wrapped(text, width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(indent + line for line in wrapped(text, width - len(indent)))


class _ToldError(Exception):
    """Ends the parsing: only help or version are asked for."""

    def __init__(self, what: Literal["help", "version"], text: str) -> None:
        super().__init__(what)
        self.answer = what, text


class _TellVersion(argparse.Action):
    def __call__(self, *_: object) -> NoReturn:
        raise _ToldError("version", __version__)


class _TellHelp(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        raise _ToldError("help", parser.format_help().rstrip("\n"))


class _Parser(argparse.ArgumentParser):
    """Explains errors in the current language and exits with the documented code."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(formatter_class=_Formatter, add_help=False, allow_abbrev=False, **settings)
        self._options: list[Option] = []

    def add_options(self, common: type[Common], own: type[tuple[Any, ...]] | None = None) -> Callable[..., object]:
        """Add options under one heading.

        Args:
            common: The options of every command. After the name of a command, they override those before it.
            own: The options of the command; None for the program itself.

        Returns:
            A function that adds another option under the same heading.
        """
        group = self.add_argument_group(_heading(_("options")))
        group.add_argument("-h", HELP.name, action=_TellHelp, nargs=0, default=argparse.SUPPRESS, help=HELP.words)
        exclusive: dict[str, Callable[..., object]] = {}
        shared = options_of(common)
        for option in (*shared, *(options_of(own) if own else ())):
            if option.one_of and option.one_of not in exclusive:
                exclusive[option.one_of] = group.add_mutually_exclusive_group().add_argument
            unset = argparse.SUPPRESS if own and option in shared else False if option.is_switch else None
            self._add(exclusive.get(option.one_of, group.add_argument), option, unset)
        return group.add_argument

    def _add(self, add: Callable[..., object], option: Option, unset: object) -> None:
        self._options.append(option)
        if option.rest_of_line:
            number = "+" if option.required else "*"
            add(option.field, nargs=number, metavar=_(option.value), help=option.words)
        elif option.required:
            add(option.field, metavar=_(option.value), help=option.words)
        elif option.is_switch:
            add(option.name, action="store_true", default=unset, help=option.words)
        else:
            add(option.name, metavar=_(option.value), default=unset, help=option.words)

    def check_choices(self, typed: dict[str, Any]) -> None:
        """End the program if an option has a value that is not among its choices, which are printed."""
        for option in self._options:
            if option.choices and typed[option.field] not in (None, *option.choices):
                self._end(Failure(NO_SUCH_VALUE, {"option": option.name, "choices": ", ".join(option.choices)}))

    def error(self, message: str) -> NoReturn:
        """End the program without argparse's message: it is English and repeats what was typed, perhaps a key."""
        error = sys.exc_info()[1]
        name = error.argument_name if isinstance(error, argparse.ArgumentError) else None
        group = next((option.one_of for option in self._options if option.name == name), "")
        names = [option.name for option in self._options if group and option.one_of == group]
        if any(other in message for other in names if other != name):
            self._end(Failure(NOT_TOGETHER, {"choices": ", ".join(names)}))
        self._end(_mistyped_command(message) or _unknown(name or "", message))

    def _end(self, failure: Failure) -> NoReturn:
        tell([self.format_usage()], end="")
        raise ProblemError(failure) from None
