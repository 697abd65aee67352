"""``ava-onboard demo`` and ``ava-onboard sandbox``: the embedded world, an extra of the package."""

import contextlib
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from ava_onboard import locales
from ava_onboard.adapters.state.progress_file import FileJournal
from ava_onboard.cli.console import Console
from ava_onboard.cli.wiring import connector, http_services, now, use_language
from ava_onboard.config import Config
from ava_onboard.domain import problems
from ava_onboard.domain.failure import failed
from ava_onboard.domain.verdict import Region
from ava_onboard.onboarding import Onboarding, Services

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ava_onboard.sandbox.world import World
    from ava_onboard.tui.app import OnboardApp


def serve(console: Console, *, json_output: bool) -> int:
    """Run the make-believe services until Ctrl+C.

    Raises:
        ProblemError: D01 if the extra is not installed.
    """
    _require_extra()
    from ava_onboard.sandbox import command

    return command.run(json_output=json_output, tell=console.result)


def demonstrate(settings: Config) -> int:
    """Run the app in a world of its own.

    Raises:
        ProblemError: D01 if the extra is not installed.
    """
    _require_extra()
    with app_in_own_world(settings) as app:
        app.run()
        return app.return_code or 0


@contextlib.contextmanager
def app_in_own_world(settings: Config) -> "Iterator[OnboardApp]":
    """The app with services of its own and a keyring in memory; it uses nothing of this computer."""
    from ava_onboard.adapters.secrets.keyring import MemoryVault
    from ava_onboard.cli.full_screen import desktop
    from ava_onboard.onboarding.profiles import Profile
    from ava_onboard.sandbox import samples
    from ava_onboard.tui.app import OnboardApp
    from ava_onboard.tui.demo import Demo, DemoKey

    starting, left = threading.Lock(), threading.Event()
    with contextlib.ExitStack() as open_until_the_end, tempfile.TemporaryDirectory(prefix="ava-onboard-demo-") as home:

        def make() -> Services:
            from ava_onboard.sandbox.world import World

            with starting:
                if left.is_set():
                    raise RuntimeError("the app has ended")
                world = open_until_the_end.enter_context(World())
            return http_services(_within(world, settings, home), MemoryVault(), None)

        own = settings._replace(home=Path(home))
        onboarding = Onboarding(FileJournal(own.state_file), now, connector(make))
        use_language(settings, onboarding)
        keys = tuple(DemoKey(sample.key, sample.behaviour) for sample in samples.SAMPLES)
        demo = Demo(samples.ACCOUNT_IDENTIFIER, samples.ACCOUNT_PASSWORD, keys)
        try:
            yield OnboardApp(Profile(onboarding, "127.0.0.1"), desktop(settings), demo=demo)
        finally:
            left.set()
            with starting:  # a world that starts in its thread can be stopped only once it runs
                open_until_the_end.close()


def walk_through(settings: Config, console: Console) -> int:
    """The same by questions and answers, for terminals that can do no more, screen readers and pipes.

    Raises:
        ProblemError: D01 if the extra is not installed.
        EndOfInputError: stdin is no terminal, and ended before everything was answered.
    """
    _require_extra()
    from ava_onboard.adapters.secrets.keyring import MemoryVault
    from ava_onboard.cli.context import Run
    from ava_onboard.cli.line_mode.walk import walk
    from ava_onboard.sandbox.command import account_and_keys
    from ava_onboard.sandbox.world import World

    locales.use(settings.language or locales.of_system())
    console.dialogue = True
    with (
        World() as world,
        tempfile.TemporaryDirectory(prefix="ava-onboard-demo-") as home,
        Run(_within(world, settings, home), console, MemoryVault()) as run,
    ):
        console.result(*account_and_keys(), "")
        return run.do(walk(run))


def _within(world: "World", settings: Config, home: str) -> Config:
    """The settings of somebody who lives in the embedded world, and of this computer has nothing but ``home``."""
    regions = {Region.US: world.vapi_url, Region.EU: world.vapi_eu_url}
    return settings._replace(ava_url=world.ava_url, vapi_urls=regions, token=None, home=Path(home))


def _require_extra() -> None:
    from importlib.util import find_spec

    if not all(find_spec(name) for name in ("fastapi", "uvicorn", "sqlalchemy", "alembic", "argon2", "jwt")):
        raise failed(problems.DEMO_NOT_INSTALLED)
