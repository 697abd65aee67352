"""macOS' Keychain: what it refuses, as ``keyring`` reports it. A stand-in with macOS' numbers, never run there."""

import keyring.core
import pytest
from keyring.errors import KeyringError, KeyringLocked, PasswordDeleteError, PasswordSetError

from tests.adapters.leaks import MARK
from tests.adapters.secrets.scripted_keyrings import Scripted
from tests.adapters.secrets.test_keyring import CALLS, code_of


class KeychainError(Exception):
    """What ``keyring`` makes of a status of macOS: number and text."""


class Keychain(Scripted):
    """Passes for Keychain, and fails as ``keyring.backends.macOS`` does: with an error whose cause has the status."""

    def __init__(self, error: type[KeyringError], status: int) -> None:
        super().__init__()
        self.raised, self.status = error, status

    def get_password(self, service: str, username: str) -> str | None:
        raise self.raised(MARK) from KeychainError(self.status, MARK)

    def set_password(self, service: str, username: str, password: str) -> None:
        raise self.raised(MARK) from KeychainError(self.status, MARK)

    def delete_password(self, service: str, username: str) -> None:
        raise PasswordDeleteError(MARK) from KeychainError(self.status, MARK)


Keychain.__module__, Keychain.__qualname__ = "keyring.backends.macOS", "Keyring"


@pytest.mark.parametrize("call", ["get", "put", "delete"])
@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        pytest.param(KeyringLocked, -128, "K02", id="denied in its window"),
        pytest.param(KeyringError, -25308, "K02", id="locked, over ssh"),
        pytest.param(PasswordSetError, -25308, "K02", id="locked, over ssh, while writing"),
        pytest.param(KeyringError, -25293, "K07", id="its password is wrong"),
        pytest.param(KeyringError, -67030, "K07", id="the program is not signed"),
    ],
)
async def test_each_refusal_of_keychain_has_its_code(
    monkeypatch: pytest.MonkeyPatch, call: str, error: type[KeyringError], status: int, code: str
) -> None:
    monkeypatch.setattr(keyring.core, "_keyring_backend", Keychain(error, status))
    assert await code_of(CALLS[call]) == code
