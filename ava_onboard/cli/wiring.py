"""Build the real adapters: for the app, for commands and for line mode."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from ava_onboard import process
from ava_onboard.adapters import deadline
from ava_onboard.adapters.late import LOADING, Late
from ava_onboard.config import Config
from ava_onboard.domain.secret import Passphrase, Token
from ava_onboard.domain.store_kind import FILE, StoreKind
from ava_onboard.onboarding import Services
from ava_onboard.onboarding.ports import OptionalStore, SecretStore
from ava_onboard.onboarding.services import Connect

if TYPE_CHECKING:
    import httpx

    from ava_onboard.adapters.services.live import HttpLive


def connector(make: Callable[[], Services]) -> Connect:
    """Return a function that makes the services in a daemon thread, so that nothing is blocked."""

    async def connect() -> Services:
        return await deadline.run(make, LOADING)

    return connect


def real_services(settings: Config, look_for_window: Callable[[], object]) -> Services:
    """Return Vapi, Ava and the keyring of this computer."""
    return http_services(settings, os_keyring(settings, look_for_window), settings.token)


def os_keyring(settings: Config, look_for_window: Callable[[], object]) -> SecretStore:
    """Return the keyring of this computer; ``look_for_window`` points the person to its window."""
    from ava_onboard.adapters.secrets.keyring import OsKeyring

    process.close()
    return OsKeyring(settings.profile, settings.own_ava_url, look_for_window=look_for_window)


def optional_stores(settings: Config, passphrase: Passphrase | None = None) -> Mapping[StoreKind, OptionalStore]:
    """Return the stores that can take the place of the keyring once the person chooses one.

    Args:
        settings: Where the stores are.
        passphrase: Opens a store when it is first needed; None leaves it locked until the person is asked.
    """
    from ava_onboard.adapters.secrets.protected_file import ProtectedFile

    file = settings.store_file(FILE)
    return {FILE: ProtectedFile(file, settings.profile, settings.own_ava_url, passphrase=passphrase)}


def http_services(
    settings: Config, store: SecretStore, token: Token | None, client: "httpx.AsyncClient | None" = None
) -> Services:
    """Return Vapi and Ava at their addresses, with this store. The caller closes a ``client`` that it passes in."""
    from ava_onboard import log
    from ava_onboard.adapters.http.client import new_client
    from ava_onboard.adapters.http.retries import Retries
    from ava_onboard.adapters.services.ava import HttpAva
    from ava_onboard.adapters.services.vapi import HttpVapi

    log.to_file(settings.log_file)
    close = None
    if client is None:
        client = new_client()
        close = client.aclose
    retries = Retries()
    vapi = HttpVapi(client, settings.regions, retries=retries, settings=settings.vapi_settings)
    ava = HttpAva(client, settings.ava_url, retries=retries, setting=settings.ava_setting)
    return Services(vapi, ava, store, token, close, Late(partial(http_live, settings, client)))


def http_live(settings: Config, client: "httpx.AsyncClient") -> "HttpLive":
    """Return the live mirror at the address of Ava."""
    from ava_onboard.adapters.services.live import HttpLive

    return HttpLive(client, settings.ava_url, setting=settings.ava_setting)
