"""Detect whether a slow keyring is showing a password window."""

import os
from contextlib import closing

_KWALLET = "keyring.backends.kwallet"
_ON_THE_BUS = {
    "keyring.backends.SecretService.Keyring": ("org.freedesktop.secrets", "/org/freedesktop/secrets"),
    "keyring.backends.libsecret.Keyring": ("org.freedesktop.secrets", "/org/freedesktop/secrets"),
    f"{_KWALLET}.DBusKeyring": ("org.kde.kwalletd5", "/modules/kwalletd5"),
    f"{_KWALLET}.DBusKeyringKWallet4": ("org.kde.kwalletd", "/modules/kwalletd"),
}
"""The D-Bus name and main object of the services behind these backends."""


def may_be_open(backend: str) -> bool:
    """Return whether ``backend`` may be showing a password window while a call has no answer yet.

    On Linux, it may if there is a display and the service still answers other calls: then it is not frozen. The
    keyring may be locked or new, or ask whether this program may read a secret (KeePassXC). Keychain on macOS opens a
    window or answers at once. Credential Manager on Windows never asks.

    Blocks as long as the service does.
    """
    if backend == "keyring.backends.macOS.Keyring":
        return True
    if backend not in _ON_THE_BUS or not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return False
    return _answers(*_ON_THE_BUS[backend])


def _answers(name: str, path: str) -> bool:
    """Return whether the service answers a call that needs no password."""
    try:
        from jeepney import DBusAddress, MessageType, new_method_call
        from jeepney.io.blocking import open_dbus_connection

        with closing(open_dbus_connection()) as connection:
            ask = new_method_call(DBusAddress(path, name, "org.freedesktop.DBus.Introspectable"), "Introspect")
            answer = connection.send_and_get_reply(ask)
    except Exception:  # noqa: BLE001 - no bus, no service or no package
        return False
    return bool(answer.header.message_type is MessageType.method_return)
