"""Several entries of one name in a keyring: none of an older key is left."""

import pytest

from ava_onboard.adapters.secrets.keyring import OsKeyring
from ava_onboard.domain.failure import ProblemError
from ava_onboard.onboarding.ports import SecretName
from tests.adapters.leaks import MARK, assert_no_mark
from tests.adapters.secrets.scripted_keyrings import Several, use
from tests.adapters.secrets.test_keyring import KEY


async def test_every_entry_of_a_name_is_deleted(monkeypatch: pytest.MonkeyPatch) -> None:
    backend = Several(MARK, MARK, KEY.reveal())
    use(monkeypatch, backend)
    await OsKeyring().delete(SecretName.VAPI_KEY)
    assert backend.entries == []


async def test_a_secret_that_is_left_after_its_deletion_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, Several(MARK, endless=True))
    with pytest.raises(ProblemError) as caught:
        await OsKeyring().delete(SecretName.VAPI_KEY)
    failure = caught.value.failure
    assert (failure.code, failure.values) == ("K14", {"entry": "ava-onboard:default:vapi-key"})
    assert_no_mark(caught.value)


async def test_a_new_secret_takes_the_place_of_older_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    backend = Several(MARK, MARK)
    use(monkeypatch, backend)
    store = OsKeyring()
    await store.put(SecretName.VAPI_KEY, KEY)
    assert await store.get(SecretName.VAPI_KEY) == KEY
    assert backend.entries == [KEY.reveal()]
