"""What can be typed behind ``ava-onboard``."""

import argparse
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from ava_onboard import __version__
from ava_onboard.cli import console
from ava_onboard.domain import store_kind
from ava_onboard.domain.failure import Exit, Failure
from ava_onboard.domain.problems import NO_SUCH_VALUE, NOT_TOGETHER, UNKNOWN_OPTION
from ava_onboard.locales import _, languages
from ava_onboard.text import commands as texts
from ava_onboard.text import store_words
from ava_onboard.text.line import labelled

if TYPE_CHECKING:
    _Commands = argparse._SubParsersAction["_Parser"]  # noqa: SLF001 - argparse has no public names for them
    _Group = argparse._ArgumentGroup  # noqa: SLF001

SHELLS = ("bash", "zsh", "fish")
PLACES = tuple(kind.name for kind in store_kind.KINDS)


class Option(NamedTuple):
    """An option by its long name."""

    name: str
    takes_value: bool
    choices: list[str]
    """The values that it can have; none where that is not said."""
    help: str


class Command(NamedTuple):
    """A command: what it does, and its options."""

    help: str
    options: list[Option]


def make() -> argparse.ArgumentParser:
    """The parser, in the current language."""
    parser = _Parser(
        prog="ava-onboard",
        description=_(texts.PROGRAM),
        epilog=_(
            "Exit codes: 0 done or configured, 1 unexpected error, 2 wrong usage, 3 not "
            "configured, 4 key refused by Vapi, 5 sign-in needed or refused, 6 service "
            "unreachable, 7 nowhere to keep the key, 8 refused or answered wrongly by Ava, 130 "
            "interrupted."
        ),
    )
    options = _options(parser, first=True)
    options.add_argument(
        "--version", action="version", version=f"ava-onboard {__version__}", help=_("show the version")
    )
    commands = parser.add_subparsers(title=_heading(_("commands")), dest="command", metavar=_("[COMMAND]"))
    _add_key_commands(commands)
    _add_account_commands(commands)
    _add_reading_commands(commands)
    _command(commands, "demo", _("try everything offline, with sample keys"))
    sandbox = _command(commands, "sandbox", _("start only the simulated services"))
    sandbox.add_argument("--json", action="store_true", help=_("print their addresses as one line of JSON"))
    return parser


def commands_of(parser: argparse.ArgumentParser) -> dict[str, Command]:
    """Each command, for completion; the empty name is the program itself."""
    subparsers = next(action for action in parser._actions if isinstance(action, argparse._SubParsersAction))  # noqa: SLF001 - argparse has no other way
    helps = {choice.dest: choice.help or "" for choice in subparsers._get_subactions()}  # noqa: SLF001
    return {
        name: Command(helps.get(name, ""), [_option(action) for action in one._actions if action.option_strings])  # noqa: SLF001
        for name, one in {"": parser, **subparsers.choices}.items()
    }


def _option(action: argparse.Action) -> Option:
    return Option(action.option_strings[-1], action.nargs != 0, list(action.choices or ()), action.help or "")


def _add_key_commands(commands: "_Commands") -> None:
    status = _command(commands, "status", _(texts.STATUS), json=True)
    status.add_argument("--offline", action="store_true", help=_("show the last known state, without asking anyone"))
    _command(commands, "check", _("check a key with Vapi (from stdin or a hidden prompt)"), json=True)
    save = _command(commands, "save", _("check a key, keep it on this computer and send it to Ava"), json=True)
    save.add_argument("--unverified", action="store_true", help=_("save the key even if Vapi cannot be reached"))
    places = save.add_mutually_exclusive_group()
    places.add_argument(
        "--no-copy", action="store_false", dest="copy", help=_("keep no copy on this computer: only Ava gets the key")
    )
    _keep_in(places)
    _command(commands, "sync", _(texts.SYNC), json=True)
    delete = _command(commands, "delete", _(texts.DELETE), json=True)
    _yes(delete)


def _add_account_commands(commands: "_Commands") -> None:
    login = _command(commands, "login", _("sign in to Ava (from stdin or a hidden prompt)"), json=True)
    login.add_argument(
        "--account", metavar=_("ACCOUNT"), help=_("e-mail or phone; read from the first line of stdin if left out")
    )
    login.add_argument("--token", action="store_true", help=_("sign in with an access token read from stdin"))
    _keep_in(login)
    logout = _command(commands, "logout", _(texts.LOGOUT), json=True)
    logout.add_argument("--forget-file", action="store_true", help=_(store_words.FORGET))
    _yes(logout)
    profiles = _command(commands, "profiles", _("list the profiles on this computer, one per Ava account"), json=True)
    profiles.add_argument(
        "--remove", metavar=_("NAME"), help=_("remove this profile: its session and its key on this computer")
    )
    _yes(profiles)


def _add_reading_commands(commands: "_Commands") -> None:
    guide = _command(commands, "guide", _("show the four steps"))
    forms = guide.add_mutually_exclusive_group()
    forms.add_argument("--markdown", action="store_true", help=_("as Markdown"))
    forms.add_argument("--interactive", action="store_true", help=_("go through the steps as questions and answers"))
    _command(commands, "faq", _(texts.FAQ))
    explain = _command(commands, "explain", _("explain a code such as V05"), json=True)
    explain.add_argument("code", metavar="CODE", help=_("the code at the end of a message"))
    doctor = _command(commands, "doctor", _("check everything between this computer and Ava"), json=True)
    doctor.add_argument(
        "--bundle", metavar=_("FILE"), help=_("write a report for support to FILE, after showing it to you")
    )
    doctor.add_argument("--yes", action="store_true", help=_("write the report without asking"))
    completion = _command(commands, "completion", _("print a completion script for your shell"))
    completion.add_argument("shell", metavar="SHELL", choices=SHELLS, help=", ".join(SHELLS))


def _yes(options: "_Group") -> None:
    options.add_argument("--yes", action="store_true", help=_("do not ask for confirmation"))


def _keep_in(options: "_Group") -> None:
    options.add_argument(
        "--keep-in",
        choices=PLACES,
        metavar=_("PLACE"),
        help=_(store_words.KEEP_IN),
    )


def _command(commands: "_Commands", name: str, summary: str, *, json: bool = False) -> "_Group":
    """Add a command; the group of its options."""
    options = _options(commands.add_parser(name, help=summary, description=summary))
    if json:
        options.add_argument("--json", action="store_true", help=_("print the result as one line of JSON"))
    return options


def _options(parser: argparse.ArgumentParser, *, first: bool = False) -> "_Group":
    """The options that every command has. One behind the command wins over the same one in front of it."""
    options = parser.add_argument_group(_heading(_("options")))
    options.add_argument("-h", "--help", action="help", help=_("show this help"))
    unsaid = None if first else argparse.SUPPRESS
    spoken = _("language: {codes}").format(codes=", ".join(languages()))
    options.add_argument("--lang", metavar="LANG", default=unsaid, help=spoken)
    options.add_argument("--profile", metavar=_("NAME"), default=unsaid, help=_("which of your Ava accounts to use"))
    for name, summary in (("--no-input", _("never ask anything")), ("--quiet", _("print only results and errors"))):
        options.add_argument(name, action="store_true", default=False if first else argparse.SUPPRESS, help=summary)
    return options


def _heading(text: str) -> str:
    """As the language sets it in front of the colon that argparse adds."""
    return labelled(text).rstrip().removesuffix(":")


class _Formatter(argparse.HelpFormatter):
    """Help in the current language: argparse's own words follow the system's."""

    def add_usage(
        self, usage: str | None, actions: Iterable[argparse.Action], groups: Iterable[Any], prefix: str | None = None
    ) -> None:
        super().add_usage(usage, actions, groups, _("usage: ") if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in the current language, and ends with the documented code."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(formatter_class=_Formatter, add_help=False, allow_abbrev=False, **settings)

    def error(self, message: str) -> NoReturn:
        """Without argparse's message, which is English and repeats what was typed: it may be a key."""
        wrong = sys.exc_info()[1]
        option = wrong.argument_name if isinstance(wrong, argparse.ArgumentError) else None
        for group in self._mutually_exclusive_groups:
            names = ["/".join(action.option_strings) for action in group._group_actions]  # noqa: SLF001
            if option in names and any(name in message for name in names if name != option):
                self._end(Failure(NOT_TOGETHER, {"choices": ", ".join(names)}))
        self._end(Failure(UNKNOWN_OPTION))

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """Where there are few values, they are told."""
        few = action.choices is not None and not isinstance(action, argparse._SubParsersAction)  # noqa: SLF001
        if few and value not in (action.choices or ()):
            option = "/".join(action.option_strings) or str(action.metavar)
            self._end(Failure(NO_SUCH_VALUE, {"option": option, "choices": ", ".join(action.choices or ())}))
        super()._check_value(action, value)

    def _end(self, failure: Failure) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(Exit.USAGE, f"{failure.sentence}\n{failure.remedy} ({failure.code})\n")

    def _print_message(self, message: str, file: Any = None) -> None:
        """To whatever the stream can carry, and without a traceback where the reader has gone (``| head -1``)."""
        console.write(file, [message], end="")
