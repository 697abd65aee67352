"""The keyring of Windows: what it refuses, where it keeps a secret, and what becomes of one that is replaced."""

import pytest
from keyring.errors import PasswordDeleteError

from ava_onboard.adapters.secrets.keyring import OsKeyring
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.secret import Token
from ava_onboard.onboarding.ports import SecretName
from tests.adapters.leaks import MARK
from tests.adapters.secrets.scripted_keyrings import Scripted, use
from tests.adapters.secrets.test_keyring import CALLS, KEY, code_of


class Windows(Scripted):
    """Passes for the Credential Manager.

    As that, it refuses what is too long: CredWrite fails with error 1783. As ``keyring``, it moves what it replaces.
    """

    persist = "enterprise"

    def __init__(self, error: Exception | None = None, *, keeps_former: bool = False) -> None:
        super().__init__(error)
        self.keeps_former = keeps_former

    def set_password(self, service: str, username: str, password: str) -> None:
        if len(password) > 1280:
            raise OSError(1783, "The stub received bad data")
        if former := self.held.get((service, username)):
            self.held[f"{username}@{service}", username] = former
        super().set_password(service, username, password)

    def delete_password(self, service: str, username: str) -> None:
        if self.keeps_former and "@" in service:
            raise PasswordDeleteError(MARK)
        super().delete_password(service, username)


Windows.__module__, Windows.__qualname__ = "keyring.backends.Windows", "WinVaultKeyring"


@pytest.mark.parametrize(("length", "code"), [(1280, None), (1281, "K10"), (4000, "K10")])
async def test_a_token_too_long_for_windows_is_reported(
    monkeypatch: pytest.MonkeyPatch, length: int, code: str | None
) -> None:
    backend, token = Windows(), Token((MARK * 200)[:length])
    use(monkeypatch, backend)
    if code:
        assert await code_of(lambda store: store.put(SecretName.ACCESS_TOKEN, token)) == code
        assert backend.held == {}
    else:
        await OsKeyring().put(SecretName.ACCESS_TOKEN, token)
        assert await OsKeyring().get(SecretName.ACCESS_TOKEN) == token


async def test_windows_keeps_a_secret_on_this_computer_only(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, backend := Windows())
    await OsKeyring().put(SecretName.VAPI_KEY, KEY)
    assert backend.persist == "local machine"


async def test_windows_may_fail_for_another_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, Windows(OSError(1783, MARK)))
    assert await code_of(CALLS["put"]) == "K07"


async def test_windows_holds_nothing_of_a_key_that_was_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, backend := Windows())
    for key in (MARK, KEY.reveal()):
        await OsKeyring().put(SecretName.VAPI_KEY, ApiKey(key))
    assert list(backend.held.values()) == [KEY.reveal()]


async def test_a_replaced_key_that_windows_keeps_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, backend := Windows(keeps_former=True))
    backend.held["ava-onboard:default:vapi-key", "default"] = MARK
    assert await code_of(CALLS["put"]) == "K14"
