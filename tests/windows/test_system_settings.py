"""The tests of the system's proxies, with real settings of Windows. Only under wine: a computer needs its own."""

import sys
from collections.abc import Iterator

import pytest

from tests.adapters.http.test_system_settings import (
    Windows,
    test_a_proxy_for_socks_in_the_settings_of_windows_blames_no_variable,
    test_a_proxy_of_windows_that_is_missing_is_named_after_its_place,
    test_no_name_is_looked_up_to_choose_a_way,
    test_requests_and_doctor_take_the_same_way,
)
from tests.on_windows import is_wine

__all__ = [
    "test_a_proxy_for_socks_in_the_settings_of_windows_blames_no_variable",
    "test_a_proxy_of_windows_that_is_missing_is_named_after_its_place",
    "test_no_name_is_looked_up_to_choose_a_way",
    "test_requests_and_doctor_take_the_same_way",
]

pytestmark = pytest.mark.skipif(not is_wine(), reason="it would change the settings of this computer")

SETTINGS = r"Software\Microsoft\Windows\CurrentVersion\Internet Settings"


@pytest.fixture
def windows_uses() -> Iterator[Windows]:
    """Gives ``windows_uses(proxies, exceptions)``, which writes both into the registry for this test."""
    yield lambda proxies, exceptions: write(ProxyServer=proxies, ProxyOverride=exceptions, ProxyEnable=1)
    write(ProxyServer="", ProxyOverride="", ProxyEnable=0)


def write(**values: str | int) -> None:
    if sys.platform == "win32":
        import winreg

        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, SETTINGS) as settings:
            for name, value in values.items():
                winreg.SetValueEx(
                    settings, name, 0, winreg.REG_SZ if isinstance(value, str) else winreg.REG_DWORD, value
                )
