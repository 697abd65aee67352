"""A third kind of secret store works like the existing ones."""

import itertools

import pytest

from ava_onboard.domain import problems, store_kind
from ava_onboard.domain.failure import ProblemError
from ava_onboard.domain.secret import Secret, Token
from ava_onboard.domain.store_kind import FILE, KEYRING, StoreKind
from ava_onboard.onboarding.ports import SecretName
from ava_onboard.onboarding.secret_store import ChosenStore, StoreChoice

from .conftest import KEY, OTHER_KEY
from .fakes import ChoosableStore, FailingStore

THIRD = StoreKind("third", unread="The third store could not be read.", suffix=".third")
SECRETS: dict[SecretName, Secret] = {
    SecretName.VAPI_KEY: KEY,
    SecretName.ACCESS_TOKEN: Token("access"),
    SecretName.REFRESH_TOKEN: Token("refresh"),
}


class KilledError(Exception):
    """The process ended here."""


class Desk:
    """A computer with three kinds of store, on which a process can be killed before any change of the optional ones."""

    def __init__(self) -> None:
        self.keyring = FailingStore()
        self.optional = {kind: ChoosableStore(self._count) for kind in store_kind.OPTIONAL}
        self.changes_left: int | None = None

    def _count(self) -> None:
        if self.changes_left is not None:
            if self.changes_left == 0:
                raise KilledError
            self.changes_left -= 1

    @property
    def choice(self) -> StoreChoice:
        return StoreChoice(self.optional)

    def run(self) -> ChosenStore:
        """Return the store in use as a new run of the program has it."""
        return ChosenStore(self.keyring, self.choice)

    async def everything(self) -> dict[SecretName, Secret | None]:
        store = self.run()
        return {name: await store.get(name) for name in SecretName}

    async def is_killed(self, kind: StoreKind, changes: int) -> bool:
        """Change to ``kind``, and be killed after so many changes; whether that was before the end."""
        self.changes_left = changes
        try:
            await self.run().use(kind)
        except KilledError:
            return True
        finally:
            self.changes_left = None
        return False


@pytest.fixture(params=[(FILE, THIRD), (THIRD, FILE)], ids=["file first", "third first"])
async def desk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The file is in use, and holds everything."""
    monkeypatch.setattr(store_kind, "OPTIONAL", request.param)
    desk = Desk()
    store = desk.run()
    await store.use(FILE)
    for name, secret in SECRETS.items():
        await store.put(name, secret)
    return desk


async def test_everything_moves_there_and_the_old_store_is_removed(desk: Desk) -> None:
    await desk.run().use(THIRD)
    assert desk.choice.kind is THIRD
    assert not desk.optional[FILE].is_chosen
    assert await desk.everything() == SECRETS
    await desk.run().use(KEYRING)
    assert desk.choice.kind is KEYRING
    assert not desk.optional[THIRD].is_chosen
    assert {name: await desk.keyring.get(name) for name in SecretName} == SECRETS


async def test_it_works_without_a_keyring(desk: Desk) -> None:
    desk.keyring.problem = problems.NO_KEYRING
    await desk.run().use(THIRD)
    assert await desk.everything() == SECRETS
    with pytest.raises(ProblemError, match="K01"):
        await desk.run().use(KEYRING)
    assert await desk.everything() == SECRETS


async def test_a_process_killed_during_the_move_loses_nothing_and_the_next_run_finishes_it(desk: Desk) -> None:
    for changes in itertools.count():
        if not await desk.is_killed(THIRD, changes):
            break
        assert await desk.everything() == SECRETS
        await desk.run().use(THIRD)
        assert (desk.choice.kind, await desk.everything()) == (THIRD, SECRETS)
        await desk.run().use(FILE)
        assert (desk.choice.kind, await desk.everything()) == (FILE, SECRETS)
    assert changes > len(SECRETS)


async def test_after_an_incomplete_move_deleted_and_replaced_secrets_do_not_return(desk: Desk) -> None:
    for changes in itertools.count():
        if not await desk.is_killed(THIRD, changes):
            break
        await desk.run().put(SecretName.VAPI_KEY, OTHER_KEY)
        await desk.run().delete(SecretName.ACCESS_TOKEN)
        left = {**SECRETS, SecretName.VAPI_KEY: OTHER_KEY, SecretName.ACCESS_TOKEN: None}
        assert await desk.everything() == left
        await desk.run().use(THIRD)
        assert await desk.everything() == left
        await desk.run().use(FILE)
        assert await desk.everything() == left
        for name, secret in SECRETS.items():
            await desk.run().put(name, secret)
    assert changes > len(SECRETS)


async def test_an_empty_store_left_by_an_incomplete_move_is_removed(desk: Desk) -> None:
    assert await desk.is_killed(THIRD, 1)
    await desk.everything()
    for name in SecretName:
        await desk.run().delete(name)
    await desk.run().tidy()
    assert desk.choice.kind is KEYRING
