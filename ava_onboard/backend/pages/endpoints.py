"""From a request to a page, whatever happens: the API's errors as the client's problems."""

from collections.abc import Awaitable, Callable
from math import ceil

from fastapi import HTTPException, Request
from starlette.responses import Response

from ava_onboard.backend.api.limits import log_unexpected
from ava_onboard.backend.db.errors import DatabaseUnavailableError
from ava_onboard.backend.db.vapi_keys import UserGoneError
from ava_onboard.backend.metrics import metrics
from ava_onboard.backend.pages import cookies, languages, situations
from ava_onboard.backend.pages.forms import FormRefusedError
from ava_onboard.backend.pages.parts import Parts
from ava_onboard.backend.pages.visit import SignInNeededError, Visit
from ava_onboard.backend.security.call_limits import CallLimitedError
from ava_onboard.backend.security.key_ring import UnreadableKeyError
from ava_onboard.backend.security.passwords import BusyError
from ava_onboard.domain import problems
from ava_onboard.domain.failure import Failure
from ava_onboard.text import page, problem

_AGAIN = "again"
Handle = Callable[[Visit], Awaitable[Response]]


def endpoint(parts: Parts, handle: Handle) -> Callable[[Request], Awaitable[Response]]:
    """Return the endpoint of a page: whatever happens, it answers with a page."""

    async def respond(request: Request) -> Response:
        visit = Visit(request, parts)
        try:
            return _before(visit) or await handle(visit)
        except SignInNeededError:
            return _to_sign_in(visit)
        except FormRefusedError:
            return visit.message(page.form_refused, status=403)
        except HTTPException:  # of the application: it answers it as everywhere
            raise
        except Exception as error:  # noqa: BLE001 - the last place where a page can be made of it
            return _failed(visit, *_failure(error, visit.origin["request_id"]))

    return respond


def _before(visit: Visit) -> Response | None:
    """Return the answer to a request that is not for the page itself; None if it is.

    Raises:
        FormRefusedError: Something else than the page has sent it.
    """
    if not visit.is_encrypted:
        return visit.message(page.needs_https, status=403)
    if visit.request.method == "POST":
        visit.check_origin()
        return None
    if (language := languages.known(visit.request.query_params.get(languages.PARAMETER))) is not None:
        answer = visit.redirect(visit.below)
        cookies.put(answer, cookies.LANGUAGE, language)
        return answer
    if visit.comes_without_cookies and _AGAIN not in visit.request.query_params:
        # The page opens itself once more: then the browser sends them along.
        return visit.show("again", situations.signing_in, address=f"{visit.base}{visit.below}?{_AGAIN}")
    return None


def _failure(error: Exception, request_id: str) -> tuple[Failure, int]:
    """Return what an error is to a customer, and the status of the answer."""
    match error:
        case CallLimitedError():
            metrics.limited("calls")
            return Failure(problems.AVA_LIMITED, retry_after=error.retry_after), 429
        case BusyError():
            return Failure(problems.AVA_LIMITED), 503
        case UserGoneError():
            return Failure(problems.ACCOUNT_GONE), 404
        case DatabaseUnavailableError() | UnreadableKeyError():
            if isinstance(error, UnreadableKeyError):  # the other one is logged where it arises
                log_unexpected(error, request_id)
            return Failure(problems.AVA_DOWN, request_id=request_id), 503
        case _:
            log_unexpected(error, request_id)
            return Failure(problems.UNEXPECTED, request_id=request_id), 500


def _to_sign_in(visit: Visit) -> Response:
    had_session = cookies.SESSION in visit.request.cookies
    answer = visit.redirect("/sign-in?ended" if had_session else "/sign-in")
    if had_session:
        cookies.drop(answer, cookies.SESSION)
    return answer


def _failed(visit: Visit, failure: Failure, status: int) -> Response:
    answer = visit.message(lambda: problem.lines(failure), status=status, failure=failure)
    if failure.retry_after:
        answer.headers["Retry-After"] = str(ceil(failure.retry_after))
    return answer
