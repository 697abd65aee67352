"""Where secrets are kept on this computer: in the default store, or in one that the person has chosen instead."""

import asyncio
import contextlib
from collections.abc import Mapping, Sequence

from ava_onboard.domain import problems, store_kind
from ava_onboard.domain.failure import Failure, ProblemError
from ava_onboard.domain.secret import Passphrase, Secret
from ava_onboard.domain.store_kind import StoreKind
from ava_onboard.onboarding.ports import OptionalStore, SecretName, SecretStore

_MOVING = 5.0
"""Seconds that a run gives another store to hand over a secret. A keyring may be waiting for its password."""


class StoreChoice:
    """Which kind of store is in use. Asking opens no store.

    Args:
        optional: The stores that can take the place of the default one, by kind.
    """

    def __init__(self, optional: Mapping[StoreKind, OptionalStore]) -> None:
        self.optional = optional

    @property
    def kind(self) -> StoreKind:
        """The kind in use."""
        return store_kind.in_use(lambda kind: kind in self.optional and self.optional[kind].is_chosen)

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
        """The kind to offer where the default store fails; None where there is none, or another is in use already."""
        return next(iter(self.optional), None) if self.store is None else None


class ChosenStore:
    """The store in use, as a ``SecretStore``.

    Secrets move with the choice. A store that fails, or a process that is killed, leaves a move half done: then another
    store may still hold something. The chosen store remembers for which secrets that is so. They are moved when they
    are next asked for, and deleted in every store.
    """

    def __init__(self, default: SecretStore, choice: StoreChoice) -> None:
        self._default = default
        self._choice = choice
        self._moving = asyncio.Lock()
        self._others_answer = True
        """Whether other stores are asked for what they still hold: not again in this run after one has failed."""

    async def get(self, name: SecretName) -> Secret | None:
        """The secret, or None if there is none."""
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
        """Delete the secret, also in other stores that may still hold it. One that is not there is no failure.

        Raises:
            ProblemError: of the store that may still hold it.
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
        """Keep everything in a store of this kind from now on, and move there what the others give.

        A default store that fails keeps what it has for now: it may be the reason for the choice. A chosen store is
        removed once it is left. If nobody opens it, what it holds is lost: the passphrase may be forgotten.

        Args:
            kind: The kind.
            passphrase: What opens the store, where its kind has one.

        Raises:
            ProblemError: what keeps the new store from being used; nothing is lost.
        """
        left = self._choice.store
        chosen = None if kind == store_kind.DEFAULT else self._choice.optional[kind]
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
            ProblemError: of a store that does not open.
        """
        if store := self._choice.store:
            await store.unlock(passphrase)

    async def forget(self) -> None:
        """Remove the chosen store with all that is in it, and what other stores may still hold of it.

        Raises:
            ProblemError: of a store that cannot be removed; of another that may still hold something, once the chosen
                one is removed.
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
        """Remove chosen stores that are empty: what is kept next is a new choice. One that stays does no harm."""
        for store in self._choice.optional.values():
            with contextlib.suppress(ProblemError):
                await store.remove_if_empty()

    def _others(self, store: OptionalStore) -> Sequence[SecretStore]:
        """The stores that may hold something beside this one."""
        return (self._default, *(one for one in self._choice.optional.values() if one is not store and one.is_chosen))

    async def _moved_to(self, store: OptionalStore, name: SecretName) -> bool:
        """Move what other stores hold of this secret, unless this one has something newer; whether that is done."""
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
        """Delete what other stores may still hold of this secret; what prevented that."""
        everywhere = True
        for other in self._others(store):
            try:
                await other.delete(name)
            except ProblemError as error:
                if error.failure.problem not in problems.NOWHERE:
                    return error.failure
                everywhere = False
        if everywhere:
            with contextlib.suppress(ProblemError):  # true whether it is noted or not
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
    """``is_only_here`` of a store that may be damaged, and then says nothing."""
    try:
        return await store.is_only_here(name)
    except ProblemError:
        return False
