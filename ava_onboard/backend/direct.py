"""The busiest calls past FastAPI: what it does for each request takes longer than everything else together."""

from collections.abc import Iterable
from typing import get_type_hints
from uuid import UUID

from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ava_onboard.backend import errors
from ava_onboard.backend.tokens import InvalidTokenError, Tokens, TokenType

_BEARER = b"Bearer "
_JSON = b"application/json"


class _Call:
    """A route whose function takes the tenant, and a `body` if there is one, and returns a model."""

    def __init__(self, route: APIRoute) -> None:
        self.route = route
        self.serve = route.endpoint
        self.body: type[BaseModel] | None = get_type_hints(route.endpoint).get("body")


class _MistakenError(Exception):
    """FastAPI is to explain what is wrong with the request."""

    def __init__(self, receive: Receive) -> None:
        """Hand on what gives the request's body."""
        self.receive = receive


class Direct:
    """ASGI middleware, the innermost: serves the requests for some routes that have no mistake in them.

    All others go on to FastAPI, which describes the same routes and calls the same functions.
    """

    def __init__(self, app: ASGIApp, routes: Iterable[BaseRoute], tokens: Tokens) -> None:
        """Take the routes.

        Args:
            app: Serves everything else.
            routes: Of FastAPI. Their functions take the tenant, then a `body` or nothing, and return a model.
            tokens: Say who the tenant is.
        """
        self._app = app
        self._calls = {
            (route.path, method): _Call(route)
            for route in routes
            if isinstance(route, APIRoute)
            for method in route.methods or ()
        }
        self._tokens = tokens

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        call = self._calls.get((scope["path"], scope["method"])) if scope["type"] == "http" else None
        if call is None:
            await self._app(scope, receive, send)
            return
        try:
            answer = await self._answer(call, scope, receive)
        except _MistakenError as mistaken:
            await self._app(scope, mistaken.receive, send)
        except errors.KNOWN as error:
            await errors.answer(error)(scope, receive, send)
        else:
            await _send(answer, send)

    async def _answer(self, call: _Call, scope: Scope, receive: Receive) -> bytes:
        tenant = self._tenant(scope, receive)
        scope["route"] = call.route  # these two for the log
        scope.setdefault("state", {})["user"] = tenant
        if call.body is None:
            model: BaseModel = await call.serve(tenant)
        else:
            model = await call.serve(tenant, await _read(call.body, scope, receive))
        return model.__pydantic_serializer__.to_json(model)

    def _tenant(self, scope: Scope, receive: Receive) -> UUID:
        given = _header(scope, b"authorization")
        if not given.startswith(_BEARER):
            raise _MistakenError(receive)
        try:
            return self._tokens.user(given[len(_BEARER) :].decode("latin-1"), TokenType.ACCESS)
        except InvalidTokenError:
            raise _MistakenError(receive) from None


def _header(scope: Scope, name: bytes) -> bytes:
    """The first one of this name; empty without any."""
    for given, value in scope["headers"]:
        if given == name:
            found: bytes = value
            return found
    return b""


async def _read(model: type[BaseModel], scope: Scope, receive: Receive) -> BaseModel:
    if _header(scope, b"content-type") != _JSON:
        raise _MistakenError(receive)
    content, more = b"", True
    while more:
        message = await receive()
        if message["type"] != "http.request":  # the client has left
            raise _MistakenError(receive)
        content += message.get("body", b"")
        more = message.get("more_body", False)
    try:
        return model.model_validate_json(content)
    except ValidationError:
        raise _MistakenError(_first(content, receive)) from None


def _first(content: bytes, receive: Receive) -> Receive:
    """Give a body that was read already once more, and then whatever comes."""
    given = False

    async def read() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": content, "more_body": False}

    return read


async def _send(body: bytes, send: Send) -> None:
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": 200, "headers": [length, (b"content-type", _JSON)]})
    await send({"type": "http.response.body", "body": body})
