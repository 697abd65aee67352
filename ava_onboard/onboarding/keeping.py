"""Where secrets are kept on this computer: in the keyring, or in a protected file once the person has asked for it."""

from ava_onboard.domain.failure import ProblemError
from ava_onboard.domain.secret import Passphrase, Secret
from ava_onboard.gateways.ports import Entry, ProtectedFile, Vault


class Keeping:
    """A vault that is the protected file where there is one, and the keyring else: that it is there is the choice."""

    def __init__(self, keyring: Vault, file: ProtectedFile) -> None:
        self._keyring = keyring
        self._file = file

    async def get(self, entry: Entry) -> Secret | None:
        """The secret, or None if there is none."""
        return await self._place.get(entry)

    async def put(self, entry: Entry, secret: Secret) -> None:
        """Keep the secret."""
        await self._place.put(entry, secret)

    async def delete(self, entry: Entry) -> None:
        """Forget the secret. One that was not there is no failure."""
        await self._place.delete(entry)

    async def use_file(self, passphrase: Passphrase) -> None:
        """From now on keep everything in the file, and move there what the keyring gives.

        A keyring that fails keeps what it has: it may be the reason why the file is asked for.

        Raises:
            ProblemError: K09, K11 or K13; nothing has changed.
        """
        await self._file.make(passphrase)
        for entry in Entry:
            try:
                secret = await self._keyring.get(entry)
            except ProblemError:
                return
            if secret is not None:
                await self._file.put(entry, secret)
                await self._keyring.delete(entry)

    async def use_keyring(self) -> None:
        """From now on keep everything in the keyring, and move there what the file gives. The file is removed.

        What nobody opens is lost with the file: for somebody who has forgotten the passphrase.

        Raises:
            ProblemError: K01-K07, where the keyring does not work, or K13; nothing is lost.
        """
        await self._keyring.get(Entry.VAPI_KEY)
        if not self._file.locked:
            for entry in Entry:
                secret = await self._file.get(entry)
                if secret is not None:
                    await self._keyring.put(entry, secret)
        await self._file.remove()

    async def unlock(self, passphrase: Passphrase) -> None:
        """Open the file for this run.

        Raises:
            ProblemError: K09, K11 or K13.
        """
        await self._file.open(passphrase)

    async def forget_file(self) -> None:
        """Remove the file and all that is in it.

        Raises:
            ProblemError: K13.
        """
        await self._file.remove()

    async def tidy(self) -> None:
        """A file in which nothing is left goes too: what is kept next is a new choice.

        Raises:
            ProblemError: K09 or K13.
        """
        await self._file.remove_if_empty()

    @property
    def _place(self) -> Vault:
        return self._file if self._file.exists else self._keyring
