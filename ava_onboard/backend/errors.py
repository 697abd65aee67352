"""Errors as answers: always `{"detail": ...}`, never a word of what was sent."""

import logging

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.exception_handlers import http_exception_handler
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from ava_onboard.backend import problems
from ava_onboard.backend.database import DatabaseUnavailableError
from ava_onboard.backend.key_ring import UnreadableKeyError
from ava_onboard.backend.keys import UserGoneError
from ava_onboard.backend.login_limits import LoginLimitedError
from ava_onboard.backend.vapi import VapiError

_RETRY_AFTER = "5"
"""Seconds: what a restart of a database takes."""

_log = logging.getLogger(__name__)


def not_authenticated() -> HTTPException:
    """There is no bearer token."""
    return HTTPException(403, "Not authenticated")


def invalid_token() -> HTTPException:
    """The token is wrong or has expired."""
    return HTTPException(401, "Invalid token", headers={"WWW-Authenticate": "Bearer"})


def invalid_credentials() -> HTTPException:
    """The account does not exist or the password is another."""
    return HTTPException(401, "Invalid credentials")


def user_not_found() -> HTTPException:
    """The user of the token is gone."""
    return HTTPException(404, "User not found")


def no_key() -> HTTPException:
    """The tenant has no Vapi key."""
    return HTTPException(400, problems.MISSING_KEY)


def install(app: FastAPI) -> None:
    """Make the application answer its errors like this; `HTTPException` already does."""

    @app.exception_handler(RequestValidationError)
    async def unusable(_: Request, error: RequestValidationError) -> JSONResponse:
        # `input` and `ctx` hold what was sent; a place in a document that is not JSON does not.
        mistakes = [{name: mistake[name] for name in ("type", "loc", "msg")} for mistake in error.errors()]
        return JSONResponse({"detail": mistakes}, 422)

    @app.exception_handler(UserGoneError)
    async def gone(request: Request, _: UserGoneError) -> Response:
        return await http_exception_handler(request, user_not_found())

    @app.exception_handler(DatabaseUnavailableError)
    async def unavailable(_: Request, __: DatabaseUnavailableError) -> JSONResponse:
        return JSONResponse({"detail": "The database is not available"}, 503, {"Retry-After": _RETRY_AFTER})

    @app.exception_handler(405)
    async def not_allowed(request: Request, error: HTTPException) -> JSONResponse:
        # The framework names the methods of the first route with this path only (RFC 9110, 15.5.6 asks for all).
        methods = app.openapi()["paths"].get(request.scope["path"], {})
        allowed = {"Allow": ", ".join(sorted(method.upper() for method in methods))} if methods else error.headers
        return JSONResponse({"detail": error.detail}, 405, allowed)

    @app.exception_handler(LoginLimitedError)
    async def limited(_: Request, error: LoginLimitedError) -> JSONResponse:
        return JSONResponse({"detail": "Too many failed attempts"}, 429, {"Retry-After": str(error.retry_after)})

    @app.exception_handler(VapiError)
    async def vapi_failed(_: Request, error: VapiError) -> JSONResponse:
        return JSONResponse({"detail": str(error)}, 502)

    @app.exception_handler(UnreadableKeyError)
    async def unreadable(_: Request, error: UnreadableKeyError) -> JSONResponse:
        _log.error("a stored key cannot be read: %s", error)
        return JSONResponse({"detail": "The stored key cannot be read"}, 503)
