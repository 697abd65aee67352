"""The contract of every secret store, and that of every optional one."""

from collections.abc import Callable, Mapping
from pathlib import Path

import keyring.core
import pytest

from ava_onboard.adapters.secrets.keyring import OsKeyring
from ava_onboard.adapters.secrets.memory import MemoryStore
from ava_onboard.adapters.secrets.protected_file import ProtectedFile
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.secret import Token
from ava_onboard.domain.store_kind import DEFAULT, FILE, OPTIONAL
from ava_onboard.onboarding.ports import OptionalStore, SecretName, SecretStore
from tests.adapters.secrets.protected_files import CHEAP, PASSPHRASE
from tests.onboarding.fakes import ChoosableStore

KEY = ApiKey("8f14e45f-fade-4dad-8bad-facade000001")
IN_MEMORY, CHOOSABLE = "memory", "choosable"
Make = Callable[[Path], OptionalStore]

MAKE: Mapping[str, Make] = {
    FILE.name: lambda folder: ProtectedFile(folder / "default.vault", passphrase=PASSPHRASE, cost=CHEAP),
}
"""How each optional kind is made; a second time it is the store that the next run finds."""


class TestEveryStore:
    """The contract of ``SecretStore``."""

    @pytest.fixture(
        params=[
            IN_MEMORY,
            CHOOSABLE,
            pytest.param(DEFAULT.name, marks=pytest.mark.keyring),
            *(kind.name for kind in OPTIONAL),
        ]
    )
    async def store(self, request: pytest.FixtureRequest, tmp_path: Path) -> SecretStore:
        if request.param == IN_MEMORY:
            return MemoryStore()
        if request.param == DEFAULT.name:
            keyring.core.init_backend()
            return OsKeyring(request.node.name, seconds=10)  # a profile for each test: tests run in parallel
        optional = ChoosableStore() if request.param == CHOOSABLE else MAKE[request.param](tmp_path)
        await optional.choose(PASSPHRASE)
        return optional

    async def test_it_is_empty_at_first(self, store: SecretStore) -> None:
        assert [await store.get(name) for name in SecretName] == [None, None, None]

    async def test_each_secret_is_read_with_its_type(self, store: SecretStore) -> None:
        await store.put(SecretName.VAPI_KEY, KEY)
        await store.put(SecretName.ACCESS_TOKEN, Token("access"))
        await store.put(SecretName.REFRESH_TOKEN, Token("refresh"))
        assert [await store.get(name) for name in SecretName] == [KEY, Token("access"), Token("refresh")]

    async def test_the_last_secret_replaces_the_earlier_one(self, store: SecretStore) -> None:
        await store.put(SecretName.VAPI_KEY, ApiKey("the-first-one"))
        await store.put(SecretName.VAPI_KEY, KEY)
        assert await store.get(SecretName.VAPI_KEY) == KEY

    async def test_a_deleted_secret_is_gone_and_the_others_stay(self, store: SecretStore) -> None:
        await store.put(SecretName.VAPI_KEY, KEY)
        await store.put(SecretName.ACCESS_TOKEN, Token("access"))
        await store.delete(SecretName.VAPI_KEY)
        assert await store.get(SecretName.VAPI_KEY) is None
        assert await store.get(SecretName.ACCESS_TOKEN) == Token("access")

    async def test_deleting_twice_is_not_a_failure(self, store: SecretStore) -> None:
        await store.put(SecretName.VAPI_KEY, KEY)
        await store.delete(SecretName.VAPI_KEY)
        await store.delete(SecretName.VAPI_KEY)
        assert await store.get(SecretName.VAPI_KEY) is None

    async def test_a_long_token_is_kept_whole(self, store: SecretStore) -> None:
        token = Token("x" * 4000)
        await store.put(SecretName.ACCESS_TOKEN, token)
        assert await store.get(SecretName.ACCESS_TOKEN) == token


class TestEveryOptionalStore:
    """The contract of ``OptionalStore``."""

    @pytest.fixture(params=[CHOOSABLE, *(kind.name for kind in OPTIONAL)])
    def again(self, request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], OptionalStore]:
        """Gives the store as each run finds it."""
        if request.param == CHOOSABLE:
            store = ChoosableStore()
            return lambda: store
        return lambda: MAKE[request.param](tmp_path)

    async def test_it_is_not_chosen_at_first(self, again: Callable[[], OptionalStore]) -> None:
        assert (again().is_chosen, again().locked) == (False, False)

    async def test_the_next_run_finds_the_choice_and_the_secrets(self, again: Callable[[], OptionalStore]) -> None:
        store = again()
        await store.choose(PASSPHRASE)
        await store.put(SecretName.VAPI_KEY, KEY)
        assert again().is_chosen
        assert await again().get(SecretName.VAPI_KEY) == KEY

    async def test_choosing_it_again_keeps_what_is_in_it(self, again: Callable[[], OptionalStore]) -> None:
        await again().choose(PASSPHRASE)
        await again().put(SecretName.VAPI_KEY, KEY)
        await again().choose(PASSPHRASE)
        assert await again().get(SecretName.VAPI_KEY) == KEY

    async def test_it_remembers_for_each_secret_whether_no_other_store_holds_it(
        self, again: Callable[[], OptionalStore]
    ) -> None:
        await again().choose(PASSPHRASE)
        assert [await again().is_only_here(name) for name in SecretName] == [False, False, False]
        await again().note_only_here(SecretName.VAPI_KEY, known=True)
        assert [await again().is_only_here(name) for name in SecretName] == [True, False, False]
        await again().note_only_here(SecretName.VAPI_KEY, known=False)
        assert not await again().is_only_here(SecretName.VAPI_KEY)

    async def test_once_removed_it_is_not_chosen_and_holds_nothing(self, again: Callable[[], OptionalStore]) -> None:
        await again().choose(PASSPHRASE)
        await again().put(SecretName.VAPI_KEY, KEY)
        await again().note_only_here(SecretName.VAPI_KEY, known=True)
        await again().remove()
        await again().remove()
        assert not again().is_chosen
        await again().choose(PASSPHRASE)
        assert await again().get(SecretName.VAPI_KEY) is None
        assert not await again().is_only_here(SecretName.VAPI_KEY)

    async def test_only_an_empty_store_is_removed_by_remove_if_empty(self, again: Callable[[], OptionalStore]) -> None:
        await again().choose(PASSPHRASE)
        await again().put(SecretName.VAPI_KEY, KEY)
        await again().remove_if_empty()
        assert again().is_chosen
        await again().delete(SecretName.VAPI_KEY)
        await again().remove_if_empty()
        assert not again().is_chosen
