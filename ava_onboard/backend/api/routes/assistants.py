"""Assistants: `/api/v1/assistants`, with the tenant's own key."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from ava_onboard.backend.api import error_docs, errors
from ava_onboard.backend.db.vapi_keys import Keys
from ava_onboard.backend.security.bearer import Authenticate
from ava_onboard.backend.vapi import Assistant, Vapi
from ava_onboard.domain.api_key import ApiKey

Name = Annotated[str, Field(min_length=1, max_length=40, examples=["Accueil"])]
"""As long as Vapi allows."""


class NewAssistant(BaseModel):
    """The assistant to make. What else is sent is left out."""

    name: Name
    voice_provider: Annotated[str | None, Field(max_length=40, examples=["11labs"])] = None
    voice_id: Annotated[str | None, Field(max_length=100, examples=["sarah"])] = None
    first_message: Annotated[str | None, Field(max_length=2000, examples=["Bonjour, ici Ava."])] = None

    def for_vapi(self) -> dict[str, Any]:
        """The same with Vapi's names."""
        fields: dict[str, Any] = {"name": self.name}
        if self.first_message is not None:
            fields["firstMessage"] = self.first_message
        if self.voice_provider is not None and self.voice_id is not None:
            fields["voice"] = {"provider": self.voice_provider, "voiceId": self.voice_id}
        return fields


class Listed(BaseModel):
    """The assistants of the tenant's organisation at Vapi."""

    success: Literal[True] = True
    assistants: list[Assistant]
    configured: Literal[True] = True


class Created(BaseModel):
    """The assistant that was made."""

    success: Literal[True] = True
    assistant: Assistant


def routes(keys: Keys, vapi: Vapi, authenticate: Authenticate) -> APIRouter:
    """The two calls of `/api/v1/assistants`."""
    router = APIRouter(prefix="/api/v1/assistants", tags=["assistants"])
    Tenant = Annotated[UUID, Depends(authenticate)]  # noqa: N806 - a type
    failures = error_docs.AUTHENTICATED | error_docs.VAPI | error_docs.DATABASE

    async def key_of(tenant: UUID) -> ApiKey:
        key = await keys.read(tenant)
        if key is None:
            raise errors.no_key()
        return key

    @router.get("", responses=failures | error_docs.NO_KEY)
    async def list_(tenant: Tenant) -> Listed:
        """List the tenant's assistants, the newest first, as Vapi has them."""
        return Listed(assistants=await vapi.assistants(await key_of(tenant)))

    @router.post("", responses=failures | error_docs.BODY | error_docs.NO_KEY_OR_BODY)
    async def create(tenant: Tenant, body: NewAssistant) -> Created:
        """Make an assistant at Vapi."""
        return Created(assistant=await vapi.create_assistant(await key_of(tenant), body.for_vapi()))

    return router
