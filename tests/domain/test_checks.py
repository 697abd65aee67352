"""The checks: their dependencies, the first failure, and what a report may contain."""

import pytest

from ava_onboard import locales
from ava_onboard.domain import problems
from ava_onboard.domain.checks import (
    DEPENDS_ON,
    LEFT_OUT,
    Check,
    Failed,
    Passed,
    Reason,
    Result,
    Skipped,
    first_failure,
    is_blocked,
    reported,
)
from ava_onboard.domain.failure import Failure, Problem

MARK = "facade-marked-secret-0123456789"


def failed(check: Check, problem: Problem = problems.UNREACHABLE) -> Result:
    return Result(check, Failed(Failure(problem)))


def test_every_check_depends_on_an_earlier_one() -> None:
    order = list(Check)
    assert all(order.index(below) < order.index(check) for check, below in DEPENDS_ON.items())


def test_a_check_that_depends_on_a_failure_is_skipped() -> None:
    for outcome in (Failed(Failure(problems.NOT_AVA)), Skipped(Reason.BLOCKED)):
        results = [Result(Check.AVA, outcome)]
        assert [check for check in Check if is_blocked(check, results)] == [Check.SESSION]


@pytest.mark.parametrize("outcome", [Passed("ok"), Skipped(Reason.NO_TIME)], ids=["passed", "skipped"])
def test_a_check_that_depends_on_no_failure_is_made(outcome: Passed | Skipped) -> None:
    assert not is_blocked(Check.SESSION, [Result(Check.AVA, outcome)])


def test_a_note_follows_the_finding_in_the_current_language() -> None:
    locales.use("fr")
    passed = Passed("{term}", {"term": "dumb"}, "questions and answers only")
    assert passed.words == "dumb – questions et réponses seulement"


def test_the_first_failure_is_the_one_to_solve() -> None:
    results = [Result(Check.CLOCK, Passed("ok")), failed(Check.TLS, problems.TLS_FAILED), failed(Check.KEYRING)]
    failure = first_failure(results)
    assert failure is not None
    assert failure.code == "N04"
    assert first_failure(results[:1]) is None


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param({"host": "api.vapi.ai", "hosts": "127.0.0.1:80, [::1]:8000, api.vapi.ai"}, id="hosts"),
        pytest.param({"proxy": "none"}, id="no proxy"),
        pytest.param({"folder": "~/.local/state/ava-onboard"}, id="folder on Linux"),
        pytest.param({"folder": "~/Library/Application Support/ava-onboard"}, id="folder on macOS"),
        pytest.param({"folder": "~\\AppData\\Local\\ava-onboard"}, id="folder on Windows"),
        pytest.param({"backend": "keyring.backends.SecretService.Keyring"}, id="keyring"),
        pytest.param({"encoding": "utf-8", "size": "80x24", "term": "xterm-256color"}, id="terminal"),
        pytest.param({"issuer": "Let's Encrypt, Zscaler Inc."}, id="issuer"),
    ],
)
def test_listed_facts_are_reported_unchanged(facts: dict[str, str]) -> None:
    assert reported(facts) == facts


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param({"password": MARK, "token": MARK}, {}, id="not on the list"),
        pytest.param({"proxy": f"user:{MARK}@proxy:80"}, {"proxy": LEFT_OUT}, id="proxy with its password"),
        pytest.param({"folder": f"/home/{MARK}/state"}, {"folder": LEFT_OUT}, id="a home"),
        pytest.param({"backend": MARK}, {"backend": LEFT_OUT}, id="no keyring of ours"),
        pytest.param({"host": f"ava.example/?key={MARK}"}, {"host": LEFT_OUT}, id="more than a host"),
        pytest.param({"size": "80x24\n" + MARK}, {"size": LEFT_OUT}, id="a second line"),
    ],
)
def test_no_other_fact_is_reported(facts: dict[str, str], expected: dict[str, str]) -> None:
    assert reported(facts) == expected


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Certificate issued by: Zscaler."),
        ("fr", "Certificat émis par\u00a0: Zscaler."),
    ],
)
def test_a_failure_says_whose_certificate_it_was(language: str, words: str) -> None:
    locales.use(language)
    failure = Failure(problems.TLS_FAILED, {"service": "Ava", "host": "ava.example", "issuer": "Zscaler"})
    assert Failed(failure).words.endswith(words)


@pytest.mark.parametrize(("offset", "words"), [("3600", "3600 seconds fast."), ("-90", "90 seconds slow.")])
def test_a_wrong_clock_says_in_which_way(offset: str, words: str) -> None:
    assert Failed(Failure(problems.CLOCK_WRONG, {"offset": offset})).words.endswith(f"It is {words}")
