"""Keep secrets in memory, for the demo and for tests."""

from ava_onboard.domain.secret import Secret
from ava_onboard.onboarding.ports import SecretName


class MemoryStore:
    """A store that ends with the process; see ``SecretStore``."""

    def __init__(self) -> None:
        self._secrets: dict[SecretName, Secret] = {}

    async def get(self, name: SecretName) -> Secret | None:
        """Return the secret, or None."""
        return self._secrets.get(name)

    async def put(self, name: SecretName, secret: Secret) -> None:
        """Keep the secret."""
        self._secrets[name] = secret

    async def delete(self, name: SecretName) -> None:
        """Delete the secret. A missing one is not a failure."""
        self._secrets.pop(name, None)
