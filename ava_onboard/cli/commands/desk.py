"""``desk``: the support desk. It never sees a key, and opens no connection but with ``--live``."""

from typing import TYPE_CHECKING, Annotated, NamedTuple

from ava_onboard import locales
from ava_onboard.cli.command import JSON, Call, Command, Option
from ava_onboard.domain.failure import Exit
from ava_onboard.locales import N_

if TYPE_CHECKING:
    from ava_onboard.config import Config
    from ava_onboard.tui.desk.tools import DeskTools


class Options(NamedTuple):
    """The options of ``desk``."""

    code: Annotated[
        str, Option(N_("what the customer reads out: V05, K7Q 3XR, or its spelling"), "CODE", rest_of_line=True)
    ] = ""
    bundle: Annotated[
        str | None, Option(N_("open a report that the customer has sent"), N_("FILE"), completes="files")
    ] = None
    customer_lang: Annotated[
        str | None, Option(N_("the customer's language: {values}"), "LANG", choices=locales.languages())
    ] = None
    live: Annotated[bool, Option(N_("sign in to Ava and follow a customer who wants that"), one_of="live or json")] = (
        False
    )
    json: Annotated[bool, JSON._replace(one_of="live or json")] = False


def run(call: Call, options: Options) -> int:
    """Open the desk in full screen, or print what belongs to a code.

    With ``--live``, the agent signs in before the desk opens.

    Raises:
        ProblemError: U14 if the report cannot be read; with ``--json``, U06 or U13 if there is no such code.
    """
    from ava_onboard.cli import start

    language = options.customer_lang or locales.language()
    if options.json:
        from ava_onboard.cli.desk.output import print_json

        return print_json(call.console, options.code, options.bundle, language)
    tools = _tools(call.settings)
    if options.live:
        from ava_onboard.cli.desk import live

        tools = tools._replace(live=live.sign_in(call.settings, call.console))
    if not start.can_show_app(call.settings, call.console):
        from ava_onboard.cli.desk.line_mode import follow, walk

        if tools.live:
            return follow(call.console, tools, options.code, language)
        return walk(call.console, tools, options.code, options.bundle, language)
    start.prepare()
    from ava_onboard.tui.desk.app import DeskApp

    app = DeskApp(tools, language=language, typed=options.code, report=options.bundle or "")
    app.run()
    return app.return_code or Exit.DONE


def _tools(settings: "Config") -> "DeskTools":
    from ava_onboard.adapters.desktop.clipboard import OsClipboard
    from ava_onboard.adapters.state.desk_log import DeskLog
    from ava_onboard.cli.desk.files import read_report, save
    from ava_onboard.domain.local_time import now
    from ava_onboard.tui.desk.tools import DeskTools

    log = DeskLog(settings.desk_log_file, now())
    return DeskTools(
        OsClipboard(), now, settings.log_file, lambda event: log.write(event, now()), log.next_call, save, read_report
    )


COMMAND = Command(N_("guide a customer who reads out a code (for support)"), Options, run, json={"desk": "Desk"})
