"""Changing the profile in the running app keeps two Ava customers on one computer apart."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from textual.await_complete import AwaitComplete
from textual.widgets import Input, OptionList

from ava_onboard import locales
from ava_onboard.adapters.secrets.memory import MemoryStore
from ava_onboard.adapters.state.progress_files import ProgressFiles
from ava_onboard.backend.db.engine import opened
from ava_onboard.backend.db.users import AccountExistsError, create_user
from ava_onboard.backend.security.passwords import Passwords
from ava_onboard.cli.profiles import ProfilesHere
from ava_onboard.config import Config
from ava_onboard.domain.progress import Operation, Stage
from ava_onboard.domain.verdict import Region
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.faults import Fault
from ava_onboard.sandbox.world import World
from ava_onboard.tui.app import OnboardApp
from ava_onboard.tui.given import Desktop
from ava_onboard.tui.screens.profiles import ProfilesScreen
from tests.adapters.secrets.scripted_keyrings import Trusted, use
from tests.repeats import first
from tests.tui.at_ava import SETTINGS, preview_at_ava
from tests.tui.desktop import MemoryClipboard, RecordingBrowser
from tests.tui.driving import AT_LAST_STEP, NOW, NOWHERE, Driven
from tests.tui.quick import quick

KEYS = samples.KEYS
AGREED = "✓ 8f14e45f… ✓ 8f14e45f… ✓ accepted"
SECOND = "second@ava.ai"
UNUSABLE = "Only lower-case letters, digits and hyphens"


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> Trusted:
    keyring = Trusted()
    use(monkeypatch, keyring)
    return keyring


@pytest.fixture
def settings(world: World, tmp_path: Path, keyring: Trusted) -> Config:
    """Settings of a computer with a keyring of the test's own."""
    regions = {Region.US: world.vapi_url, Region.EU: world.vapi_eu_url}
    settings = Config(ava_url=world.ava_url, ava_url_is_said=True, vapi_urls=regions, home=tmp_path)
    ProgressFiles(settings.state_file).save(AT_LAST_STEP)
    return settings


Begin = Callable[[], AbstractAsyncContextManager[Driven]]


@pytest.fixture
def begin(settings: Config) -> Begin:
    """Return a function that starts the app in the default profile."""

    @asynccontextmanager
    async def begin() -> AsyncIterator[Driven]:
        browser, clipboard, profiles = RecordingBrowser(), MemoryClipboard(), ProfilesHere(settings)
        profile = profiles.open(settings.profile)
        app = OnboardApp(profile, Desktop(browser, clipboard, lambda: NOW, NOWHERE), profiles=profiles)
        app.ignores_held_enter = False  # tests press Enter faster than anyone
        try:
            async with quick(), app.run_test(size=(80, 24), notifications=True) as pilot:
                await pilot.pause()
                yield Driven(app, pilot, MemoryStore(), browser, clipboard)
        finally:
            await app.onboarding.close()  # after the app, whose work would open new connections

    return begin


@pytest.fixture
async def second_customer(world: World) -> None:
    with contextlib.suppress(AccountExistsError):  # left by another test
        async with opened(f"sqlite+aiosqlite:///{world.database.as_posix()}") as engine:
            passwords = Passwords(rounds=1, memory=8)
            await create_user(
                engine,
                passwords,
                email=SECOND,
                phone=None,
                name="Second Shop",
                password=samples.ACCOUNT_PASSWORD,
                locale="en",
            )


async def open_profiles(at: Driven) -> None:
    """Open the list of profiles from the menu."""
    await at.press("f10")
    await at.see("Change profile…")
    await at.click_on("Change profile…")
    await at.until(lambda: isinstance(at.app.screen, ProfilesScreen), "the list of profiles")


async def go_to(at: Driven, name: str) -> None:
    """Change to an existing profile."""
    await open_profiles(at)
    known = at.app.screen.query_one(OptionList)
    known.highlighted = known.get_option_index(name)
    await at.enter()
    await at.see(f"You are now using the profile {name}.")


async def create(at: Driven, name: str) -> None:
    """Create a profile."""
    await open_profiles(at)
    await at.press("tab")
    await at.type(name)
    await at.enter()
    await at.see(f"You are now using the profile {name}.")


async def save(at: Driven) -> None:
    """Paste the valid key at the last step, and save it."""
    await at.see("Copy the key and paste it here")
    await at.paste(KEYS["valid"])
    await at.see("Vapi accepts the key 8f14e45f…")
    await at.enter()


@pytest.mark.usefixtures("second_customer")
async def test_two_customers_on_one_computer_have_separate_keys_accounts_and_steps(world: World, begin: Begin) -> None:
    async with begin() as at:
        await save(at)
        await at.sign_in()
        await at.see("Configured: Ava can use your own Vapi key.")
        await create(at, "shop")
        await at.see("Your own Vapi key")
        await at.see("○ Not configured")
        assert at.text().splitlines()[1].split()[-1] == "shop"
        await at.press("f4")
        await at.see("Sign in to see")
        await at.resolve()
        await at.see("Sign in to Ava")
        await at.type(SECOND)
        await at.press("enter")
        await at.type(samples.ACCOUNT_PASSWORD)
        await at.press("enter")
        await at.see("No key yet, here or at Ava.")
        await at.see("Second Shop")
        assert at.says("○ Not configured")
        assert at.says("– not kept ○ ○ no key")
        await go_to(at, "default")
        await at.see(AGREED)
        assert at.says("● Configured")
        assert at.says("Camille Demo")
        assert "shop" not in at.text().splitlines()[1]
        await open_profiles(at)
        await at.see("▸ default ● Configured")
        assert at.says("shop ○ Not configured")
        assert at.says("Second Shop")
        await at.press("escape")
        await go_to(at, "shop")
        await at.see("Your own Vapi key")
        await at.press("f4")
        await at.see("– not kept ○ ○ no key")
        assert at.says("Second Shop")
        assert not at.says("8f14e45f")


@pytest.mark.parametrize("name", first(["hang", "slow"]))
async def test_changing_the_profile_cancels_a_check(world: World, begin: Begin, keyring: Trusted, name: str) -> None:
    async with begin() as at:
        await at.see("Copy the key and paste it here")
        await at.paste(KEYS[name])
        await at.see("Stop waiting")
        await create(at, "shop")
        await go_to(at, "default")
        await at.see("Copy the key and paste it here")
        assert at.key.value == ""
        assert at.says("Check the key")
    assert keyring.held == {}
    assert {request.path for request in world.requests.all(server="ava")} <= {"/healthz"}


async def test_changing_the_profile_does_not_carry_over_what_was_typed(begin: Begin) -> None:
    async with begin() as at:
        await at.see("Copy the key and paste it here")
        await at.type(KEYS["valid"])
        await create(at, "shop")
        await at.click_on("4 Paste the key")
        await at.see("Paste your key here")
        assert at.key.value == ""


async def test_a_save_under_way_stays_with_its_profile(world: World, begin: Begin, settings: Config) -> None:
    async with begin() as at:
        world.ava_faults.add(Fault.hang(), method="POST", path=SETTINGS)
        await save(at)
        await at.sign_in()
        await asyncio.to_thread(world.ava_faults.wait_for_held)
        await create(at, "shop")
        await asyncio.to_thread(world.ava_faults.wait_for_none_held)
        world.ava_faults.clear()
        assert at.app.onboarding.progress.under_way is None
        await go_to(at, "default")
        operation = ProgressFiles(settings.state_file, settings.own_ava_url).load().under_way
        assert operation == Operation(Stage.SEND, "8f14e45f...")
        await at.see("Send to Ava")
        assert preview_at_ava(world) is None


async def test_a_profile_keeps_its_language_and_a_new_one_takes_the_current_language(begin: Begin) -> None:
    async with begin() as at:
        await at.speak("fr")
        await at.see("Copiez la clé et collez-la ici")
        await at.press("f10")
        await at.click_on("Changer de profil…")
        await at.press("tab")
        await at.type("magasin")
        await at.enter()
        await at.see("Vous êtes maintenant dans le profil magasin.")
        await at.see("Votre propre clé Vapi")
        await at.speak("en")
        await at.see("Your own Vapi key")
        await open_profiles(at)
        await at.press("up")
        await at.enter()
        await at.see("Copiez la clé et collez-la ici")
        assert locales.language() == "fr"


async def test_an_unusable_name_is_reported_at_once_and_not_accepted(begin: Begin, settings: Config) -> None:
    async with begin() as at:
        await open_profiles(at)
        await at.press("tab")
        for name in ("Shop", "a b", "é", "../x", "-a", "x" * 33, "con"):
            at.app.screen.query_one(Input).clear()
            await at.until(lambda: not at.says(UNUSABLE), "no report of an empty name")
            await at.type(name)
            await at.see(UNUSABLE)
            await at.enter()
            assert isinstance(at.app.screen, ProfilesScreen)
        await at.press("escape")
    assert [file.name for file in settings.state_file.parent.glob("*.json")] == ["default.json"]


async def test_choosing_the_open_profile_changes_nothing(begin: Begin) -> None:
    async with begin() as at:
        await at.see("Copy the key and paste it here")
        await at.type(KEYS["valid"])
        await open_profiles(at)
        await at.enter()
        await at.until(lambda: not at.app.screen.is_modal, "no dialog")
        assert at.key.value == KEYS["valid"]


@pytest.mark.parametrize("action", first(["menu", "other_screen", "faq", "switch_language"], 2))
async def test_a_key_pressed_while_the_profile_changes_does_nothing(
    begin: Begin, monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    async with begin() as at:
        remove_mode, tasks = at.app.remove_mode, list[asyncio.Task[bool]]()

        def press_and_remove(mode: str) -> AwaitComplete:
            if mode in at.app.MODES:
                tasks.append(asyncio.create_task(at.app.run_action(action)))
            return remove_mode(mode)

        monkeypatch.setattr(at.app, "remove_mode", press_and_remove)
        await create(at, "shop")
        await at.see("Your own Vapi key")
        assert not at.app.screen.is_modal
        assert "shop" in at.text().splitlines()[1]
        assert [await task for task in tasks] == [False, False]
