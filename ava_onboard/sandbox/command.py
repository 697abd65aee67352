"""`ava-onboard sandbox`: run only the servers, until Ctrl+C."""

import os
import signal
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from ava_onboard.backend.mail_settings import PAGE_PATH
from ava_onboard.locales import _
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.world import World

if TYPE_CHECKING:
    from types import FrameType

# Seconds between checks for a signal: on Windows, an endless wait cannot be interrupted.
_CHECK_INTERVAL = 0.5


def run(describe: Callable[[World], str], show: Callable[[str], bool]) -> int:
    """Start the sandbox, print its addresses, and serve until Ctrl+C or SIGTERM.

    Call it in the main thread. It restores the signal handlers at the end.

    Args:
        describe: Describes the started sandbox, such as `page`.
        show: Prints the text once every server answers. Returns False, which ends this, if the pipe is closed.

    Returns:
        The exit code: 0.

    Raises:
        StartError: A server could not start.
        OSError: There is no loopback interface, or the database cannot be created.
    """
    stopping = threading.Event()

    def stop(_signal: int, _frame: "FrameType | None") -> None:
        stopping.set()

    earlier = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        with World() as world:
            is_read = show(describe(world))
            while is_read and not stopping.wait(_CHECK_INTERVAL):
                pass
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler)
    return 0


def page(world: World) -> str:
    """Describe a started sandbox and how to use it, in the current language."""
    addresses = {"AVA_API_URL": world.ava_url, "VAPI_API_URL": world.vapi_url, "VAPI_EU_API_URL": world.vapi_eu_url}
    return "\n".join(
        (
            _("Simulated Ava and Vapi are running on this computer. Nothing leaves it."),
            "",
            _("To use them with ava-onboard, in another terminal:"),
            *(f"  {_export(name, url)}" for name, url in addresses.items()),
            "  ava-onboard",
            "",
            *account_and_keys(),
            "",
            _stop(),
        )
    )


def settings_page(world: World) -> str:
    """Return the address of the settings page of a started sandbox."""
    return world.ava_url + PAGE_PATH


def settings_page_text(address: str) -> str:
    """Describe the settings page at an address, in the current language."""
    return "\n".join(
        (
            _("Ava's settings page, with simulated services. Nothing leaves this computer:"),
            f"  {address}",
            "",
            *account_and_keys(),
            "",
            _stop(),
        )
    )


def account_and_keys() -> list[str]:
    """List the account and the sample keys, in the current language."""
    width = max(len(sample.key) for sample in samples.SAMPLES)
    return [
        _("Simulated Ava account:"),
        f"  {samples.ACCOUNT_IDENTIFIER}  {samples.ACCOUNT_PASSWORD}",
        "",
        _("Sample keys:"),
        *(f"  {sample.key:{width}}  {_(sample.behaviour)}" for sample in samples.SAMPLES),
    ]


def _stop() -> str:
    return _("Ctrl+C to stop.")


def _export(name: str, value: str) -> str:
    """Return the line that sets an environment variable in the usual shell of this system."""
    return f'$env:{name} = "{value}"' if os.name == "nt" else f"export {name}={value}"
