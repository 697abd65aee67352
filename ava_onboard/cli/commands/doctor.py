"""``doctor``: check everything between this computer and Ava, and write a report for support."""

from typing import Annotated, NamedTuple

from ava_onboard.cli.command import JSON, Call, Command, Option
from ava_onboard.locales import N_


class Options(NamedTuple):
    """The options of ``doctor``."""

    json: Annotated[bool, JSON] = False
    bundle: Annotated[
        str | None,
        Option(N_("write a report for support to FILE, after showing it to you"), N_("FILE"), completes="files"),
    ] = None
    yes: Annotated[bool, Option(N_("write the report without asking"))] = False


def run(call: Call, options: Options) -> int:
    """Run the checks and show their results.

    Raises:
        ProblemError: C02 if ``bundle`` is not a name of a file.
    """
    from ava_onboard.cli import diagnosis

    return diagnosis.run(
        call.settings,
        call.console,
        json_output=options.json,
        bundle=options.bundle,
        assume_yes=options.yes,
    )


COMMAND = Command(N_("check everything between this computer and Ava"), Options, run, json={"doctor": "Doctor"})
