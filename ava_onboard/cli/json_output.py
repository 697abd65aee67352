"""What ``--json`` prints: one object on one line of stdout, in ASCII, the same in every language.

Every object has ``"schema": 1``. What each field means, and which values it has, the JSON Schema of the command says,
in the folder ``schemas``. Fields may be added; what is there keeps its name and meaning while the number stays.
Usage errors and crashes (exit codes 1 and 2 from before anything was done) print no object.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ava_onboard import __version__
from ava_onboard.config import AVA_URL, Config
from ava_onboard.domain import problems
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.failure import Failure, Problem
from ava_onboard.domain.status import Answer, Badge, Fact, Status
from ava_onboard.domain.verdict import Accepted, Refusal, Rejected, Undecided, Verdict

if TYPE_CHECKING:
    from ava_onboard.onboarding.profiles import KnownProfile

SCHEMA = 1


def status(told: Status, *, settings: Config, session: str, account: str | None, kept_in: str, offline: bool) -> str:
    """The answer of ``status``."""
    facts = {"kept": told.kept, "known": told.known, "accepted": told.accepted}
    return _line(
        configured=told.badge is Badge.CONFIGURED,
        preview=told.preview,
        facts={name: _fact(fact) for name, fact in facts.items()},
        last_known=_fact(told.known if told.known.answer is not Answer.UNKNOWN else told.last_known),
        agree=told.agree,
        action=told.action.name.lower(),
        session=session,
        account=account,
        profile=settings.profile,
        ava_url=settings.ava_url,
        kept_in=kept_in,
        offline=offline,
        versions={"ava_onboard": __version__, "python": "{}.{}.{}".format(*sys.version_info)},
    )


def check(key: ApiKey, verdict: Verdict) -> str:
    """The answer of ``check``."""
    return _line(**_verdict(key, verdict))


def stages(
    command: str,
    outcomes: Mapping[str, str],
    key: ApiKey | None = None,
    verdict: Verdict | None = None,
    failure: Failure | None = None,
    *,
    done: bool,
) -> str:
    """The answer of ``save``, ``sync`` and ``delete``; ``outcomes`` says how each stage ended."""
    return _line(
        command=command,
        done=done,
        stages=[{"stage": stage, "outcome": outcome} for stage, outcome in outcomes.items()],
        verdict=_verdict(key, verdict) if key and verdict else None,
        failure=_failure(failure),
    )


def account(command: str, name: str | None, failure: Failure | None) -> str:
    """The answer of ``login`` and ``logout``."""
    return _line(command=command, done=failure is None, account=name, failure=_failure(failure))


def profiles(known: "Sequence[KnownProfile]", present: str) -> str:
    """The answer of ``profiles``."""
    return _line(
        profiles=[
            {
                "name": profile.name,
                "present": profile.name == present,
                "configured": profile.badge is Badge.CONFIGURED,
                "account": profile.account,
                "ava_url": profile.ava_url or AVA_URL,
            }
            for profile in known
        ]
    )


def profile_removed(name: str, failure: Failure | None) -> str:
    """The answer of ``profiles --remove``."""
    return _line(command="profiles", profile=name, done=failure is None, failure=_failure(failure))


def explain(problem: Problem, sentence: str, remedy: str) -> str:
    """The answer of ``explain``."""
    return _line(code=problem.code, sentence=sentence, remedy=remedy, exit=int(problem.exit))


def _line(**fields: Any) -> str:
    return json.dumps({"schema": SCHEMA, **fields})


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "answer": fact.answer.value,
        "preview": fact.preview,
        "learnt": fact.learnt and fact.learnt.isoformat(),
        "failure": _failure(fact.failure),
    }


def _verdict(key: ApiKey, verdict: Verdict) -> dict[str, Any]:
    told: dict[str, Any] = {
        "verdict": type(verdict).__name__.lower(),
        "preview": key.preview,
        "region": None,
        "regions": [],
        "organisation": None,
        "assistants": None,
        "failure": None,
    }
    match verdict:
        case Accepted(region, organisation, assistants):
            return told | {"region": region.value, "organisation": organisation, "assistants": assistants}
        case Rejected(refusal, regions):
            failure = Failure(problems.KEY_FORBIDDEN if refusal is Refusal.FORBIDDEN else problems.KEY_UNKNOWN)
            return told | {"regions": [region.value for region in regions], "failure": _failure(failure)}
        case Undecided(failure):
            return told | {"failure": _failure(failure)}


def _failure(failure: Failure | None) -> dict[str, Any] | None:
    if failure is None:
        return None
    return {
        "code": failure.code,
        "exit": int(failure.problem.exit),
        "request_id": failure.request_id,
        "retry_after": failure.retry_after,
    }
