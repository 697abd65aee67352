"""The baseline: an endpoint that only answers."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

KEY_PATH = "/api/v1/vapi-settings"


async def show(_: Request) -> JSONResponse:
    return JSONResponse({"has_vapi_key": True, "vapi_api_key_preview": "8f14e45f..."})


async def save(request: Request) -> JSONResponse:
    await request.json()
    return JSONResponse({"message": "Vapi API key saved successfully", "preview": "8f14e45f..."})


def app() -> Starlette:
    """The application."""
    return Starlette(routes=[Route(KEY_PATH, show), Route(KEY_PATH, save, methods=["POST"])])
