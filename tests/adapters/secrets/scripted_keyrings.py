"""Stand-ins for keyrings that no real part can be: they fail, freeze, forget, or belong to another system."""

import threading

import keyring.core
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

from tests.adapters.leaks import MARK


class Scripted(KeyringBackend):
    """A scripted backend, which ``keyring`` itself never chooses."""

    priority = -1

    def __init__(self, error: Exception | None = None, *, forgets: bool = False, keeps: bool = False) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # not typed there
        self.error, self.forgets, self.keeps = error, forgets, keeps
        self.held: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        if self.error:
            raise self.error
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.error:
            raise self.error
        if not self.forgets:
            self.held[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.error:
            raise self.error
        if self.keeps or self.held.pop((service, username), None) is None:
            raise PasswordDeleteError(MARK)


class Frozen(Scripted):
    """Answers only when it is released."""

    def __init__(self) -> None:
        super().__init__()
        self.released = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.released.wait(5)
        return None


class Trusted(Scripted):
    """Passes for a backend of the allow-list."""


class Chain(Scripted):
    """Passes for ``keyring``'s chain of several backends."""

    def __init__(self, *backends: KeyringBackend) -> None:
        super().__init__()
        self.backends = backends


for imitation, name in (
    (Trusted, "SecretService.Keyring"),
    (Chain, "chainer.ChainerBackend"),
):
    module, _, imitation.__qualname__ = f"keyring.backends.{name}".rpartition(".")
    imitation.__module__ = module

Frozen.__module__, Frozen.__qualname__ = Trusted.__module__, Trusted.__qualname__


def use(monkeypatch: pytest.MonkeyPatch, backend: KeyringBackend | None) -> None:
    """Make ``backend`` the one that ``keyring`` has chosen; None: it has yet to choose."""
    monkeypatch.setattr(keyring.core, "_keyring_backend", backend)


class Several(Scripted):
    """A keyring with several entries of one name, of which it gives and deletes the oldest, as a Secret Service does.

    Args:
        older: The secrets that other programs have kept.
        endless: Whether there is always one more.
    """

    def __init__(self, *older: str, endless: bool = False) -> None:
        super().__init__()
        self.entries = list(older)
        self.endless = endless

    def get_password(self, service: str, username: str) -> str | None:
        return next(iter(self.entries), None)

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries.append(password)

    def delete_password(self, service: str, username: str) -> None:
        if not self.entries:
            raise PasswordDeleteError(MARK)
        if not self.endless:
            del self.entries[0]


Several.__module__, Several.__qualname__ = Trusted.__module__, Trusted.__qualname__
