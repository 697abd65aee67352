"""From the settings to the real adapters: for the app, for commands and for line mode.

Every start passes here, so what is slow to import is imported by the function that needs it.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from ava_onboard import locales, process
from ava_onboard.adapters.state import progress_files
from ava_onboard.adapters.state.progress_files import ProgressFiles
from ava_onboard.config import AVA_URL, Config
from ava_onboard.domain.progress import Progress
from ava_onboard.domain.secret import Passphrase
from ava_onboard.domain.store_kind import FILE, StoreKind

if TYPE_CHECKING:
    import httpx

    from ava_onboard.adapters.services.live import HttpLive
    from ava_onboard.onboarding import Onboarding, Services
    from ava_onboard.onboarding.ports import OptionalStore, SecretStore


def with_ava_of_profile(settings: Config) -> Config:
    """Return the settings with the Ava that the profile used last, unless this run names one."""
    if settings.ava_url_is_said:
        return settings
    return settings._replace(ava_url=progress_files.last_ava(settings.state_file) or AVA_URL)


def saved_progress(settings: Config) -> ProgressFiles:
    """Return the progress of the profile at its Ava."""
    return ProgressFiles(settings.state_file, settings.own_ava_url)


def use_language(settings: Config, progress: Progress) -> None:
    """Switch to the language of this run or else to that of the profile; without either, nothing changes."""
    locales.use(settings.language or locales.parse(progress.language) or locales.language())


def onboarding(
    settings: Config, make: "Callable[[], Services]", stores: "Mapping[StoreKind, OptionalStore]"
) -> "Onboarding":
    """Return the use cases of a profile.

    Args:
        settings: Those of the profile.
        make: Makes the services when the first of them is needed.
        stores: Those that can take the place of the default store.
    """
    from ava_onboard.domain.local_time import now
    from ava_onboard.onboarding import Onboarding

    return Onboarding(
        saved_progress(settings),
        now,
        partial(connect, make),
        stores,
        environment_token=settings.token is not None,
        default_store=settings.default_store,
    )


def onboarding_here(
    settings: Config,
    stores: "Mapping[StoreKind, OptionalStore]",
    look_for_window: Callable[[], object],
    store: "SecretStore | None" = None,
) -> "Onboarding":
    """Return the use cases of a profile with the real services.

    Args:
        settings: Those of the profile.
        stores: Those that can take the place of the default store.
        look_for_window: Points the person to the window of the keyring.
        store: The default store; None means the keyring of this computer.
    """
    return onboarding(settings, lambda: http_services(settings, store or os_keyring(settings, look_for_window)), stores)


async def connect(make: "Callable[[], Services]") -> "Services":
    """Make the services in a daemon thread, so that nothing is blocked."""
    from ava_onboard.adapters import deadline
    from ava_onboard.adapters.late import LOADING

    return await deadline.run(make, LOADING)


def os_keyring(settings: Config, look_for_window: Callable[[], object]) -> "SecretStore":
    """Return the keyring of this computer; ``look_for_window`` points the person to its window."""
    from ava_onboard.adapters.secrets.keyring import OsKeyring

    process.close()
    return OsKeyring(settings.profile, settings.own_ava_url, look_for_window=look_for_window)


def optional_stores(settings: Config, passphrase: Passphrase | None = None) -> "Mapping[StoreKind, OptionalStore]":
    """Return the stores that can take the place of the keyring once the person chooses one.

    Args:
        settings: Where the stores are.
        passphrase: Opens a store when it is first needed; None leaves it locked until the person is asked.
    """
    from ava_onboard.adapters.secrets.protected_file import ProtectedFile

    file = settings.store_file(FILE)
    return {FILE: ProtectedFile(file, settings.profile, settings.own_ava_url, passphrase=passphrase)}


def http_services(settings: Config, store: "SecretStore", client: "httpx.AsyncClient | None" = None) -> "Services":
    """Return Vapi and Ava at their addresses, with this store. The caller closes a ``client`` that it passes in."""
    from ava_onboard import log
    from ava_onboard.adapters.http.client import new_client
    from ava_onboard.adapters.http.retries import Retries
    from ava_onboard.adapters.late import Late
    from ava_onboard.adapters.services.ava import HttpAva
    from ava_onboard.adapters.services.vapi import HttpVapi
    from ava_onboard.onboarding import Services

    log.to_file(settings.log_file)
    close = None
    if client is None:
        client = new_client()
        close = client.aclose
    retries = Retries()
    vapi = HttpVapi(client, settings.regions, retries=retries, settings=settings.vapi_settings)
    ava = HttpAva(client, settings.ava_url, retries=retries, setting=settings.ava_setting)
    live = Late(partial(http_live, settings, client))
    return Services(vapi, ava, store, settings.token, close, live)


def http_live(settings: Config, client: "httpx.AsyncClient") -> "HttpLive":
    """Return the live mirror at the address of Ava."""
    from ava_onboard.adapters.services.live import HttpLive

    return HttpLive(client, settings.ava_url, setting=settings.ava_setting)
