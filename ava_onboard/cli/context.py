"""One run of a command."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

from ava_onboard.adapters.state.progress_files import ProgressFiles
from ava_onboard.cli.console import Console
from ava_onboard.cli.wiring import connector, http_services, now, optional_stores, os_keyring
from ava_onboard.config import Config
from ava_onboard.domain.secret import Token
from ava_onboard.onboarding import Onboarding, Services, Stage, StageEvent, StageFailed, StageStarted
from ava_onboard.onboarding.ports import SecretStore
from ava_onboard.text import problem, stages, waiting
from ava_onboard.text.line import plain

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")

PATIENCE = 2.0
"""Seconds after which it is said what is being waited for."""


class Run:
    """One run of a command: the use cases, and the loop they run in. A context manager.

    Questions are asked between the calls of ``wait`` and ``follow``, never in the loop, so that Ctrl+C reaches them.

    Args:
        settings: Where the services are, and the Ava of the profile.
        console: Where the command speaks.
        store: The keyring; None means that of this computer.
    """

    def __init__(self, settings: Config, console: Console, store: SecretStore | None = None) -> None:
        self.settings = settings
        self.console = console
        self.outcomes: dict[str, str] = {}
        """How each stage ended that ``follow`` has seen: ``done``, ``skipped`` or ``failed``."""
        self._store = store
        self._stores = optional_stores(settings)
        self._clients: list[httpx.AsyncClient] = []
        self._runner = asyncio.Runner()
        self.onboarding = self.another_onboarding(settings.token)

    def another_onboarding(self, token: Token | None) -> Onboarding:
        """The use cases as another command would find them that runs now, with ``token`` in AVA_TOKEN."""
        saved = ProgressFiles(self.settings.state_file, self.settings.own_ava_url)
        connect, by_token = connector(lambda: self._services(token)), token is not None
        return Onboarding(saved, now, connect, self._stores, environment_token=by_token)

    def wait(self, work: Coroutine[Any, Any, T], patience: str) -> T:
        """What ``work`` gives; ``patience`` is said once it takes long."""

        async def patiently() -> T:
            timer = asyncio.get_running_loop().call_later(PATIENCE, self._say_what_takes_long, patience)
            try:
                return await work
            finally:
                timer.cancel()

        return self._runner.run(patiently())

    def follow(self, events: AsyncIterator[StageEvent]) -> StageFailed | None:
        """Say what happens, stage by stage; the failure that ended it, if one did."""
        under_way: Stage | None = None

        async def listen() -> StageFailed | None:
            nonlocal under_way
            loop = asyncio.get_running_loop()
            timer = loop.call_later(PATIENCE, self._say_what_takes_long)
            try:
                async for event in events:
                    timer.cancel()
                    under_way = event.stage
                    if isinstance(event, StageStarted):
                        timer = loop.call_later(PATIENCE, self._say_what_takes_long, stages.late(event.stage))
                        continue
                    self.outcomes[event.stage.name.lower()] = stages.mark(event).name.lower()
                    self.console.say(*plain([stages.ended(event)]))
                    if isinstance(event, StageFailed):
                        return event
            finally:
                timer.cancel()
            return None

        try:
            return self._runner.run(listen())
        except KeyboardInterrupt:
            if under_way:
                self.console.complain("", stages.interrupted(under_way, self.settings.command("status")))
            raise

    def _services(self, token: Token | None) -> Services:
        from ava_onboard.adapters.http.client import new_client

        client = new_client()
        self._clients.append(client)
        return http_services(
            self.settings, self._store or os_keyring(self.settings, self._look_for_window), token, client
        )

    def _say_what_takes_long(self, otherwise: str | None = None) -> None:
        """That it is the keyring, if so; ``otherwise``: what else it is."""
        words = waiting.keyring() if self.onboarding.waits_for_store else otherwise
        if words:
            self.console.say(words)

    def _look_for_window(self) -> None:
        self.console.say(waiting.keyring_window())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        not_remembered = None if error else self.onboarding.not_remembered
        if not_remembered:
            self.console.complain(*plain(problem.lines(not_remembered, "▲")))
        for client in self._clients:
            self._runner.run(client.aclose())
        self._runner.close()
