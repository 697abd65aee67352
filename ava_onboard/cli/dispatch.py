"""Parse, choose the language, do the command, and turn what stops it into a sentence and an exit code.

Each command imports what it needs when it is done, so that the others start at once.
"""

import os
import sys
from collections.abc import Sequence
from types import SimpleNamespace as Options

from ava_onboard import config, locales, process
from ava_onboard.cli.console import Console, EndOfInputError
from ava_onboard.domain.failure import Exit, Failure, ProblemError
from ava_onboard.domain.progress import Progress
from ava_onboard.locales import _


def run(arguments: Sequence[str]) -> int:
    """Do what the arguments say; the exit code."""
    locales.use(_language_before_parsing(arguments))
    console, settings = Console(), None
    try:
        options = _parsed(arguments)
        console = Console(quiet=options.quiet, no_input=options.no_input)
        settings = config.read(language=options.lang, profile=options.profile)
        config.forget_secrets()
        if settings.token or settings.passphrase:
            process.close()
        if settings.language:
            locales.use(settings.language)
        return _command(options, settings, console)
    except ProblemError as error:
        return _complain(console, error.failure)
    except EndOfInputError:
        from ava_onboard.domain import problems

        return _complain(console, Failure(problems.NOBODY_TO_ASK))
    except KeyboardInterrupt:
        console.complain("", _("Interrupted."))
        return Exit.INTERRUPTED
    except Exception as error:  # noqa: BLE001 - whatever it is, a traceback could hold a key
        return _crash(error, settings, console)


def _complain(console: Console, failure: Failure) -> Exit:
    console.complain(failure.sentence, f"{failure.remedy} ({failure.code})")
    return failure.problem.exit


def _parsed(arguments: Sequence[str]) -> Options:
    """What was typed. What has to start at once does not wait for argparse: the app, and ``status --offline``."""
    if not arguments:
        return Options(command=None, lang=None, profile=None, quiet=False, no_input=False)
    if arguments[:1] == ["status"] and {"--offline"} <= set(arguments[1:]) <= {"--offline", "--json"}:
        json = "--json" in arguments
        return Options(command="status", offline=True, json=json, lang=None, profile=None, quiet=False, no_input=False)
    from ava_onboard.cli import parser

    return parser.make().parse_args(arguments, Options())


def _command(options: Options, settings: config.Config, console: Console) -> int:
    match options.command:
        case None:
            return _open(settings, console, no_input=options.no_input)
        case "sandbox":
            from ava_onboard.cli.demo import serve

            return serve(console, json_output=options.json)
        case "demo":
            return _demonstrate(settings, console, no_input=options.no_input)
        case "guide" if options.interactive:
            settings, _known = _remembered(settings)
            return _walk(settings, console)
        case "explain" | "guide" | "faq" | "completion":
            _remembered(settings)
            return _read(options, console)
        case "status" if options.offline:
            from ava_onboard.cli.commands import status

            settings, known = _remembered(settings)
            return status.offline(settings, console, known, json=options.json)
        case "profiles":
            from ava_onboard.cli.commands import profiles

            _remembered(settings)
            if options.remove is None:
                return profiles.show(settings, console, json=options.json)
            return profiles.remove(settings, console, options.remove, yes=options.yes, json=options.json)
        case "doctor":
            from ava_onboard.cli import doctor

            settings, known = _remembered(settings)
            return doctor.run(
                settings,
                console,
                json_output=options.json,
                bundle=options.bundle,
                assume_yes=options.yes,
                seen=known.form,
            )
        case _:
            settings, _known = _remembered(settings)
            return _ask(options, settings, console)


def _open(settings: config.Config, console: Console, *, no_input: bool) -> int:
    """The app, or line mode where the terminal is not one for it."""
    if not _can_do_full_screen(settings, no_input=no_input):
        settings, _known = _remembered(settings)
        return _walk(settings, console)
    from ava_onboard.cli.start import prepare

    prepare()
    from ava_onboard.cli.full_screen import start

    return start(settings)


def _demonstrate(settings: config.Config, console: Console, *, no_input: bool) -> int:
    """The same in the embedded world."""
    if not _can_do_full_screen(settings, no_input=no_input):
        from ava_onboard.cli.demo import walk_through

        return walk_through(settings, console)
    from ava_onboard.cli.start import prepare

    prepare()
    from ava_onboard.cli.demo import demonstrate

    return demonstrate(settings)


def _can_do_full_screen(settings: config.Config, *, no_input: bool) -> bool:
    """Whether somebody is at a terminal that can show the app, and wants to see it."""
    if settings.accessible or no_input or os.environ.get("TERM") == "dumb":
        return False
    return bool(sys.stdin and sys.stdin.isatty() and sys.stdout and sys.stdout.isatty())


def _walk(settings: config.Config, console: Console) -> int:
    from ava_onboard.cli.context import Run
    from ava_onboard.cli.line_mode.walk import walk

    console.dialogue = True
    with Run(settings, console) as run:
        return run.do(walk(run))


def _read(options: Options, console: Console) -> int:
    """Commands that only show texts."""
    from ava_onboard.cli.commands import completion, reading

    match options.command:
        case "explain":
            return reading.explain(console, options.code, json=options.json)
        case "guide":
            return reading.guide(console, markdown=options.markdown)
        case "faq":
            return reading.faq(console)
        case _:
            return completion.completion(console, options.shell)


def _ask(options: Options, settings: config.Config, console: Console) -> int:
    """Commands that ask the keyring, Ava or Vapi."""
    from ava_onboard.cli.commands import account, key, status
    from ava_onboard.cli.context import Run

    with Run(settings, console) as run:
        match options.command:
            case "login":
                work = account.login(
                    run,
                    identifier=options.account,
                    with_token=options.token,
                    json=options.json,
                    keep_in=options.keep_in,
                )
            case "logout":
                work = account.logout(run, json=options.json, with_file=options.forget_file, assume_yes=options.yes)
            case "check":
                work = key.check(run, json=options.json)
            case "save":
                work = key.save(
                    run,
                    unverified=options.unverified,
                    copy=options.copy,
                    json=options.json,
                    keep_in=options.keep_in,
                )
            case "sync":
                work = key.sync(run, json=options.json)
            case "delete":
                work = key.delete(run, yes=options.yes, json=options.json)
            case _:
                work = status.live(run, json=options.json)
        return run.do(work)


def _remembered(settings: config.Config) -> tuple[config.Config, Progress]:
    """The settings with the Ava of the profile, and what it remembers of it; in its language, unless this run says."""
    from ava_onboard.adapters.state.progress_file import FileJournal

    known = FileJournal(settings.state_file).load()
    locales.use(settings.language or locales.parse(known.language) or locales.of_system())
    settings = settings.at(known.ava_url)
    return settings, known.at(settings.own_ava_url)


def _language_before_parsing(arguments: Sequence[str]) -> locales.Language:
    """The language of the help and of usage errors."""
    for index, argument in enumerate(arguments):
        name, _equals, value = argument.partition("=")
        if name == "--lang" and (choice := locales.parse(value or "".join(arguments[index + 1 : index + 2]))):
            return choice
    return locales.parse(os.environ.get("AVA_ONBOARD_LANG")) or locales.of_system()


def _crash(error: Exception, settings: config.Config | None, console: Console) -> Exit:
    """Describe the error in the log, without values, and say so calmly."""
    from datetime import datetime

    from ava_onboard import crash

    log = settings.log_file if settings else None
    if log and not crash.write(log, error, datetime.now().astimezone()):
        log = None
    console.complain(crash.calm_words(log))
    return Exit.UNEXPECTED
