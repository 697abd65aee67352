"""A failure: what happened, what to do now, and the code to read out to support."""

from ava_onboard.domain.failure import Failure
from ava_onboard.domain.speakable import spoken
from ava_onboard.locales import _
from ava_onboard.text import support
from ava_onboard.text.line import Line, Tone, aside, text


def lines(failure: Failure, sign: str = "✗", *, whole_id: bool = False) -> list[Line]:
    """Return what happened, what to do, how long to wait if that is known, and the codes."""
    wait = [text(failure.wait)] if failure.wait else []
    return [
        Line(sign, Tone.BAD, failure.sentence),
        text(failure.remedy),
        *wait,
        aside(codes(failure, whole_id=whole_id)),
    ]


def codes(failure: Failure, *, whole_id: bool = False) -> str:
    """Return the last line of an error: the code, and the situation code if it is known."""
    first, situation = code(failure, whole_id=whole_id), support.code(failure)
    return _("{code}, situation {situation}").format(code=first, situation=situation) if situation else first


def in_one_line(failure: Failure) -> str:
    """Return an error where there is one line for it, with the codes in brackets."""
    return f"{failure.sentence} {remedy_with_codes(failure)}"


def remedy_with_codes(failure: Failure) -> str:
    """Return what to do, with the codes in brackets."""
    return f"{failure.remedy} ({', '.join(filter(None, (failure.code, support.code(failure))))})"


def code(failure: Failure, *, whole_id: bool = False) -> str:
    """Return the code, with what is read out of the request's id, or the whole of it, if it has one."""
    if failure.request_id:
        request = failure.request_id if whole_id else spoken(failure.request_id)
        return _("Code {code}, request {request}").format(code=failure.code, request=request)
    return _("Code {code}").format(code=failure.code)
