"""Encrypt tenants' keys: AES-256-GCM with a ring of master keys, each ciphertext bound to its tenant."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ava_onboard.domain.api_key import ApiKey

_NONCE_BYTES = 12
"""The length that NIST SP 800-38D recommends for GCM."""


@dataclass(frozen=True, slots=True)
class SealedKey:
    """A tenant's key as it is stored."""

    ciphertext: bytes
    """Nonce, ciphertext and tag, concatenated."""
    master_key: str
    """Name of the master key that encrypted it."""


class UnreadableKeyError(Exception):
    """A stored key does not decrypt: it was altered, is another tenant's, or its master key is not in the ring."""


class KeyRing:
    """Encrypts with the current master key; decrypts with any key of the ring."""

    def __init__(self, keys: Mapping[str, bytes], current: str) -> None:
        """Create the ring.

        Args:
            keys: The 32 bytes of each master key, by name.
            current: Name of the master key that encrypts.
        """
        self._ciphers = {name: AESGCM(key) for name, key in keys.items()}
        self._current = current

    @property
    def current(self) -> str:
        """Name of the master key that encrypts."""
        return self._current

    @property
    def names(self) -> frozenset[str]:
        """Names of all master keys."""
        return frozenset(self._ciphers)

    def seal(self, key: ApiKey, tenant: UUID) -> SealedKey:
        """Encrypt a key for a tenant."""
        nonce = os.urandom(_NONCE_BYTES)
        bound = _bound_to(tenant, self._current)
        ciphertext = self._ciphers[self._current].encrypt(nonce, key.reveal().encode("ascii"), bound)
        return SealedKey(nonce + ciphertext, self._current)

    def open(self, sealed: SealedKey, tenant: UUID) -> ApiKey:
        """Decrypt what `seal` returned for the same tenant.

        Raises:
            UnreadableKeyError: It does not decrypt.
        """
        cipher = self._ciphers.get(sealed.master_key)
        if cipher is None:
            raise UnreadableKeyError(f"master key {sealed.master_key!r} is not in the ring")
        nonce, ciphertext = sealed.ciphertext[:_NONCE_BYTES], sealed.ciphertext[_NONCE_BYTES:]
        try:
            return ApiKey(cipher.decrypt(nonce, ciphertext, _bound_to(tenant, sealed.master_key)).decode("ascii"))
        except (InvalidTag, ValueError):
            raise UnreadableKeyError("the stored key was altered or belongs to another tenant") from None


def _bound_to(tenant: UUID, master_key: str) -> bytes:
    """Return the associated data, which makes the ciphertext useless for another tenant, column or master key."""
    return b"users.vapi_api_key\0" + tenant.bytes + master_key.encode()
