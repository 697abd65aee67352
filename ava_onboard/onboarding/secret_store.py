"""Where secrets are kept on this computer: in the keyring, or in a protected file once the person has asked for it."""

import asyncio
import contextlib

from ava_onboard.domain import problems
from ava_onboard.domain.failure import Failure, ProblemError
from ava_onboard.domain.secret import Passphrase, Secret
from ava_onboard.onboarding.ports import OptionalStore, SecretName, SecretStore

_MOVING = 5.0
"""Seconds that a run gives the keyring to hand over what it still has. It may be waiting for a person at a window."""


class ChosenStore:
    """A store that is the protected file where there is one, and the keyring else: that it is there is the choice.

    What the keyring held before moves to the file. A keyring that fails, or a process that is killed, leaves that half
    done; the file knows for which entries. Those are moved when they are next asked for, and forgotten in both places.
    """

    def __init__(self, keyring: SecretStore, file: OptionalStore) -> None:
        self._keyring = keyring
        self._file = file
        self._moving = asyncio.Lock()
        self._hands_over = True
        """Whether the keyring is asked for what it still has: once it has failed, no longer in this run."""

    async def get(self, entry: SecretName) -> Secret | None:
        """The secret, or None if there is none."""
        if not self._file.exists:
            return await self._keyring.get(entry)
        secret = await self._file.get(entry)
        if await self._file.is_only_here(entry) or not await self._moved(entry):
            return secret
        return await self._file.get(entry)

    async def put(self, entry: SecretName, secret: Secret) -> None:
        """Keep the secret."""
        await (self._file if self._file.exists else self._keyring).put(entry, secret)

    async def delete(self, entry: SecretName) -> None:
        """Forget the secret, also in a keyring that may still have it. One that was not there is no failure.

        Raises:
            ProblemError: K02-K04, K06 or K07 where the keyring may still have it; K09 or K13 where the file has.
        """
        if not self._file.exists:
            await self._keyring.delete(entry)
            return
        left = None if await self._file.is_only_here(entry) else await self._forgotten_by_keyring(entry)
        await self._file.delete(entry)
        if left:
            raise ProblemError(left)

    async def use_file(self, passphrase: Passphrase) -> None:
        """From now on keep everything in the file, and move there what the keyring gives.

        A keyring that fails keeps what it has for now: it may be the reason why the file is asked for.

        Raises:
            ProblemError: K09, K11 or K13; nothing has changed.
        """
        await self._file.make(passphrase)
        self._hands_over = True
        for entry in SecretName:
            if not await self._file.is_only_here(entry):
                await self._moved(entry)

    async def use_keyring(self) -> None:
        """From now on keep everything in the keyring, and move there what the file gives. The file is removed.

        What nobody opens is lost with the file: for somebody who has forgotten the passphrase.

        Raises:
            ProblemError: K01-K07, where the keyring does not work, or K13; nothing is lost.
        """
        await self._keyring.get(SecretName.VAPI_KEY)
        if not self._file.locked:
            for entry in SecretName:
                secret = await self._file.get(entry)
                if secret is not None:
                    await self._file.note_only_here(entry, known=False)  # from here on it may be in both
                    await self._keyring.put(entry, secret)
        await self._file.remove()

    async def unlock(self, passphrase: Passphrase) -> None:
        """Open the file for this run.

        Raises:
            ProblemError: K09, K11 or K13.
        """
        await self._file.open(passphrase)

    async def forget_file(self) -> None:
        """Remove the file and all that is in it, and what a keyring may still have of it.

        Raises:
            ProblemError: K13; K02-K04, K06 or K07 where the file is removed and the keyring may still have something.
        """
        left = [
            await self._forgotten_by_keyring(entry)
            for entry in SecretName
            if not await self._is_surely_only_here(entry)
        ]
        await self._file.remove()
        for failure in left:
            if failure:
                raise ProblemError(failure)

    async def tidy(self) -> None:
        """A file in which nothing is left goes too: what is kept next is a new choice. One that stays does no harm."""
        with contextlib.suppress(ProblemError):
            await self._file.remove_if_empty()

    async def _moved(self, entry: SecretName) -> bool:
        """Move what the keyring has of this entry, unless the file has something newer; whether that is done."""
        async with self._moving:
            if not self._hands_over:
                return False
            try:
                async with asyncio.timeout(_MOVING):
                    secret = await self._keyring.get(entry)
                    if secret is not None:
                        if await self._file.get(entry) is None:
                            await self._file.put(entry, secret)
                        await self._keyring.delete(entry)
                    await self._file.note_only_here(entry, known=True)
            except (ProblemError, TimeoutError):
                self._hands_over = False
            return self._hands_over

    async def _is_surely_only_here(self, entry: SecretName) -> bool:
        """The same of a file that may be damaged, and then tells nothing."""
        try:
            return await self._file.is_only_here(entry)
        except ProblemError:
            return False

    async def _forgotten_by_keyring(self, entry: SecretName) -> Failure | None:
        """Make the keyring forget what it may still have; what prevented that."""
        try:
            await self._keyring.delete(entry)
        except ProblemError as error:
            return None if error.failure.problem in problems.NOWHERE else error.failure
        with contextlib.suppress(ProblemError):  # known or not, it is so
            await self._file.note_only_here(entry, known=True)
        return None
