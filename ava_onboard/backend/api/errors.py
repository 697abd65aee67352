"""Answer errors: always with `{"detail": ...}`, never with anything that was sent."""

import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import compile_path

from ava_onboard.backend.api import error_docs
from ava_onboard.backend.api.live_streams import TooManyStreamsError
from ava_onboard.backend.db.errors import DatabaseUnavailableError
from ava_onboard.backend.db.live_sessions import CodesLimitedError, LiveEndedError, NotClaimedError
from ava_onboard.backend.db.vapi_keys import UserGoneError
from ava_onboard.backend.limited import LimitedError
from ava_onboard.backend.metrics import metrics
from ava_onboard.backend.security.bearer import NotAuthenticatedError
from ava_onboard.backend.security.call_limits import CallLimitedError
from ava_onboard.backend.security.key_ring import UnreadableKeyError
from ava_onboard.backend.security.login_limits import LoginLimitedError
from ava_onboard.backend.security.passwords import BusyError
from ava_onboard.backend.security.tokens import InvalidTokenError
from ava_onboard.backend.vapi import VapiError
from ava_onboard.contract import live
from ava_onboard.contract.errors import NO_KEY, USER_NOT_FOUND

_log = logging.getLogger(__name__)


def invalid_credentials() -> HTTPException:
    """Return the error for an unknown account or a wrong password."""
    return HTTPException(401, "Invalid credentials")


def user_not_found() -> HTTPException:
    """Return the error for a token whose account no longer exists."""
    return HTTPException(404, USER_NOT_FOUND)


def no_key() -> HTTPException:
    """Return the error for a tenant without a Vapi key."""
    return HTTPException(400, NO_KEY)


def not_ready() -> HTTPException:
    """Return the error of a process that cannot serve requests."""
    return HTTPException(503, "Not ready", headers=_retry_after())


def _retry_after(seconds: int = 5) -> dict[str, str]:
    """Return the header; by default about the time that a database takes to restart."""
    return {"Retry-After": str(seconds)}


def _http_error(error: HTTPException) -> Response:
    return JSONResponse({"detail": error.detail}, error.status_code, error.headers)


def _not_authenticated(_: NotAuthenticatedError) -> Response:
    return JSONResponse({"detail": "Not authenticated"}, 403)


def _invalid_token(_: InvalidTokenError) -> Response:
    return JSONResponse({"detail": "Invalid token"}, 401, {"WWW-Authenticate": "Bearer"})


def _gone(_: UserGoneError) -> Response:
    return _http_error(user_not_found())


def _unavailable(_: DatabaseUnavailableError) -> Response:
    return JSONResponse({"detail": "The database is not available"}, 503, _retry_after())


def _limited(error: LimitedError) -> Response:
    what, detail = _LIMITED[type(error)]
    metrics.limited(what)
    return JSONResponse({"detail": detail}, 429, _retry_after(error.retry_after))


_LIMITED: dict[type[LimitedError], tuple[str, str]] = {
    LoginLimitedError: ("sign_ins", "Too many failed attempts"),
    CallLimitedError: ("calls", error_docs.TOO_MANY_CALLS),
    CodesLimitedError: ("live_codes", error_docs.TOO_MANY_CODES),
}
"""What there was too much of, for the metrics and for the client."""


def _busy(_: BusyError) -> Response:
    return JSONResponse({"detail": error_docs.BUSY}, 503, _retry_after())


def _vapi_failed(error: VapiError) -> Response:
    return JSONResponse({"detail": str(error)}, 502)


def _unreadable(error: UnreadableKeyError) -> Response:
    _log.error("a stored key cannot be read: %s", error)
    return JSONResponse({"detail": "The stored key cannot be read"}, 503)  # waiting does not help


def _live_ended(_: LiveEndedError) -> Response:
    return JSONResponse({"detail": live.ENDED}, 410)


def _not_claimed(_: NotClaimedError) -> Response:
    return JSONResponse({"detail": live.NOT_CLAIMED}, 409)


def _too_many_streams(error: TooManyStreamsError) -> Response:
    metrics.limited("live_streams")
    return JSONResponse({"detail": error_docs.TOO_MANY_STREAMS}, 429 if error.of_agent else 503, _retry_after())


def _invalid(error: RequestValidationError) -> Response:
    # `input` and `ctx` repeat what was sent. `loc` does not, even for a document that is not JSON.
    fields = [{name: field[name] for name in ("type", "loc", "msg")} for field in error.errors()]
    return JSONResponse({"detail": fields}, 422)


_ANSWERS: dict[type[Exception], Callable[[Any], Response]] = {
    HTTPException: _http_error,
    RequestValidationError: _invalid,
    NotAuthenticatedError: _not_authenticated,
    InvalidTokenError: _invalid_token,
    UserGoneError: _gone,
    DatabaseUnavailableError: _unavailable,
    LimitedError: _limited,
    BusyError: _busy,
    VapiError: _vapi_failed,
    UnreadableKeyError: _unreadable,
    LiveEndedError: _live_ended,
    NotClaimedError: _not_claimed,
    TooManyStreamsError: _too_many_streams,
}


def _methods(paths: Mapping[str, Iterable[str]], path: str) -> set[str]:
    """Return the methods that a path has, in capitals; a path without parameters goes before one with."""
    fitting = [template for template in paths if template == path] or [
        template for template in paths if compile_path(template)[0].fullmatch(path)
    ]
    return {method.upper() for template in fitting for method in paths[template]}


def install(app: FastAPI) -> None:
    """Register the answers with the application."""

    def handler(answer: Callable[[Any], Response]) -> Callable[[Request, Exception], Awaitable[Response]]:
        async def handle(_: Request, error: Exception) -> Response:
            return answer(error)

        return handle

    async def not_allowed(request: Request, error: Exception) -> Response:
        # The framework lists the methods of the first route only; RFC 9110, 15.5.6 wants those of every route.
        refusal = _ANSWERS[HTTPException](error)
        path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
        if methods := _methods(app.openapi()["paths"], path):
            refusal.headers["Allow"] = ", ".join(sorted(methods | ({"HEAD"} if "GET" in methods else set())))
        return refusal

    for kind, answer in _ANSWERS.items():
        app.add_exception_handler(kind, handler(answer))
    app.add_exception_handler(405, not_allowed)
