"""``demo``: the app or line mode in the sandbox. Its packages are an extra."""

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

from ava_onboard.cli.command import Call, Command, Option
from ava_onboard.config import AVA_URL
from ava_onboard.domain import problems
from ava_onboard.domain.failure import failed
from ava_onboard.domain.verdict import Region
from ava_onboard.locales import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ava_onboard.cli.console import Console
    from ava_onboard.config import Config
    from ava_onboard.onboarding import Services
    from ava_onboard.sandbox.world import World
    from ava_onboard.tui.app import OnboardApp


class Options(NamedTuple):
    """The options of ``demo``."""

    web: Annotated[bool, Option(N_("open the settings page in the browser, until Ctrl+C"))] = False


def run(call: Call, options: Options) -> int:
    """Open the app, or line mode if the terminal cannot show it; or the settings page in the browser.

    Raises:
        ProblemError: D01 if the extra is not installed.
        EndOfInputError: stdin is not a terminal, and ended before everything was answered.
    """
    from ava_onboard.cli import start

    require_extra()
    if options.web:
        return open_page(call.console)
    if not start.can_show_app(call.settings, call.console):
        return walk_through(call.settings, call.console)
    start.prepare()
    return run_app(call.settings)


def run_app(settings: "Config") -> int:
    """Run the app in a new sandbox and return its exit code."""
    from ava_onboard.cli import full_screen
    from ava_onboard.text import leaving

    with app_in_own_world(settings) as app:
        app.run()
    if not app.return_code:
        full_screen.print_at_the_end(leaving.demo(full_screen.program()))
    return app.return_code or 0


@contextlib.contextmanager
def app_in_own_world(settings: "Config") -> "Iterator[OnboardApp]":
    """Yield the app with simulated services and a keyring in memory. Nothing is kept on this computer."""
    import threading

    from ava_onboard.adapters.secrets.memory import MemoryStore
    from ava_onboard.cli import wiring
    from ava_onboard.cli.full_screen import desktop
    from ava_onboard.onboarding.profiles import Profile
    from ava_onboard.sandbox import samples
    from ava_onboard.tui.app import OnboardApp
    from ava_onboard.tui.given import Demo, DemoKey

    starting, left = threading.Lock(), threading.Event()
    with contextlib.ExitStack() as open_until_the_end, _in_own_folder(settings) as own:

        def make() -> "Services":
            from ava_onboard.sandbox.world import World

            with starting:
                if left.is_set():
                    raise RuntimeError("the app has ended")
                world = open_until_the_end.enter_context(World())
            return wiring.http_services(_in_world(own, world), MemoryStore())

        onboarding = wiring.onboarding(own, make, stores={})
        keys = tuple(DemoKey(sample.key, sample.behaviour) for sample in samples.SAMPLES)
        demo = Demo(samples.ACCOUNT_IDENTIFIER, samples.ACCOUNT_PASSWORD, keys)
        try:
            yield OnboardApp(Profile(onboarding, "127.0.0.1"), desktop(settings), demo=demo)
        finally:
            left.set()
            with starting:  # a sandbox that is starting can be stopped only once it runs
                open_until_the_end.close()


def walk_through(settings: "Config", console: "Console") -> int:
    """Go through the same steps as questions and answers: for simple terminals, screen readers and pipes.

    Raises:
        EndOfInputError: stdin is not a terminal, and ended before everything was answered.
    """
    from ava_onboard.adapters.secrets.memory import MemoryStore
    from ava_onboard.cli.context import Run
    from ava_onboard.cli.line_mode.walk import walk
    from ava_onboard.sandbox.command import account_and_keys
    from ava_onboard.sandbox.world import World

    console.dialogue = True
    with (
        World() as world,
        _in_own_folder(settings) as own,
        Run(_in_world(own, world), console, MemoryStore()) as run,
    ):
        console.result(*account_and_keys(), "")
        return run.do(walk(run))


def open_page(console: "Console") -> int:
    """Serve the settings page with simulated services until Ctrl+C, open it, and return the exit code."""
    import asyncio

    from ava_onboard.adapters.desktop.browser import WebBrowser
    from ava_onboard.sandbox import command

    address = ""

    def describe(world: "World") -> str:
        nonlocal address
        address = command.settings_page(world)
        return command.settings_page_text(address)

    def show(text: str) -> bool:
        is_read = console.result(text)
        if is_read:
            asyncio.run(WebBrowser().open(address))
        return is_read

    return command.run(describe, show)


@contextlib.contextmanager
def _in_own_folder(settings: "Config") -> "Iterator[Config]":
    """Yield the settings of the demo. Its folder is removed at the end, with all that the demo has written."""
    import tempfile

    from ava_onboard import log

    # A virus scanner may still have a file open, which is not a failure of the demo.
    with tempfile.TemporaryDirectory(prefix="ava-onboard-demo-", ignore_cleanup_errors=True) as home:
        try:
            yield settings._replace(ava_url=AVA_URL, simulated=True, token=None, home=Path(home))
        finally:
            log.close()


def _in_world(own: "Config", world: "World") -> "Config":
    """Return the settings of the demo with the addresses of its services."""
    return own._replace(ava_url=world.ava_url, vapi_urls={Region.US: world.vapi_url, Region.EU: world.vapi_eu_url})


def require_extra() -> None:
    """Check that the packages of the extra are installed.

    Raises:
        ProblemError: D01 if they are not.
    """
    from importlib.util import find_spec

    if not all(find_spec(name) for name in ("fastapi", "uvicorn", "sqlalchemy", "alembic", "argon2", "jwt")):
        raise failed(problems.DEMO_NOT_INSTALLED)


COMMAND = Command(N_("try everything offline, with sample keys"), Options, run, uses_profile=False)
