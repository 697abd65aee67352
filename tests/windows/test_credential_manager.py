"""What Credential Manager holds after a key was replaced and deleted: nothing of the former one."""

import sys

import keyring.core
import pytest

if sys.platform != "win32":
    pytest.skip("there is no Credential Manager", allow_module_level=True)

from win32ctypes.pywin32 import pywintypes, win32cred

from ava_onboard.adapters.secrets.keyring import OsKeyring
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.onboarding.ports import SecretName

FORMER, PRESENT = ApiKey("MARKED-former-key"), ApiKey("MARKED-present-key")
NOT_FOUND = 1168


def held(profile: str) -> list[str]:
    """The secrets in all entries whose name contains that of the profile."""
    try:
        entries = win32cred.CredEnumerate(None, 0)
    except pywintypes.error as error:
        if error.winerror == NOT_FOUND:
            return []
        raise
    return [entry["CredentialBlob"].decode("utf-16") for entry in entries if profile in entry["TargetName"]]


@pytest.fixture
def store() -> OsKeyring:
    keyring.core.init_backend()
    return OsKeyring("replaced", seconds=10)


async def test_a_former_key_is_gone_once_another_is_kept(store: OsKeyring) -> None:
    await store.put(SecretName.VAPI_KEY, FORMER)
    await store.put(SecretName.VAPI_KEY, PRESENT)
    assert held("replaced") == [PRESENT.reveal()]
    await store.delete(SecretName.VAPI_KEY)
    assert held("replaced") == []


async def test_a_former_key_that_an_older_version_has_left_is_deleted_too(store: OsKeyring) -> None:
    keyring.set_password("ava-onboard:replaced:vapi-key", "replaced", FORMER.reveal())
    keyring.set_password("ava-onboard:replaced:vapi-key", "replaced", PRESENT.reveal())
    assert sorted(held("replaced")) == sorted([FORMER.reveal(), PRESENT.reveal()])
    await store.delete(SecretName.VAPI_KEY)
    assert held("replaced") == []
