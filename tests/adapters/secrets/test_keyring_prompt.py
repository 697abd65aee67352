"""A keyring that shows a password window gets more time than one that does not answer."""

import asyncio
import subprocess
import sys
import threading

import keyring
import pytest

from ava_onboard.adapters.secrets import keyring_prompt
from ava_onboard.adapters.secrets.keyring import OsKeyring
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.failure import ProblemError
from ava_onboard.domain.secret import Token
from ava_onboard.onboarding.ports import SecretName
from tests.adapters.secrets.scripted_keyrings import Frozen, Trusted, use
from tests.adapters.secrets.test_keyring import KEY

SECRET_SERVICE, LIBSECRET = "keyring.backends.SecretService.Keyring", "keyring.backends.libsecret.Keyring"
MAC, WINDOWS = "keyring.backends.macOS.Keyring", "keyring.backends.Windows.WinVaultKeyring"


class Locked(Trusted):
    """Answers once the password is typed."""

    def __init__(self) -> None:
        super().__init__()
        self.started, self.typed = threading.Event(), threading.Event()

    def set_password(self, service: str, username: str, password: str) -> None:
        self.started.set()
        self.typed.wait(10)
        super().set_password(service, username, password)


Locked.__module__, Locked.__qualname__ = Trusted.__module__, Trusted.__qualname__


async def test_a_password_window_gives_the_person_time_and_is_mentioned(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    backend, asked = Locked(), list[str]()
    use(monkeypatch, backend)

    def asks(name: str) -> bool:
        asked.append(name)
        return True

    await OsKeyring(seconds=0.05, asks_a_person=asks, look_for_window=backend.typed.set).put(SecretName.VAPI_KEY, KEY)
    assert asked == [SECRET_SERVICE]
    assert list(backend.held.values()) == [KEY.reveal()]


async def test_a_keyring_that_answers_in_time_is_not_examined(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, Trusted())
    asked: list[str] = []

    def asks(name: str) -> bool:
        asked.append(name)
        return True

    await OsKeyring(seconds=5, asks_a_person=asks).put(SecretName.VAPI_KEY, KEY)
    assert asked == []


async def test_slow_imports_are_not_taken_for_a_window(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = threading.Event()
    monkeypatch.setattr(keyring, "get_keyring", lambda: loaded.wait(10))
    noticed: list[str] = []
    store = OsKeyring(seconds=0.05, asks_a_person=lambda _name: True, look_for_window=lambda: noticed.append("window"))
    with pytest.raises(ProblemError, match="K03"):
        await store.get(SecretName.VAPI_KEY)
    loaded.set()
    assert noticed == []


async def test_a_frozen_service_times_out(monkeypatch: pytest.MonkeyPatch) -> None:
    backend, never = Frozen(), threading.Event()
    use(monkeypatch, backend)
    noticed: list[str] = []
    store = OsKeyring(
        seconds=0.1, asks_a_person=lambda _name: never.wait(10), look_for_window=lambda: noticed.append("window")
    )
    with pytest.raises(ProblemError, match="K03"):
        await store.get(SecretName.VAPI_KEY)
    never.set()
    backend.released.set()
    assert noticed == []


async def test_cancelling_the_wait_for_the_window_returns_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    backend, noticed = Locked(), asyncio.Event()
    use(monkeypatch, backend)
    store = OsKeyring(seconds=0.05, asks_a_person=lambda _name: True, look_for_window=noticed.set)
    putting = asyncio.create_task(store.put(SecretName.VAPI_KEY, KEY))
    await noticed.wait()
    putting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await putting
    backend.typed.set()


async def given_up(store: OsKeyring, backend: Locked, text: str) -> None:
    """Begin to keep a key, and stop waiting for it."""
    putting = asyncio.create_task(store.put(SecretName.VAPI_KEY, ApiKey(text)))
    await asyncio.to_thread(backend.started.wait, 5)
    putting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await putting


async def test_a_late_write_comes_before_the_next_one(monkeypatch: pytest.MonkeyPatch) -> None:
    backend, store = Locked(), OsKeyring(seconds=10)
    use(monkeypatch, backend)
    await given_up(store, backend, "given-up-but-late")
    forgetting = asyncio.create_task(store.delete(SecretName.VAPI_KEY))
    await asyncio.wait({forgetting}, timeout=0.05)
    assert not forgetting.done()
    backend.typed.set()
    await forgetting
    assert backend.held == {}


async def test_a_write_abandoned_before_its_turn_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    backend, store = Locked(), OsKeyring(seconds=10)
    use(monkeypatch, backend)
    await given_up(store, backend, "given-up-but-late")
    await given_up(store, backend, "given-up-before-its-turn")
    backend.typed.set()
    await store.put(SecretName.ACCESS_TOKEN, Token("the next one"))
    assert set(backend.held.values()) == {"given-up-but-late", "the next one"}


@pytest.mark.parametrize(
    ("backend", "screen", "expected"),
    [
        (MAC, False, True),
        (WINDOWS, True, False),
        (SECRET_SERVICE, False, False),
        (SECRET_SERVICE, True, False),
        (LIBSECRET, True, False),
        ("keyring.backends.kwallet.DBusKeyring", True, False),
    ],
)
def test_without_a_bus_only_a_mac_may_have_opened_a_window(
    monkeypatch: pytest.MonkeyPatch, backend: str, screen: bool, expected: bool
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/at/all")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    if screen:
        monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert keyring_prompt.may_be_open(backend) is expected


PROGRAM = """
import asyncio, subprocess, sys
from ava_onboard.domain.failure import ProblemError
from ava_onboard.onboarding.ports import SecretName
from ava_onboard.adapters.secrets.keyring import OsKeyring
from tests.adapters.secrets.locked_service import answer_person

def look():
    print("look for the window", flush=True)
    answer_person(sys.argv[1])

async def main():
    service = subprocess.Popen([sys.executable, "-m", "tests.adapters.secrets.locked_service"], stdout=subprocess.PIPE)
    try:
        service.stdout.readline()
        print(await OsKeyring(seconds=1, look_for_window=look).get(SecretName.VAPI_KEY))
    except ProblemError as error:
        print(error.failure.code)
    finally:
        service.kill()
        service.wait()

asyncio.run(main())
"""


@pytest.mark.keyring
@pytest.mark.parametrize(
    ("person", "screen", "said"),
    [
        ("Type", ":99", "look for the window\nNone\n"),
        ("Dismiss", ":99", "look for the window\nK02\n"),
        ("Type", "", "K03\n"),
    ],
)
def test_a_locked_secret_service_with_a_window(
    monkeypatch: pytest.MonkeyPatch, person: str, screen: str, said: str
) -> None:
    monkeypatch.setenv("DISPLAY", screen)
    finished = subprocess.run(
        ["dbus-run-session", "--", sys.executable, "-c", PROGRAM, person],
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert finished.stdout == said
