"""The addresses of the settings page. They are not part of the API's description: people use them."""

from fastapi import APIRouter, HTTPException
from starlette.responses import Response

from ava_onboard.backend.mail_settings import PAGE_PATH
from ava_onboard.backend.pages import launch, rendering, settings_page, sign_in
from ava_onboard.backend.pages.endpoints import Handle, endpoint
from ava_onboard.backend.pages.parts import Parts
from ava_onboard.backend.pages.visit import Visit


async def _to_settings(visit: Visit) -> Response:
    """Lead to the settings: the addresses of forms are opened by hand and after the session has ended."""
    return visit.redirect()


_PAGES: tuple[tuple[str, Handle, Handle], ...] = (
    ("", settings_page.show, _to_settings),
    ("/", _to_settings, _to_settings),
    ("/sign-in", sign_in.show, sign_in.submit),
    ("/sign-out", _to_settings, sign_in.sign_out),
    ("/check", _to_settings, settings_page.check),
    ("/check-stored", _to_settings, settings_page.check_stored),
    ("/save", _to_settings, settings_page.save),
    ("/delete", settings_page.ask_deletion, settings_page.delete),
)
"""What a GET and a POST of each address do."""


def routes(parts: Parts) -> APIRouter:
    """Create the pages."""
    router = APIRouter(prefix=PAGE_PATH, include_in_schema=False, default_response_class=Response)

    async def asset(name: str) -> Response:
        found = rendering.asset(name)
        if found is None:
            raise HTTPException(404)
        return found

    router.add_api_route("/assets/{name}", asset, response_model=None)
    for path, get, post in _PAGES:
        router.add_api_route(path, endpoint(parts, get), methods=["GET"], response_model=None)
        if post is not _to_settings:
            router.add_api_route(path, endpoint(parts, post), methods=["POST"], response_model=None)
    if parts.settings.operators:
        router.add_api_route("/launch", endpoint(parts, launch.show), methods=["GET"], response_model=None)
    return router
