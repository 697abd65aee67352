"""The catalogue of problems: codes to read out, texts to act on."""

import pkgutil
import re
import traceback
from importlib import import_module
from string import Formatter

import pytest

from ava_onboard import locales
from ava_onboard.domain import problems
from ava_onboard.domain.failure import Exit, Failure, Problem, ProblemError, failed

MODULES = [import_module(module.name) for module in pkgutil.iter_modules(problems.__path__, f"{problems.__name__}.")]
ALL = [value for module in MODULES for value in vars(module).values() if isinstance(value, Problem)]

ORIGINS = {
    "A": "Ava",
    "C": "configuration",
    "D": "demo",
    "E": "state of the key",
    "K": "keyring",
    "N": "network",
    "P": "what was pasted",
    "S": "session",
    "U": "usage",
    "V": "Vapi",
}
PLACEHOLDERS = {
    "N": {"service", "host", "name", "encoding"},
    "A": {"host", "name"},
    "C": {"name", "folder", "file"},
    "K": {"file", "entry"},
    "V": {"host", "name"},
    "U": {"option", "choices", "typed"},
}
"""What the raisers of a letter's problems fill in."""


def test_every_code_is_unique_and_in_the_catalogue() -> None:
    assert len({problem.code for problem in ALL}) == len(ALL)
    assert sorted(problems.CATALOGUE.values()) == sorted(ALL)


def test_no_two_problems_have_the_same_name() -> None:
    names = [name for module in MODULES for name, value in vars(module).items() if isinstance(value, Problem)]
    assert len(set(names)) == len(names)


def test_a_code_can_be_read_out_and_starts_with_a_known_letter() -> None:
    for problem in ALL:
        assert re.fullmatch(r"[A-Z]\d\d", problem.code)
        assert problem.code[0] in {*ORIGINS, "X"}


@pytest.mark.parametrize("language", locales.languages())
def test_a_problem_says_what_happened_and_what_to_do(language: str) -> None:
    locales.use(language)
    for problem in ALL:
        failure = Failure(problem, {name: f"<{name}>" for name in PLACEHOLDERS.get(problem.code[0], ())})
        for text in (failure.sentence, failure.remedy):
            assert text, problem.code
            assert "{" not in text, problem.code
        assert failure.sentence.endswith("."), problem.code
        assert failure.sentence != failure.remedy, problem.code


def test_a_setting_is_named_only_where_it_is_set() -> None:
    of_ava = {"service": "Ava", "host": "ava.example"}
    assert Failure(problems.NOT_AVA, of_ava).remedy == "Try another network."
    remedy = Failure(problems.NOT_AVA, {**of_ava, "name": "AVA_API_URL"}).remedy
    assert remedy == "Check the address ava.example, which was set with AVA_API_URL."


def test_no_remedy_supposes_a_setting_that_the_program_can_look_up() -> None:
    assert [problem.code for problem in ALL if "you have set" in problem.remedy] == []


def test_both_languages_have_the_same_placeholders() -> None:
    locales.use("fr")
    for problem in ALL:
        texts = (problem.sentence, problem.remedy, problem.remedy_if_set, problem.sentence_if_typed)
        for english in filter(None, texts):
            assert names(english) == names(locales._(english)), problem.code
            assert names(english) <= PLACEHOLDERS.get(problem.code[0], set()), problem.code


def names(text: str) -> set[str]:
    return {name for _literal, name, _spec, _conversion in Formatter().parse(text) if name is not None}


def test_a_problem_never_ends_in_success() -> None:
    assert [problem.code for problem in ALL if problem.exit in {Exit.DONE, Exit.INTERRUPTED}] == []


def test_a_network_problem_never_exits_as_a_refused_key() -> None:
    refused = {problem.code for problem in ALL if problem.exit is Exit.KEY_REFUSED}
    assert refused == {problems.KEY_UNKNOWN.code, problems.KEY_FORBIDDEN.code, problems.REFUSED_AT_AVA.code}


@pytest.mark.parametrize(
    ("seconds", "english", "french"),
    [
        (None, None, None),
        (0.0, None, None),
        (0.2, "Wait 1 second before trying again.", "Patientez 1 seconde avant de réessayer."),
        (120.0, "Wait 120 seconds before trying again.", "Patientez 120 secondes avant de réessayer."),
        (850.0, "Wait 15 minutes before trying again.", "Patientez 15 minutes avant de réessayer."),
        (86400.0, "Wait 24 hours before trying again.", "Patientez 24 heures avant de réessayer."),
    ],
)
def test_the_time_to_wait_is_given(seconds: float | None, english: str | None, french: str | None) -> None:
    failure = Failure(problems.AVA_LIMITED, retry_after=seconds)
    assert failure.wait == english
    locales.use("fr")
    assert failure.wait == french


def test_the_exception_holds_only_the_code() -> None:
    values = {"service": "Ava", "host": "marked.example"}
    error = failed(problems.UNREACHABLE, request_id="req-1", retry_after=2.0, **values)
    assert isinstance(error, ProblemError)
    assert str(error) == "N02"
    assert "marked" not in "".join(traceback.format_exception(error))
    assert (error.failure.request_id, error.failure.retry_after) == ("req-1", 2.0)
    assert error.failure.sentence == "Ava cannot be reached at marked.example."
