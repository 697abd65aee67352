"""``explain``: what a code means and what to do."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, NamedTuple

from ava_onboard.cli.command import JSON, Call, Command, Option
from ava_onboard.domain import store_kind
from ava_onboard.domain.failure import Exit, Failure, Problem, failed
from ava_onboard.domain.problems import CATALOGUE, MISTYPED_CODE, NO_SUCH_CODE
from ava_onboard.locales import N_, _
from ava_onboard.text import labels

if TYPE_CHECKING:
    from ava_onboard.cli import json_types
    from ava_onboard.config import Config


class _Values(dict[str, str]):
    """What the placeholders of a problem stand for here; the name of the placeholder where only the moment tells."""

    def __init__(self, settings: "Config", problem: Problem) -> None:
        kept = settings.store_file(store_kind.of_problem(problem))
        super().__init__(service=_(labels.ANY_SERVICE), folder=str(kept.parent), file=str(kept))
        if problem.remedy_if_set and (name := _setting(settings, problem)):
            self["name"] = name

    def __missing__(self, placeholder: str) -> str:
        return placeholder.upper()


def _setting(settings: "Config", problem: Problem) -> str | None:
    """Return the variable that has set the address which the problem may be about; None if none has."""
    from ava_onboard.cli.wiring import with_ava_of_profile

    of_ava = None if problem.code.startswith("V") else with_ava_of_profile(settings).ava_setting
    of_vapi = [] if problem.code.startswith("A") else settings.vapi_settings.values()
    return of_ava or next(iter(of_vapi), None)


def _codes() -> Iterable[str]:
    return CATALOGUE


class Options(NamedTuple):
    """The options of ``explain``."""

    code: Annotated[
        str,
        Option(N_("the code at the end of a message, typed or spelled"), "CODE", suggested=_codes, rest_of_line=True),
    ]
    json: Annotated[bool, JSON] = False


def run(call: Call, options: Options) -> Exit:
    """Print what the code means.

    Raises:
        ProblemError: U06 if there is no such code, U13 if there are some that look like it.
    """
    from ava_onboard.domain.situation import reading

    code = reading.problem_code(options.code)
    if code is None:  # do not repeat what was typed: it may be a key
        similar = ", ".join(reading.similar_codes(options.code))
        raise failed(MISTYPED_CODE, choices=similar) if similar else failed(NO_SUCH_CODE)
    problem = CATALOGUE[code]
    failure = Failure(problem, _Values(call.settings, problem))
    if options.json:
        call.console.print_json(_output(problem, failure))
    else:
        from ava_onboard.text.line import labelled

        call.console.result(labelled(problem.code, failure.sentence), failure.remedy)
    return Exit.DONE


def _output(problem: Problem, failure: Failure) -> "json_types.Explain":
    return {
        "schema": 1,
        "code": problem.code,
        "sentence": failure.sentence,
        "remedy": failure.remedy,
        "exit": int(problem.exit),
    }


COMMAND = Command(N_("explain a code such as V05"), Options, run, json={"explain": "Explain"})
