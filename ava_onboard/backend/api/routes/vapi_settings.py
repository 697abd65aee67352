"""The tenant's Vapi key: `/api/v1/vapi-settings`, in either of the two forms that Ava backends answer in."""

from typing import Annotated, assert_never
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from ava_onboard.backend.api import error_docs
from ava_onboard.backend.db.vapi_keys import Keys
from ava_onboard.backend.security.bearer import Authenticate
from ava_onboard.backend.settings import Form
from ava_onboard.domain.api_key import LONGEST, SHORTEST, ApiKey


class NewKey(BaseModel):
    """The key to keep: printable ASCII without spaces, so that it fits into an HTTP header."""

    vapi_api_key: Annotated[
        str,
        Field(
            min_length=SHORTEST,
            max_length=LONGEST,
            pattern=r"^[!-~]+$",
            examples=["8f14e45f-0000-4000-8000-000000000000"],
            repr=False,
        ),
    ]


class KeyStatus(BaseModel):
    """Whether there is a key, and what may be shown of it."""

    has_vapi_key: Annotated[bool, Field(examples=[True])]
    vapi_api_key_preview: Annotated[str | None, Field(examples=["8f14e45f..."])]


class Saved(BaseModel):
    """The documented answer to a POST."""

    message: str = "Vapi API key saved successfully"
    preview: Annotated[str, Field(examples=["8f14e45f..."])]


class Deleted(BaseModel):
    """The documented answer to a DELETE."""

    message: str = "Vapi API key deleted successfully"


def routes(form: Form, keys: Keys, authenticate: Authenticate) -> APIRouter:
    """The three calls of `/api/v1/vapi-settings`. They differ by form only in what a write answers."""
    router = APIRouter(
        prefix="/api/v1/vapi-settings",
        tags=["vapi-settings"],
        responses=error_docs.AUTHENTICATED | error_docs.DATABASE,
    )
    Tenant = Annotated[UUID, Depends(authenticate)]  # noqa: N806 - a type

    @router.get("")
    async def show(tenant: Tenant) -> KeyStatus:
        """Tell whether there is a key. The key itself is never given out."""
        preview = await keys.preview(tenant)
        return KeyStatus(has_vapi_key=preview is not None, vapi_api_key_preview=preview)

    async def save(tenant: Tenant, body: NewKey) -> Saved | KeyStatus:
        """Keep the key, encrypted, in the place of the one before."""
        key = ApiKey(body.vapi_api_key)
        await keys.save(tenant, key)
        match form:
            case Form.DOCUMENTED:
                return Saved(preview=key.preview)
            case Form.DEPLOYED:
                return KeyStatus(has_vapi_key=True, vapi_api_key_preview=key.preview)
            case _:
                assert_never(form)

    async def delete(tenant: Tenant) -> Deleted | KeyStatus:
        """Forget the key. Without a key there is nothing to do, and the answer is the same."""
        await keys.delete(tenant)
        match form:
            case Form.DOCUMENTED:
                return Deleted()
            case Form.DEPLOYED:
                return KeyStatus(has_vapi_key=False, vapi_api_key_preview=None)
            case _:
                assert_never(form)

    documented = form is Form.DOCUMENTED
    saved, deleted = (Saved, Deleted) if documented else (KeyStatus, KeyStatus)
    router.add_api_route("", save, methods=["POST"], response_model=saved, responses=error_docs.BODY)
    router.add_api_route("", delete, methods=["DELETE"], response_model=deleted)
    return router
