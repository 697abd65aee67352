"""`/api/v1/vapi-settings`: the tenant's Vapi key, with either form of answers."""

from typing import Annotated, assert_never
from uuid import UUID

from fastapi import APIRouter, Depends, Request

from ava_onboard.backend.api import error_docs
from ava_onboard.backend.api.middleware import origin
from ava_onboard.backend.key_changes import KeyChanges
from ava_onboard.backend.security.bearer import Authenticate
from ava_onboard.backend.settings import Form
from ava_onboard.contract.vapi_settings import DELETED, PATH, SAVED, KeyDeleted, KeySaved, KeyStatus, NewKey
from ava_onboard.domain.api_key import ApiKey


def routes(form: Form, changes: KeyChanges, authenticate: Authenticate) -> APIRouter:
    """Create the three calls. The form changes only the answers to writes."""
    router = APIRouter(
        prefix=PATH,
        tags=["vapi-settings"],
        responses=error_docs.AUTHENTICATED | error_docs.CALL_LIMIT | error_docs.DATABASE,
    )
    Tenant = Annotated[UUID, Depends(authenticate)]

    @router.get("")
    async def show(request: Request, _: Tenant) -> KeyStatus:
        """Show whether there is a key. The key itself is never returned."""
        preview = request.state.shown.preview
        return KeyStatus(has_vapi_key=preview is not None, vapi_api_key_preview=preview)

    async def save(request: Request, tenant: Tenant, body: NewKey) -> KeySaved | KeyStatus:
        """Encrypt the key and store it, replacing an earlier one."""
        key = ApiKey(body.vapi_api_key.get_secret_value())
        await changes.save(tenant, key, origin(request))
        match form:
            case Form.DOCUMENTED:
                return KeySaved(message=SAVED, preview=key.preview)
            case Form.DEPLOYED:
                return KeyStatus(has_vapi_key=True, vapi_api_key_preview=key.preview)
            case _:
                assert_never(form)

    async def delete(request: Request, tenant: Tenant) -> KeyDeleted | KeyStatus:
        """Delete the key. The answer is the same if there is none."""
        await changes.delete(tenant, origin(request))
        match form:
            case Form.DOCUMENTED:
                return KeyDeleted(message=DELETED)
            case Form.DEPLOYED:
                return KeyStatus(has_vapi_key=False, vapi_api_key_preview=None)
            case _:
                assert_never(form)

    documented = form is Form.DOCUMENTED
    saved, deleted = (KeySaved, KeyDeleted) if documented else (KeyStatus, KeyStatus)
    router.add_api_route("", save, methods=["POST"], response_model=saved, responses=error_docs.BODY)
    router.add_api_route("", delete, methods=["DELETE"], response_model=deleted)
    return router
