"""The schema of ``--json`` as its module documents it: every name, and nothing else."""

import json
from subprocess import CompletedProcess
from typing import Any

FACT = {"answer", "preview", "learnt", "failure"}
FAILURE = {"code", "exit", "request_id", "retry_after"}
VERDICT = {"verdict", "preview", "region", "regions", "organisation", "assistants", "failure"}
STATUS = {
    "schema",
    "configured",
    "preview",
    "facts",
    "last_known",
    "agree",
    "action",
    "session",
    "account",
    "profile",
    "ava_url",
    "kept_in",
    "offline",
    "versions",
}
STAGES = {"schema", "command", "done", "stages", "verdict", "failure"}
ACCOUNT = {"schema", "command", "done", "account", "failure"}


def read(finished: CompletedProcess[str]) -> dict[str, Any]:
    """The one object on stdout, if it is as documented."""
    return valid(finished.stdout)


def valid(text: str) -> dict[str, Any]:
    """The one object in one line of ``text``, if it is as documented."""
    assert text.count("\n") == 1
    assert text.isascii()
    answer: dict[str, Any] = json.loads(text)
    assert answer["schema"] == 1
    match answer:
        case {"facts": facts}:
            assert set(answer) == STATUS
            assert set(facts) == {"kept", "known", "accepted"}
            for fact in (*facts.values(), answer["last_known"]):
                assert set(fact) == FACT
                assert fact["answer"] in ("yes", "no", "unknown")
                _is_failure(fact["failure"])
            assert answer["action"] in ("none", "start", "sign_in", "send", "replace", "retry", "unlock")
            assert answer["session"] in ("environment", "stored", "none", "unknown")
            assert set(answer["versions"]) == {"ava_onboard", "python"}
        case {"stages": stages}:
            assert set(answer) == STAGES
            assert all(set(stage) == {"stage", "outcome"} for stage in stages)
            if answer["verdict"]:
                _is_verdict(answer["verdict"])
            _is_failure(answer["failure"])
        case {"verdict": _}:
            _is_verdict({name: value for name, value in answer.items() if name != "schema"})
        case {"account": _}:
            assert set(answer) == ACCOUNT
            _is_failure(answer["failure"])
        case _:
            assert set(answer) == {"schema", "code", "sentence", "remedy", "exit"}
    return answer


def stages(answer: dict[str, Any]) -> dict[str, str]:
    """How each stage ended."""
    return {stage["stage"]: stage["outcome"] for stage in answer["stages"]}


def _is_verdict(verdict: dict[str, Any]) -> None:
    assert set(verdict) == VERDICT
    assert verdict["verdict"] in ("accepted", "rejected", "undecided")
    _is_failure(verdict["failure"])


def _is_failure(failure: dict[str, Any] | None) -> None:
    assert failure is None or set(failure) == FAILURE
