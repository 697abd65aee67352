"""A failure: what happened, what to do now, and the code to read out to support."""

from ava_onboard.domain.failure import Failure
from ava_onboard.locales import _
from ava_onboard.text.line import Line, Tone, aside, text


def lines(failure: Failure, sign: str = "✗") -> list[Line]:
    """Return what happened, what to do, how long to wait if that is known, and the code."""
    wait = [text(failure.wait)] if failure.wait else []
    return [Line(sign, Tone.BAD, failure.sentence), text(failure.remedy), *wait, aside(code(failure))]


def code(failure: Failure) -> str:
    """Return the code, with the number that the service has given the request, if any."""
    if failure.request_id:
        return _("Code {code}, request {request}").format(code=failure.code, request=failure.request_id)
    return _("Code {code}").format(code=failure.code)
