"""A keyring that passes for a desktop's, and the ways in which it fails."""

import threading
from collections.abc import Callable

import keyring.core
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import null
from keyring.errors import KeyringError, KeyringLocked, NoKeyringError, PasswordDeleteError


class Desktop(KeyringBackend):
    """Keeps passwords in memory; ``keyring`` itself never chooses it."""

    priority = -1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # not typed there
        self.held: dict[tuple[str, str], str] = {}
        self.trouble: Callable[[], None] = lambda: None
        self.doubles = 0
        """How many more entries have the name of one that is deleted."""

    def get_password(self, service: str, username: str) -> str | None:
        self.trouble()
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.trouble()
        self.held[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self.trouble()
        if (service, username) not in self.held:
            raise PasswordDeleteError
        if self.doubles:
            self.doubles -= 1
        else:
            del self.held[service, username]


class Readable(KeyringBackend):
    """Not on the list of backends that encrypt."""

    priority = -1

    def get_password(self, service: str, username: str) -> str | None:
        raise AssertionError("it must not be asked")

    set_password = delete_password = get_password  # type: ignore[assignment]  # each of them fails


Desktop.__module__, Desktop.__qualname__ = "keyring.backends.SecretService", "Keyring"

DOUBLES = {"two entries": 1, "endless entries": 1_000_000}
"""How many entries are behind the first of a name."""
TROUBLES = ["locked", "frozen", "gone", "null", "broken", "setting", "readable", *DOUBLES]


class Keyring:
    """The keyring of one computer."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        self._thaw = threading.Event()
        self.desktop = Desktop()
        self.mend()

    def fall_into(self, trouble: str) -> None:
        """Break the keyring from now on."""
        errors = {"locked": KeyringLocked(), "gone": NoKeyringError(), "broken": KeyringError()}
        if trouble in errors:

            def fail() -> None:
                raise errors[trouble]

            self.desktop.trouble = fail
        elif trouble in DOUBLES:
            self.desktop.doubles = DOUBLES[trouble]
        elif trouble == "frozen":
            self._thaw.clear()
            self.desktop.trouble = self._freeze
        elif trouble == "setting":
            self._monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "no.such.Keyring")
            self._choose(None)
        else:
            self._choose(null.Keyring() if trouble == "null" else Readable())  # type: ignore[no-untyped-call]  # not typed there

    def mend(self) -> None:
        """Let it work again."""
        self._thaw.set()
        self.desktop.trouble = lambda: None
        self.desktop.doubles = 0
        self._monkeypatch.delenv("PYTHON_KEYRING_BACKEND", raising=False)
        self._choose(self.desktop)

    def held(self, entry: str) -> str | None:
        """What it holds, even while it is broken."""
        return self.desktop.held.get((f"ava-onboard:default:{entry}", "default"))

    def _choose(self, backend: KeyringBackend | None) -> None:
        self._monkeypatch.setattr(keyring.core, "_keyring_backend", backend)

    def _freeze(self) -> None:
        self._thaw.wait(10)
        raise KeyringError("woken up too late")
