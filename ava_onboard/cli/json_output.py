"""Parts of the JSON output that several commands share. ``json_types`` describes the fields."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from ava_onboard.domain.failure import Failure
from ava_onboard.domain.verdict import Accepted, Rejected, Undecided, Verdict

if TYPE_CHECKING:
    from ava_onboard.cli import json_types, json_values
    from ava_onboard.domain.api_key import ApiKey
    from ava_onboard.domain.fact import Fact
    from ava_onboard.domain.hints import Hint


def ended_early(exit_code: int, failure: Failure | None) -> "json_types.Error":
    """Return what is printed instead of a command's own object; without a failure, the person has stopped it."""
    hints = failure.values.get("hints", "").split() if failure else []
    return {"schema": 1, "done": False, "exit": exit_code, "failure": failure_fields(failure), "hints": hints}


def stage_fields(outcomes: Mapping[str, str]) -> "list[json_types.EndedStage]":
    """Return how each stage ended, in order; see ``Run.outcomes``."""
    return [{"stage": stage, "outcome": outcome} for stage, outcome in outcomes.items()]


def hint_names(hints: Iterable["Hint"]) -> list[str]:
    """Return what a pasted text looks like."""
    return list(dict.fromkeys(hint.look.name.lower() for hint in hints))


def fact_fields(fact: "Fact") -> "json_values.Fact":
    """Return a fact as fields."""
    return {
        "answer": fact.answer.value,
        "preview": fact.preview,
        "learnt": fact.learnt.isoformat() if fact.learnt else None,
        "failure": failure_fields(fact.failure),
        "region": fact.region.value if fact.region else None,
        "assistants": fact.assistants,
    }


def verdict_fields(key: "ApiKey", verdict: Verdict, hints: Iterable["Hint"]) -> "json_types.Verdict":
    """Return a verdict as fields, with what the pasted text looked like."""
    fields: json_types.Verdict = {
        "verdict": "undecided",
        "preview": key.preview,
        "region": None,
        "regions": [],
        "organisation": None,
        "assistants": None,
        "failure": None,
        "hints": hint_names(hints),
    }
    match verdict:
        case Accepted(region, organisation, assistants):
            fields["verdict"] = "accepted"
            fields["region"], fields["organisation"], fields["assistants"] = region.value, organisation, assistants
        case Rejected(regions=regions):
            fields["verdict"], fields["regions"] = "rejected", [region.value for region in regions]
            fields["failure"] = failure_fields(verdict.failure)
        case Undecided(failure):
            fields["failure"] = failure_fields(failure)
    return fields


def failure_fields(failure: Failure | None) -> "json_values.Failure | None":
    """Return a failure as fields; None if there is none."""
    if failure is None:
        return None
    return {
        "code": failure.code,
        "exit": int(failure.problem.exit),
        "request_id": failure.request_id,
        "retry_after": failure.retry_after,
    }
