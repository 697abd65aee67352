"""Keep secrets in the default store of this computer, or in one that the person has chosen instead."""

import asyncio
import contextlib
from collections.abc import Mapping, Sequence

from ava_onboard.domain import problems, store_kind
from ava_onboard.domain.failure import Failure, ProblemError
from ava_onboard.domain.secret import Passphrase, Secret
from ava_onboard.domain.store_kind import StoreKind
from ava_onboard.onboarding.ports import OptionalStore, SecretName, SecretStore

_MOVING = 5.0
"""Seconds to wait for a secret from another store. A keyring may be waiting for its password."""


class StoreChoice:
    """Which kind of store is in use. Finding out opens no store.

    Args:
        optional: The stores that can take the place of the default one, by kind.
        default: The kind of the default one.
    """

    def __init__(self, optional: Mapping[StoreKind, OptionalStore], default: StoreKind = store_kind.DEFAULT) -> None:
        self.optional = optional
        self.default = default

    @property
    def kind(self) -> StoreKind:
        """The kind in use."""
        return store_kind.in_use(lambda kind: kind in self.optional and self.optional[kind].is_chosen, self.default)

    @property
    def store(self) -> OptionalStore | None:
        """The chosen store; None while the default one is in use."""
        return self.optional.get(self.kind)

    @property
    def locked(self) -> bool:
        """Whether the store in use waits for its passphrase."""
        store = self.store
        return store is not None and store.locked

    @property
    def fallback(self) -> StoreKind | None:
        """The kind to offer if the default store fails; None if there is none, or if it is already in use."""
        return next(iter(self.optional), None) if self.store is None else None


class ChosenStore:
    """The store in use, as a ``SecretStore``.

    Secrets move with the choice. If a store fails or the process is killed, a move stays incomplete: another store may
    still hold a secret. The chosen store remembers for which secrets that is so. They are moved when they are next
    needed, and deleted from every store.
    """

    def __init__(self, default: SecretStore, choice: StoreChoice) -> None:
        self._default = default
        self._choice = choice
        self._moving = asyncio.Lock()
        self._others_answer = True
        """Whether to look for secrets in other stores. After one has failed, this run does not try again."""

    async def get(self, name: SecretName) -> Secret | None:
        """Return the secret, or None."""
        store = self._choice.store
        if store is None:
            return await self._default.get(name)
        secret = await store.get(name)
        if await store.is_only_here(name) or not await self._moved_to(store, name):
            return secret
        return await store.get(name)

    async def put(self, name: SecretName, secret: Secret) -> None:
        """Keep the secret."""
        await (self._choice.store or self._default).put(name, secret)

    async def delete(self, name: SecretName) -> None:
        """Delete the secret, also from other stores that may still hold it. A missing one is not a failure.

        Raises:
            ProblemError: a store that may still hold it has failed.
        """
        store = self._choice.store
        if store is None:
            await self._default.delete(name)
            return
        failure = None if await store.is_only_here(name) else await self._delete_elsewhere(store, name)
        await store.delete(name)
        if failure:
            raise ProblemError(failure)

    async def use(self, kind: StoreKind, passphrase: Passphrase | None = None) -> None:
        """Keep everything in a store of this kind from now on, and move secrets there from the others.

        A failing default store keeps what it has for now: it may be the reason for the choice. A chosen store is
        removed when another takes its place. If it is locked, its secrets are lost: the passphrase may be forgotten.

        Args:
            kind: The kind.
            passphrase: Opens the store; None for a kind without one.

        Raises:
            ProblemError: the new store cannot be used. Nothing is lost.
        """
        left = self._choice.store
        chosen = None if kind == self._choice.default else self._choice.optional[kind]
        if chosen:
            await chosen.choose(passphrase)
        else:
            await self._default.get(SecretName.VAPI_KEY)  # fails before anything is moved
        if left and left is not chosen:
            await _empty(left, into=chosen or self._default)
        if chosen:
            self._others_answer = True
            for name in SecretName:
                if not await chosen.is_only_here(name):
                    await self._moved_to(chosen, name)

    async def unlock(self, passphrase: Passphrase) -> None:
        """Open the store in use for this run.

        Raises:
            ProblemError: the store does not open.
        """
        if store := self._choice.store:
            await store.unlock(passphrase)

    async def forget(self) -> None:
        """Remove the chosen store, and its secrets from other stores that may still hold them.

        Raises:
            ProblemError: the store cannot be removed; or it is removed, but another may still hold a secret.
        """
        store = self._choice.store
        if store is None:
            return
        left = [
            await self._delete_elsewhere(store, name)
            for name in SecretName
            if not await _is_certainly_only_here(store, name)
        ]
        await store.remove()
        for failure in filter(None, left):
            raise ProblemError(failure)

    async def tidy(self) -> None:
        """Remove chosen stores that are empty, so that the person can choose again. A failure does no harm."""
        for store in self._choice.optional.values():
            with contextlib.suppress(ProblemError):
                await store.remove_if_empty()

    def _others(self, store: OptionalStore) -> Sequence[SecretStore]:
        """Return the other stores that may hold a secret."""
        return (self._default, *(one for one in self._choice.optional.values() if one is not store and one.is_chosen))

    async def _moved_to(self, store: OptionalStore, name: SecretName) -> bool:
        """Move this secret here from other stores, unless a newer one is here; return whether that is done."""
        async with self._moving:
            if not self._others_answer:
                return False
            try:
                async with asyncio.timeout(_MOVING):
                    for other in self._others(store):
                        await _move(name, other, store)
                    await store.note_only_here(name, known=True)
            except (ProblemError, TimeoutError):
                self._others_answer = False
            return self._others_answer

    async def _delete_elsewhere(self, store: OptionalStore, name: SecretName) -> Failure | None:
        """Delete this secret from other stores; return what prevented that."""
        everywhere = True
        for other in self._others(store):
            try:
                await other.delete(name)
            except ProblemError as error:
                if error.failure.problem not in problems.NOWHERE:
                    return error.failure
                everywhere = False
        if everywhere:
            with contextlib.suppress(ProblemError):  # it is true even if it cannot be recorded
                await store.note_only_here(name, known=True)
        return None


async def _move(name: SecretName, source: SecretStore, target: SecretStore) -> None:
    secret = await source.get(name)
    if secret is not None:
        if await target.get(name) is None:
            await target.put(name, secret)
        await source.delete(name)


async def _empty(store: OptionalStore, *, into: SecretStore) -> None:
    """Move everything that an open store holds, and remove it."""
    if not store.locked:
        for name in SecretName:
            secret = await store.get(name)
            if secret is not None:
                await store.note_only_here(name, known=False)  # from here on it may be in both
                await into.put(name, secret)
    await store.remove()


async def _is_certainly_only_here(store: OptionalStore, name: SecretName) -> bool:
    """Return ``is_only_here`` of a store; False if it is damaged."""
    try:
        return await store.is_only_here(name)
    except ProblemError:
        return False
