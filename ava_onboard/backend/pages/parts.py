"""What the pages need of the backend."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine

from ava_onboard.backend.api.routes.health import ReadinessCheck
from ava_onboard.backend.audit import Audit
from ava_onboard.backend.db.sessions import Sessions
from ava_onboard.backend.db.users import Users
from ava_onboard.backend.db.vapi_keys import Keys
from ava_onboard.backend.db.verdicts import Verdicts
from ava_onboard.backend.key_changes import KeyChanges
from ava_onboard.backend.security.call_limits import CallLimits
from ava_onboard.backend.security.sign_in import SignIn
from ava_onboard.backend.security.tokens import Tokens
from ava_onboard.backend.settings import Settings
from ava_onboard.backend.vapi import Vapi


@dataclass(frozen=True, slots=True)
class Parts:
    """Parts of the backend, the same objects as the API's: limits count both together."""

    settings: Settings
    engine: AsyncEngine
    users: Users
    sessions: Sessions
    tokens: Tokens
    sign_in: SignIn
    keys: Keys
    changes: KeyChanges
    vapi: Vapi
    verdicts: Verdicts
    audit: Audit
    settings_calls: CallLimits
    vapi_calls: CallLimits
    readiness: ReadinessCheck
