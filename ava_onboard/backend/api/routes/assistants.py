"""`/api/v1/assistants`: assistants at Vapi, with the tenant's own key."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import APIRouter, Depends

from ava_onboard.backend.api import error_docs, errors
from ava_onboard.backend.db.vapi_keys import Keys
from ava_onboard.backend.db.verdicts import Verdict, Verdicts
from ava_onboard.backend.security.bearer import Authenticate
from ava_onboard.backend.vapi import KeyRefusedError, Vapi
from ava_onboard.contract.assistants import PATH, AssistantList, CreatedAssistant, NewAssistant
from ava_onboard.domain.api_key import ApiKey

_Answer = TypeVar("_Answer")


def routes(keys: Keys, vapi: Vapi, verdicts: Verdicts, authenticate: Authenticate) -> APIRouter:
    """Create the two calls."""
    router = APIRouter(prefix=PATH, tags=["assistants"])
    Tenant = Annotated[UUID, Depends(authenticate)]
    failures = error_docs.AUTHENTICATED | error_docs.CALL_LIMIT | error_docs.VAPI | error_docs.DATABASE

    async def with_key(tenant: UUID, call: Callable[[ApiKey], Awaitable[_Answer]]) -> _Answer:
        """Call Vapi with the tenant's key, and note whether Vapi accepts it."""
        found = await keys.read_with_row(tenant)
        if found is None:
            raise errors.no_key()
        key, row = found
        try:
            answer = await call(key)
        except KeyRefusedError:
            verdicts.note(tenant, row, Verdict.REFUSED)
            raise
        verdicts.note(tenant, row, Verdict.ACCEPTED)
        return answer

    @router.get("", responses=failures | error_docs.KEY_MISSING)
    async def list_(tenant: Tenant) -> AssistantList:
        """List the tenant's assistants, newest first."""
        return AssistantList(assistants=await with_key(tenant, vapi.assistants))

    @router.post("", responses=failures | error_docs.BODY | error_docs.KEY_MISSING_OR_BODY)
    async def create(tenant: Tenant, body: NewAssistant) -> CreatedAssistant:
        """Create an assistant at Vapi."""
        made = await with_key(tenant, lambda key: vapi.create_assistant(key, _for_vapi(body)))
        return CreatedAssistant(assistant=made)

    return router


def _for_vapi(new: NewAssistant) -> dict[str, Any]:
    """Name the fields as Vapi does."""
    fields: dict[str, Any] = {"name": new.name}
    if new.first_message is not None:
        fields["firstMessage"] = new.first_message
    if new.voice_provider is not None and new.voice_id is not None:
        fields["voice"] = {"provider": new.voice_provider, "voiceId": new.voice_id}
    return fields
