"""What Ava's answers say about its use of the key."""

import re

from ava_onboard.adapters.http.answer import Answer
from ava_onboard.contract.assistants import ListedAssistants
from ava_onboard.contract.errors import USER_NOT_FOUND, ErrorAnswer
from ava_onboard.contract.parse import parse
from ava_onboard.domain import problems
from ava_onboard.domain.failure import Problem

_REFUSED_BY_VAPI = re.compile(
    r"authenticat|unauthori[sz]ed|forbidden|\b40[13]\b|(?:invalid|wrong|revoked|expired)[ _-](?:api[ _-]?)?key"
    r"|(?:refuse|reject)\w* (?:the |this |your )?(?:api )?key",
    re.IGNORECASE,
)
"""In what Ava says of a failed call: Vapi has refused the key.

A deployed Ava says "Vapi authentication failed" with a 502, also about a European key (measured in November 2026).
"""
_NO_KEY = re.compile(r"\bkey\b.*\b(?:missing|not (?:set|found|configured))|\b(?:no|missing)\b.*\bkey\b", re.IGNORECASE)
"""In the ``detail`` of a 400: Ava does not find the key.

A deployed Ava says "Vapi API key is missing" (measured in November 2026).
"""


def of_answer(answer: Answer) -> Problem | None:
    """Return what an answer says about the use of the key; None if it says nothing."""
    if answer.lacks_call and not is_of_missing_account(answer):
        return problems.NOT_TESTABLE
    refusal = parse(ErrorAnswer, answer.body)
    if refusal is None:
        return None
    if answer.status in (400, 502) and _REFUSED_BY_VAPI.search(refusal.detail):
        return problems.KEY_UNUSABLE
    return problems.KEY_NOT_FOUND if answer.status == 400 and _NO_KEY.search(refusal.detail) else None


def not_synchronised(answer: Answer) -> Problem | None:
    """Return the problem if this Ava cannot synchronise assistants."""
    missing = answer.lacks_call and not is_of_missing_account(answer)
    return problems.NO_SYNCHRONISATION if missing else None


def is_of_missing_account(answer: Answer) -> bool:
    """Return whether Ava says that the account does not exist: its address may exist anyway."""
    return answer.status == 404 and parse(ErrorAnswer, answer.body) == ErrorAnswer(detail=USER_NOT_FOUND)


def of_list(listed: ListedAssistants) -> Problem | None:
    """Return what is wrong with a 200; None if it is the proof that Ava can use the key."""
    if listed.success is False:
        return problems.KEY_UNUSABLE if _REFUSED_BY_VAPI.search(listed.error or "") else problems.AVA_UNREADABLE
    return problems.KEY_NOT_FOUND if listed.configured is False else None
