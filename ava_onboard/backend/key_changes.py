"""Changes of a tenant's key, for the API and the settings page alike: each is in the audit log."""

from uuid import UUID

from ava_onboard.backend.audit import Audit, Event, Origin
from ava_onboard.backend.db.vapi_keys import Keys
from ava_onboard.domain.api_key import ApiKey


class KeyChanges:
    """Saves and deletes keys. What `Keys` raises is passed on, and nothing is recorded then."""

    def __init__(self, keys: Keys, audit: Audit) -> None:
        self._keys = keys
        self._audit = audit

    async def save(self, tenant: UUID, key: ApiKey, origin: Origin) -> None:
        """Store a key, replacing an earlier one."""
        await self._keys.save(tenant, key)
        self._audit.record(Event.KEY_SAVED, user=tenant, **origin)

    async def delete(self, tenant: UUID, origin: Origin) -> None:
        """Delete the key, if there is one."""
        await self._keys.delete(tenant)
        self._audit.record(Event.KEY_DELETED, user=tenant, **origin)
