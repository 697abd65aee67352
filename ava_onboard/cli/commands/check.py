"""``check``: ask Vapi about a key. Nothing is kept."""

from typing import TYPE_CHECKING, Annotated, NamedTuple

from ava_onboard.cli.command import JSON, Command, in_run
from ava_onboard.locales import N_

if TYPE_CHECKING:
    from ava_onboard.cli import json_types
    from ava_onboard.cli.context import Run
    from ava_onboard.domain.api_key import ApiKey
    from ava_onboard.domain.failure import Exit
    from ava_onboard.domain.hints import Hint
    from ava_onboard.domain.verdict import Verdict


class Options(NamedTuple):
    """The options of ``check``."""

    json: Annotated[bool, JSON] = False


async def check(run: "Run", options: Options) -> "Exit":
    """Read a key, ask Vapi about it and show the verdict."""
    from ava_onboard.cli.json_output import line
    from ava_onboard.cli.keys import ask_vapi, exit_of, read_key
    from ava_onboard.text import verdict as verdict_text
    from ava_onboard.text.line import plain

    key, hints = read_key(run)
    verdict = await ask_vapi(run, key)
    moves = run.onboarding.leaves_organisation(verdict)
    lines = verdict_text.lines(key.preview, verdict, hints, moves=moves)
    run.console.result(*([line(_output(key, verdict, hints))] if options.json else plain(lines)))
    return exit_of(verdict)


def _output(key: "ApiKey", verdict: "Verdict", hints: "tuple[Hint, ...]") -> "json_types.Check":
    from ava_onboard.cli.json_output import verdict_fields

    return {"schema": 1, **verdict_fields(key, verdict, hints)}


COMMAND = Command(
    N_("check a key with Vapi (from stdin or a hidden prompt)"), Options, in_run(check), json={"check": "Check"}
)
