"""Recognise Vapi and Ava by their answer to a request without a key or a session."""

from ava_onboard.adapters.http.answer import Answer
from ava_onboard.contract import vapi_settings
from ava_onboard.contract.parse import parse
from ava_onboard.domain import problems
from ava_onboard.domain.failure import Problem


def not_vapi(answer: Answer) -> Problem | None:
    """Return the problem of an answer to a request for assistants; None for Vapi's: without a key, 401 in JSON."""
    if answer.status == 401 and isinstance(answer.json(), dict):
        return None
    if answer.status >= 500:
        return problems.VAPI_DOWN
    return {429: problems.VAPI_LIMITED, 403: problems.VAPI_BLOCKED}.get(answer.status, problems.VAPI_UNREADABLE)


def not_ava(answer: Answer) -> Problem | None:
    """Return the problem of an answer; None for Ava's.

    Without a session Ava says 403 or, in other versions, 401, with a ``detail`` (measured in November 2026); or it has
    no sign-in protection: see `is_unprotected`.
    """
    body = answer.json()
    if answer.status in {401, 403} and isinstance(body, dict) and "detail" in body:
        return None
    if is_unprotected(answer):
        return None
    if answer.status >= 500:
        return problems.AVA_DOWN
    return problems.AVA_LIMITED if answer.status == 429 else problems.NOT_AVA


def is_unprotected(answer: Answer) -> bool:
    """Return whether an Ava says what key it has to someone who has not signed in.

    A deployed Ava does so as long as its own switch for production is off (measured in November 2026).
    """
    return answer.status == 200 and parse(vapi_settings.KeyStatus, answer.body) is not None
