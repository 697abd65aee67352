"""One run of a command."""

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Coroutine
from functools import partial
from types import TracebackType
from typing import Any, Self, TypeVar

from ava_onboard.cli import wiring
from ava_onboard.cli.console import Console
from ava_onboard.config import Config
from ava_onboard.onboarding import (
    NotStarted,
    Onboarding,
    StageDone,
    StageEvent,
    StageFailed,
    StageSkipped,
    StageStarted,
    StageTested,
    patience,
)
from ava_onboard.onboarding.ports import SecretStore
from ava_onboard.onboarding.session import asks_to_sign_in
from ava_onboard.text import problem, stages, waiting

T = TypeVar("T")


class Run:
    """One run of a command: the use cases, and the loop they run in. A context manager.

    Args:
        settings: Where the services are, and the Ava of the profile.
        console: Where the command speaks.
        store: The keyring; None means that of this computer.
    """

    def __init__(self, settings: Config, console: Console, store: SecretStore | None = None) -> None:
        self.settings = settings
        self.console = console
        self.outcomes: dict[str, str] = {}
        """How each stage ended that ``follow`` has seen: ``done``, ``skipped``, ``failed`` or ``unknown``."""
        self.tested: StageTested | None = None
        """The test of the key, if ``follow`` has seen it."""
        self._asked: set[str] = set()
        self._store = store
        self._stores = wiring.optional_stores(settings)  # locked: commands try AVA_ONBOARD_PASSPHRASE first
        self._made: list[Onboarding] = []
        self._runner = asyncio.Runner()
        self._failed_in_thread: BaseException | None = None
        self._former_hook = threading.excepthook
        self.onboarding = self._onboarding(settings)

    def once(self, question: str, short: str) -> str:
        """Return the question; in accessible mode ``short`` from the second time on, for all of it is read aloud."""
        if self.settings.accessible and question in self._asked:
            return short
        self._asked.add(question)
        return question

    def onboarding_without_token(self) -> Onboarding:
        """Return the use cases as the next command would find them without AVA_TOKEN."""
        return self._onboarding(self.settings._replace(token=None))

    def _onboarding(self, settings: Config) -> Onboarding:
        made = wiring.onboarding_here(settings, self._stores, self._look_for_window, self._store)
        self._made.append(made)
        return made

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine and return its result."""
        return self._runner.run(work)

    async def wait(self, work: Awaitable[T], words: str) -> T:
        """Return the result of ``work``; if it takes a while, print ``words``, which say what it waits for."""
        with patience.then(partial(self._say_what_it_waits_for, words), self._ring):
            return await work

    async def follow(self, events: AsyncIterator[StageEvent]) -> StageFailed | NotStarted | None:
        """Print the result of each stage; return the last event if the work did not succeed.

        A stage that only waits for a sign-in has not failed yet: the person is asked, and it continues.
        """
        last: StageEvent | None = None
        waits_for_sign_in = False
        try:
            async for last in patience.between(events, self._say_what_stage_waits_for, self._ring_for_stage):
                if isinstance(last, StageDone | StageSkipped | StageFailed):
                    waits_for_sign_in = self._asks_to_sign_in(last)
                    self._note_end(last, say=not waits_for_sign_in)
                if isinstance(last, StageTested):
                    self.tested = last
        except asyncio.CancelledError:
            if isinstance(last, StageStarted):
                self.console.complain("", stages.interrupted(last.stage, self.settings.command("status")))
            raise
        if waits_for_sign_in and isinstance(last, StageFailed):  # the person did not sign in
            self._note_end(last)
        return last if isinstance(last, StageFailed | NotStarted) else None

    def _asks_to_sign_in(self, event: StageEvent) -> bool:
        return isinstance(event, StageFailed) and asks_to_sign_in(event.failure) and self.console.can_ask

    def _note_end(self, event: StageDone | StageSkipped | StageFailed, *, say: bool = True) -> None:
        """Note how a stage has ended, and print it."""
        self.outcomes[event.stage.name.lower()] = stages.mark(event).name.lower()
        if say:
            self.console.say(stages.ended(event, self.onboarding.progress.accepted.region))

    def _say_what_it_waits_for(self, otherwise: str | None, seconds: float | None) -> None:
        """Print that the secret store has not answered yet; if it has, print ``otherwise``.

        Args:
            otherwise: What else is waited for; None for nothing.
            seconds: How long it has taken so far; None the first time.
        """
        store = self.onboarding.store
        words = waiting.store(store) if self.onboarding.waits_for_store else otherwise
        if words:
            self.console.say(waiting.so_far(words, seconds))

    def _say_what_stage_waits_for(self, last: StageEvent | None, seconds: float | None) -> None:
        if not isinstance(last, StageFailed):  # after a failure the program waits for the person
            late = stages.late(last.stage, self.onboarding.store) if isinstance(last, StageStarted) else None
            self._say_what_it_waits_for(late, seconds)

    def _ring_for_stage(self, last: StageEvent | None, seconds: float) -> None:
        if not isinstance(last, StageFailed):  # see above
            self._ring(seconds)

    def _ring(self, seconds: float) -> None:
        """Ring after a long wait in line mode, where a question follows; a command ends, which the shell shows."""
        if self.console.dialogue and patience.rings(seconds, self.settings.bell, self.onboarding.progress.bell):
            self.console.ring()

    def _look_for_window(self) -> None:
        self.console.say(waiting.keyring_window())

    def _note_failure(self, failed: threading.ExceptHookArgs) -> None:
        """Keep what no thread has caught: a traceback on the screen could hold a key."""
        self._failed_in_thread = failed.exc_value or failed.exc_type()

    def __enter__(self) -> Self:
        threading.excepthook = self._note_failure
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        not_remembered = None if error else self.onboarding.not_remembered
        if not_remembered:
            self.console.complain(*problem.lines(not_remembered, "▲"))
        for made in self._made:
            self._runner.run(made.close())
        self._runner.close()
        threading.excepthook = self._former_hook
        if self._failed_in_thread and not error:
            raise RuntimeError("a thread has failed") from self._failed_in_thread
