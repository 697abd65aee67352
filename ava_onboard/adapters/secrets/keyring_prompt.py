"""Whether a keyring that takes its time waits for a person, who types a password in a window of its own."""

import os
from contextlib import closing

_KWALLET = "keyring.backends.kwallet"
_ON_THE_BUS = {
    "keyring.backends.SecretService.Keyring": ("org.freedesktop.secrets", "/org/freedesktop/secrets"),
    "keyring.backends.libsecret.Keyring": ("org.freedesktop.secrets", "/org/freedesktop/secrets"),
    f"{_KWALLET}.DBusKeyring": ("org.kde.kwalletd5", "/modules/kwalletd5"),
    f"{_KWALLET}.DBusKeyringKWallet4": ("org.kde.kwalletd", "/modules/kwalletd"),
}
"""Backends whose service is asked over D-Bus: its name there, and the path of its main object."""


def may_be_open(backend: str) -> bool:
    """Whether a window asks for a password, while a call to ``backend`` has had no answer for a while.

    On Linux that is so if there is a screen, and if the service answers another question all the same: it is
    not frozen, so it waits for somebody. It may be a locked keyring, a new one that needs a password, or a question
    whether this program may read an entry (KeePassXC). The Keychain of macOS opens a window or answers at once, and
    nothing tells more. The Credential Manager of Windows never asks.

    It blocks for as long as the service does.
    """
    if backend == "keyring.backends.macOS.Keyring":
        return True
    if backend not in _ON_THE_BUS or not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return False
    return _answers(*_ON_THE_BUS[backend])


def _answers(name: str, path: str) -> bool:
    """Whether the service answers a question that it needs nothing for."""
    try:
        from jeepney import DBusAddress, MessageType, new_method_call
        from jeepney.io.blocking import open_dbus_connection

        with closing(open_dbus_connection()) as connection:
            ask = new_method_call(DBusAddress(path, name, "org.freedesktop.DBus.Introspectable"), "Introspect")
            answer = connection.send_and_get_reply(ask)
    except Exception:  # noqa: BLE001 - no bus, no service, or none of the packages: nobody is asked
        return False
    return bool(answer.header.message_type is MessageType.method_return)
