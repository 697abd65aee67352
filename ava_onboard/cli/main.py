"""Parse the arguments, choose the language, run the command, and explain what stops it.

Each command imports what it needs when it runs, so that the others start fast.
"""

import contextlib
import os
from collections.abc import Sequence
from typing import NamedTuple

from ava_onboard import config, locales, process
from ava_onboard.cli import commands
from ava_onboard.cli.characters import put_in_words
from ava_onboard.cli.command import Call, Common, Parsed, with_switches
from ava_onboard.cli.console import Console, EndOfInputError
from ava_onboard.cli.situation import RunningCommand
from ava_onboard.domain.failure import Exit, Failure, ProblemError
from ava_onboard.locales import _
from ava_onboard.text import support


def run(arguments: Sequence[str]) -> int:
    """Run the program with these arguments and return the exit code.

    With ``--json``, stdout gets one object however it ends: a command that has printed none gets one here.
    """
    locales.use(_language_before_parsing(arguments))
    running = RunningCommand(next((it for it in arguments if it in commands.NAMES), "?" if arguments else ""))
    with support.following(running.code):
        end = _run(arguments, running)
    if _wants_json(arguments) and not end.console.has_result:
        from ava_onboard.cli.json_output import ended_early

        end.console.print_json(ended_early(end.exit_code, end.failure))
    return end.exit_code


class _End(NamedTuple):
    """How a run has ended."""

    console: Console
    exit_code: int
    failure: Failure | None = None
    """What ended it before the command could say so."""


def _run(arguments: Sequence[str], running: RunningCommand) -> _End:
    console, settings = Console(), None
    try:
        common, command, options, told = _parse(arguments)
        if told:
            return _End(console, _tell(console, *told, json=_wants_json(arguments)))
        console = Console(quiet=common.quiet, no_input=common.no_input)
        settings = _settings(common)
        put_in_words(settings.accessible)
        running.settings = settings
        config.forget_secrets()
        if settings.token or settings.passphrase:
            process.close()
        if settings.language:
            locales.use(settings.language)
        if command is None:
            return _End(console, _open_app(settings, console))
        running.uses_profile = command.uses_profile
        call = _call_in_profile(settings, console) if command.uses_profile else Call(settings, console)
        return _End(console, command.run(call, options))
    except ProblemError as error:
        return _complain(console, error.failure)
    except EndOfInputError:
        from ava_onboard.domain import problems

        return _complain(console, Failure(problems.NOBODY_TO_ASK))
    except KeyboardInterrupt:
        console.complain("", _("Interrupted."))
        return _End(console, Exit.INTERRUPTED)
    except Exception as error:  # noqa: BLE001 - whatever it is, a traceback could hold a key
        return _crash(error, settings, console)


def _settings(common: Common) -> config.Config:
    """Return the settings, with accessible mode as chosen in the menu if neither an option nor a variable decides."""
    settings = config.read(language=common.lang, profile=common.profile, accessible=common.wants_accessible)
    if not settings.accessible_by:
        with contextlib.suppress(ProblemError):  # no home: said where a file is needed
            return settings._replace(accessible=os.path.lexists(settings.accessible_file))
    return settings


def _parse(arguments: Sequence[str]) -> Parsed:
    """Parse the arguments. The app, and commands with only switches, start without argparse, which is slow."""
    if not arguments:
        return Parsed()
    name, *typed = arguments
    if name in commands.NAMES:
        command = commands.load(name)
        options = with_switches(command.options, typed)
        if options is not None:
            return Parsed(Common(), command, options)
    from ava_onboard.cli import parser

    return parser.parse(arguments)


def _open_app(settings: config.Config, console: Console) -> int:
    """Open the app, or line mode if the terminal cannot show it."""
    from ava_onboard.cli import start

    if not start.can_show_app(settings, console):
        from ava_onboard.cli.commands.guide import walk

        return walk(_call_in_profile(settings, console))
    start.prepare()
    from ava_onboard.cli.full_screen import run_app

    return run_app(settings)


def _call_in_profile(settings: config.Config, console: Console) -> Call:
    """Read the profile's saved progress, and switch to its language unless this run names one."""
    from ava_onboard.cli import wiring

    settings = wiring.with_ava_of_profile(settings)
    saved = wiring.saved_progress(settings)
    progress = saved.load()
    wiring.use_language(settings, progress)
    return Call(settings, console, progress, saved.unread)


def _tell(console: Console, what: str, text: str, *, json: bool) -> Exit:
    """Print the help or the version."""
    if json:
        console.print_json({"schema": 1, what: text})
    else:
        console.result(f"ava-onboard {text}" if what == "version" else text)
    return Exit.DONE


def _complain(console: Console, failure: Failure) -> _End:
    from ava_onboard.text import problem

    console.complain(failure.sentence, problem.remedy_with_codes(failure))
    return _End(console, failure.problem.exit, failure)


def _wants_json(arguments: Sequence[str]) -> bool:
    """Return whether ``--json`` is among the arguments, even where it does not belong."""
    return any(argument.partition("=")[0] == "--json" for argument in arguments)


def _language_before_parsing(arguments: Sequence[str]) -> str:
    """Return the language of the help and of usage errors."""
    for index, argument in enumerate(arguments):
        name, _equals, value = argument.partition("=")
        if name == "--lang" and (choice := locales.parse(value or "".join(arguments[index + 1 : index + 2]))):
            return choice
    return locales.parse(os.environ.get("AVA_ONBOARD_LANG")) or locales.of_system()


def _crash(error: Exception, settings: config.Config | None, console: Console) -> _End:
    """Log the error without values, and print a sentence about it."""
    from ava_onboard import crash
    from ava_onboard.domain.problems import UNEXPECTED

    console.complain(crash.report(error, lambda: settings.log_file if settings else None))
    return _End(console, Exit.UNEXPECTED, Failure(UNEXPECTED))
