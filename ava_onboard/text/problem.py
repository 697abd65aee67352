"""A failure: what happened, what to do now, and the code to read out to support."""

from ava_onboard.domain.failure import Failure
from ava_onboard.domain.speakable import spoken
from ava_onboard.locales import _
from ava_onboard.text.line import Line, Tone, aside, text


def lines(failure: Failure, sign: str = "✗", *, whole_id: bool = False) -> list[Line]:
    """Return what happened, what to do, how long to wait if that is known, and the code."""
    wait = [text(failure.wait)] if failure.wait else []
    return [
        Line(sign, Tone.BAD, failure.sentence),
        text(failure.remedy),
        *wait,
        aside(code(failure, whole_id=whole_id)),
    ]


def code(failure: Failure, *, whole_id: bool = False) -> str:
    """Return the code, with what is read out of the request's id, or the whole of it, if it has one."""
    if failure.request_id:
        request = failure.request_id if whole_id else spoken(failure.request_id)
        return _("Code {code}, request {request}").format(code=failure.code, request=request)
    return _("Code {code}").format(code=failure.code)
