"""The same with a real gnome-keyring that is locked, silent or absent."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing

import keyring.core
import pytest
from keyring.backends import null
from keyring.core import init_backend

from ava_onboard.onboarding.ports import SecretName

from . import screen, test_table
from .computer import Computer
from .conftest import ALL
from .keyrings import Keyring
from .screen import failure_of
from .table import DONE, REAL_CELLS, stored

pytestmark = pytest.mark.keyring


def unlock() -> None:
    """Type the password of ``run-with-keyring`` without a window: gnome-keyring has a call for its tests."""
    import secretstorage
    from jeepney import DBusAddress, new_method_call

    path, name = "/org/freedesktop/secrets", "org.freedesktop.secrets"
    service = DBusAddress(path, name, "org.freedesktop.Secret.Service")
    inner = DBusAddress(path, name, "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface")
    with closing(secretstorage.dbus_init()) as connection:
        collection = secretstorage.collection.get_collection_by_alias(connection, "default").collection_path
        opened = connection.send_and_get_reply(new_method_call(service, "OpenSession", "sv", ("plain", ("s", ""))))
        secret = (opened.body[1], b"", b"test-pass\n", "text/plain")
        connection.send_and_get_reply(
            new_method_call(inner, "UnlockWithMasterPassword", "o(oayays)", (collection, secret))
        )


class RealKeyring(Keyring):
    """The keyring of the session that the tests run in."""

    def fall_into(self, trouble: str) -> None:
        if trouble == "locked":
            import secretstorage

            with closing(secretstorage.dbus_init()) as connection:
                secretstorage.collection.get_collection_by_alias(connection, "default").lock()
        elif trouble == "frozen":
            os.kill(self._daemon(), signal.SIGSTOP)
        elif trouble == "gone":  # its bus
            self._monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
        else:
            self._choose(null.Keyring())  # type: ignore[no-untyped-call]  # not typed there

    def mend(self) -> None:
        self._monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", self._bus)
        os.kill(self._daemon(), signal.SIGCONT)
        unlock()
        self._choose(self._backend)

    def held(self, entry: str) -> str | None:
        return keyring.core.get_password(f"ava-onboard:default:{entry}", "default")

    def empty(self) -> None:
        for entry in SecretName:
            if self.held(entry.value) is not None:
                keyring.core.delete_password(f"ava-onboard:default:{entry.value}", "default")

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        init_backend()
        self._bus, self._backend = os.environ["DBUS_SESSION_BUS_ADDRESS"], keyring.core.get_keyring()
        super().__init__(monkeypatch)

    @staticmethod
    def _daemon() -> int:
        words = "--dest=org.freedesktop.DBus /org/freedesktop/DBus org.freedesktop.DBus.GetConnectionUnixProcessID"
        ask = ["dbus-send", "--session", "--print-reply=literal", *words.split(), "string:org.freedesktop.secrets"]
        return int(subprocess.run(ask, capture_output=True, text=True, check=True).stdout.split()[-1])


@pytest.fixture
def keyring_of_session(monkeypatch: pytest.MonkeyPatch) -> Iterator[RealKeyring]:
    keyring = RealKeyring(monkeypatch)
    yield keyring
    keyring.mend()
    keyring.empty()


@pytest.fixture
async def real_computer(computer: Computer, keyring_of_session: RealKeyring) -> Computer:
    computer.keyring = keyring_of_session
    return computer


@pytest.mark.parametrize(("stage", "fault", "code"), [cell for cell in REAL_CELLS if ALL or cell[2] != DONE])
async def test_a_real_keyring_in_trouble_loses_nothing(
    real_computer: Computer, record_property: Callable[[str, object], None], stage: str, fault: str, code: str
) -> None:
    cell = {"stage": stage, "fault": fault, "code": code}
    record_property("cell", cell)
    computer, trouble = real_computer, fault.removesuffix(", real")
    await test_table.prepare(computer, stage, trouble)
    with test_table.trouble(computer, stage, trouble):
        ending = await test_table.outcome(computer.run(impatient=True), stage, trouble)
    failure = failure_of(ending)
    here, there = computer.kept, (await computer.at_ava()).present
    cell |= {"says": screen.of_command(stage, ending, kept=here)[0], "stored": stored(here=here, there=there)}
    assert (failure.code if failure else DONE) == code
    test_table.assert_it_is_said(stage, ending, here=here, there=there)
    await test_table.assert_stored(computer, stage, trouble, code)
    await computer.assert_badge_is_right()
    cell["again"] = await test_table.second_try(computer, stage, failure)
