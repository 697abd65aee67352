"""``desk --live``: sign in as an agent, for this run only."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

from ava_onboard.adapters import deadline
from ava_onboard.adapters.late import LOADING
from ava_onboard.adapters.secrets.memory import MemoryStore
from ava_onboard.cli import wiring
from ava_onboard.domain.failure import failed
from ava_onboard.domain.problems import ACCOUNT_INCOMPLETE
from ava_onboard.domain.secret import Password
from ava_onboard.onboarding.live_desk import LiveSupport
from ava_onboard.onboarding.session import AvaSession
from ava_onboard.text import account, waiting
from ava_onboard.text.line import labelled

if TYPE_CHECKING:
    from ava_onboard.cli.console import Console
    from ava_onboard.config import Config

Connect = Callable[[], Awaitable[LiveSupport]]


def sign_in(settings: "Config", console: "Console") -> Connect:
    """Have the agent sign in, unless ``AVA_TOKEN`` is set; return what connects the desk to Ava.

    The session is kept in the memory of this run. It touches neither the keyring nor a profile.

    Raises:
        ProblemError: what stopped the sign-in.
    """
    store = MemoryStore()
    if settings.token is None:
        asyncio.run(_sign_in(settings, console, store))

    def make() -> LiveSupport:
        """Make new services: their connections belong to the loop of the desk, and that of the sign-in is gone."""
        from ava_onboard.adapters.http.client import new_client

        client = new_client()
        services = wiring.http_services(settings, store, client)
        live = wiring.http_live(settings, client)
        return LiveSupport(AvaSession(services.ava, store, settings.token), live, client.aclose)

    return partial(deadline.run, make, LOADING)


async def _sign_in(settings: "Config", console: "Console", store: MemoryStore) -> None:
    identifier = console.ask(labelled(account.identifier_label()))
    password = console.ask_hidden(labelled(account.password_label()))
    if not identifier or not password:
        raise failed(ACCOUNT_INCOMPLETE)
    services = await wiring.connect(lambda: wiring.http_services(settings, store))
    try:
        session = AvaSession(services.ava, store, None)
        console.say(waiting.asking_ava())
        signed_in = await session.sign_in(identifier, Password(password))
        console.say("✓ " + account.signed_in(signed_in.label))
    finally:
        if services.close:
            await services.close()
