"""``sandbox``: the simulated services alone, until Ctrl+C."""

from typing import TYPE_CHECKING, Annotated, NamedTuple

from ava_onboard.cli.command import Call, Command, Option
from ava_onboard.cli.commands.demo import require_extra
from ava_onboard.locales import N_

if TYPE_CHECKING:
    from ava_onboard.cli import json_about
    from ava_onboard.sandbox.world import World


class Options(NamedTuple):
    """The options of ``sandbox``."""

    json: Annotated[bool, Option(N_("print their addresses as one line of JSON"))] = False


def run(call: Call, options: Options) -> int:
    """Run the services until Ctrl+C.

    Raises:
        ProblemError: D01 if the extra is not installed.
    """
    require_extra()
    import json

    from ava_onboard.sandbox import command

    def describe(world: "World") -> str:
        return json.dumps(_output(world)) if options.json else command.page(world)

    return command.run(describe, call.console.result)


def _output(world: "World") -> "json_about.Sandbox":
    from ava_onboard.sandbox import samples

    return {
        "schema": 1,
        "ava_url": world.ava_url,
        "vapi_url": world.vapi_url,
        "vapi_eu_url": world.vapi_eu_url,
        "account": {"identifier": samples.ACCOUNT_IDENTIFIER, "password": samples.ACCOUNT_PASSWORD},
        "token": world.token,
        "keys": world.keys,
    }


COMMAND = Command(
    N_("start only the simulated services"), Options, run, json={"sandbox": "Sandbox"}, uses_profile=False
)
