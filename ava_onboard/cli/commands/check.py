"""``check``: ask Vapi about a key. Nothing is kept."""

from typing import TYPE_CHECKING, Annotated, NamedTuple

from ava_onboard.cli.command import JSON, Command, in_run
from ava_onboard.locales import N_

if TYPE_CHECKING:
    from ava_onboard.cli import json_types
    from ava_onboard.cli.context import Run
    from ava_onboard.domain.failure import Exit


class Options(NamedTuple):
    """The options of ``check``."""

    json: Annotated[bool, JSON] = False


async def check(run: "Run", options: Options) -> "Exit":
    """Read a key, ask Vapi about it and show the verdict."""
    from ava_onboard.cli.keys import read_and_check

    checked = await read_and_check(run)
    if options.json:
        output: json_types.Check = {"schema": 1, **checked.fields}
        run.console.print_json(output)
    else:
        run.console.result(*checked.lines)
    return checked.exit


COMMAND = Command(
    N_("check a key with Vapi (from stdin or a hidden prompt)"), Options, in_run(check), json={"check": "Check"}
)
