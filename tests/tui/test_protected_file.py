"""The protected file: creating it, opening it, continuing without it, and a forgotten passphrase."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from ava_onboard.adapters.secrets.protected_file import ProtectedFile
from ava_onboard.adapters.state.progress_files import ProgressFiles
from ava_onboard.domain.secret import Token
from ava_onboard.onboarding.ports import SecretName
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.world import World
from ava_onboard.tui.screens.guide import GuideScreen
from ava_onboard.tui.screens.passphrase import UnlockScreen
from tests.adapters.secrets.protected_files import CHEAP, PASSPHRASE
from tests.tui.at_ava import NoKeyring, give_ava, preview_at_ava
from tests.tui.driving import AT_LAST_STEP, Driven, driven

KEY = samples.KEYS["valid"]
CONFIGURED = "Configured: Ava can use your own Vapi key."
Start = Callable[..., AbstractAsyncContextManager[Driven]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "default.vault"


@pytest.fixture
def start(world: World, tmp_path: Path, path: Path) -> Start:
    """Return a function that runs the app without a keyring. Its files stay between runs."""
    saved = ProgressFiles(tmp_path / "default.json")
    saved.save(AT_LAST_STEP)

    @asynccontextmanager
    async def start(**options: Any) -> AsyncIterator[Driven]:
        file = ProtectedFile(path, cost=CHEAP)
        async with driven(world, store=NoKeyring(), saved=saved, file=file, **options) as at:
            yield at

    return start


async def to_the_failing_keyring(at: Driven) -> None:
    await at.paste(KEY)
    await at.see("Vapi accepts the key")
    await at.enter()
    await at.see("Code K01")


async def choose(at: Driven, first: str, second: str | None = None) -> None:
    """Fill in both fields of the dialog and submit it."""
    await at.see("Keep the key in a protected file")
    await at.type(first)
    await at.press("enter")
    await at.type(first if second is None else second)
    await at.press("enter")


async def open_with(at: Driven, passphrase: str) -> None:
    await at.see("Your protected file")
    await at.type(passphrase)
    await at.press("enter")


async def configure(at: Driven) -> None:
    """Save the key in a protected file after the keyring fails."""
    await to_the_failing_keyring(at)
    await at.click_on("Use a protected file")
    await choose(at, PASSPHRASE.reveal())
    await at.sign_in()
    await at.see(CONFIGURED)


async def test_without_a_keyring_a_protected_file_keeps_the_key_for_the_next_run(
    start: Start, world: World, path: Path
) -> None:
    async with start() as at:
        await configure(at)
        await at.see("✓ 8f14e45f… ✓ 8f14e45f… ✓ accepted protected file")
        assert not at.says("Use a protected file")
    assert preview_at_ava(world) == "8f14e45f..."
    for entry in (SecretName.VAPI_KEY, SecretName.ACCESS_TOKEN, SecretName.REFRESH_TOKEN):
        assert await ProtectedFile(path, passphrase=PASSPHRASE).get(entry) is not None
    async with start() as at:
        await open_with(at, PASSPHRASE.reveal())
        await at.see("✓ 8f14e45f… ✓ 8f14e45f… ✓ accepted")
        await at.see("● Configured")
        await at.press("f1")
        await at.see("On this computer, a saved key is kept in a protected file")


async def test_a_file_needs_two_equal_passphrases_that_are_long_enough(start: Start, path: Path) -> None:
    async with start() as at:
        await to_the_failing_keyring(at)
        await at.click_on("Use a protected file")
        await choose(at, "short")
        await at.see("The passphrase needs at least 8 characters.")
        await choose(at, "long enough", "but not the same")
        await at.see("The two do not match.")
        await at.press("escape")
        await at.see("Use a protected file")
        assert at.says("Code K01")
        assert not path.exists()
        assert "long enough" not in at.text()


async def test_the_right_passphrase_opens_the_file_after_three_wrong_ones(start: Start, path: Path) -> None:
    async with start() as at:
        await configure(at)
    before = path.read_bytes()
    async with start() as at:
        for wrong in ("wrong", "wrong again", "and again"):
            await open_with(at, wrong)
            await at.see("This passphrase does not open the protected file.")
            await at.see("Code K11")
        assert path.read_bytes() == before
        await open_with(at, PASSPHRASE.reveal())
        await at.see("✓ 8f14e45f… ✓ 8f14e45f…")


async def test_after_continuing_without_the_file_it_is_opened_only_when_needed(
    start: Start,
) -> None:
    async with start() as at:
        await configure(at)
    async with start() as at:
        await at.see("Your protected file")
        await at.click_on("Go on without it")
        await at.see("The protected file is closed:")
        await at.see("● Configured")
        await at.press("f5")
        await at.see("The protected file is closed:")
        assert not at.says("Your protected file")
        await at.resolve()
        await at.see("Your protected file")
        await at.press("escape")
        await at.see("The protected file is closed:")
        await at.paste(samples.KEYS[samples.OTHER])
        await at.see("Vapi accepts the key")
        await at.enter()
        await open_with(at, PASSPHRASE.reveal())
        await at.see(CONFIGURED)
        await at.enter()
        await at.see("✓ c9f0f895… ✓ c9f0f895…")


async def test_without_the_passphrase_a_key_can_be_saved_with_no_local_copy(start: Start, world: World) -> None:
    async with start() as at:
        await configure(at)
    async with start(token=Token(world.token)) as at:
        await at.see("Your protected file")
        await at.press("escape")
        await at.see("Proof Ava used it: 3 assistants")
        await at.offered()
        await at.paste(samples.KEYS[samples.OTHER])
        await at.see("Vapi accepts the key")
        await at.enter()
        await at.see("Your protected file")
        await at.press("escape")
        await at.see("Your passphrase is needed to open the protected file.")
        await at.click_on("Keep no copy here")
        await at.see("Needs attention: Ava has the key, but another one is on this computer.")


async def test_after_a_forgotten_passphrase_the_file_can_be_removed_and_ava_keeps_the_key(
    start: Start, world: World, path: Path
) -> None:
    async with start() as at:
        await configure(at)
    async with start() as at:
        await at.see("Your protected file")
        await at.click_on("Forgotten?")
        await at.see("Remove the protected file?")
        await at.enter()
        await at.see("Your protected file")
        assert path.exists()
        await at.click_on("Forgotten?")
        await at.see("Remove the protected file?")
        await at.press("tab")
        await at.enter()
        await at.see("The protected file has been removed.")
        await at.see("– not kept")
        await at.see("● Configured")
    assert not path.exists()
    assert preview_at_ava(world) == "8f14e45f..."


async def test_removing_a_file_warns_if_ava_may_not_have_its_key(start: Start, world: World) -> None:
    async with start() as at:
        await configure(at)
    give_ava(world, samples.KEYS["other"])  # meanwhile, another computer has sent another key
    async with start() as at:
        await open_with(at, PASSPHRASE.reveal())
        await at.see("Ava has another key")
    async with start() as at:
        await at.see("Your protected file")
        await at.click_on("Forgotten?")
        await at.see("Ava may not have the key in it")


async def test_a_damaged_file_is_reported_and_not_changed(start: Start, path: Path) -> None:
    async with start() as at:
        await configure(at)
    path.write_text("{")
    async with start() as at:
        await open_with(at, PASSPHRASE.reveal())
        await at.see("Code K09")
        await at.press("escape")
        await at.see("? not read")
        await at.see("Code K09")
    assert path.read_text() == "{"


async def test_the_passphrase_dialog_waits_for_the_first_paint(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    async with start() as at:
        await configure(at)
    seen: list[str] = []
    compose = UnlockScreen.compose

    def watched(screen: UnlockScreen) -> Any:
        below = screen.app.screen_stack[0]
        seen.append("\n".join(strip.text for strip in below._compositor.render_strips()))
        return compose(screen)

    monkeypatch.setattr(UnlockScreen, "compose", watched)
    async with start() as at:
        await at.see("Your protected file")
    assert "Settings ▸ Vapi" in seen[0]


async def test_the_guide_opens_the_file_at_the_start_only_after_a_sign_in(start: Start, path: Path) -> None:
    await ProtectedFile(path, cost=CHEAP).choose(PASSPHRASE)
    async with start() as at:
        await at.see("Paste your key here")
        assert isinstance(at.app.screen, GuideScreen)
        await at.paste(KEY)
        await at.see("Vapi accepts the key")
        await at.enter()
        await open_with(at, PASSPHRASE.reveal())
        await at.sign_in()
        await at.see(CONFIGURED)
    async with start(ask_at_start=True) as at:
        await at.see("Your protected file")


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_the_third_button_can_be_reached_by_keys_in_a_small_window(start: Start, size: tuple[int, int]) -> None:
    async with start(size=size) as at:
        await to_the_failing_keyring(at)
        while not at.app.focused or at.app.focused.id != "third":
            await at.press("tab")
        await at.enter()
        await at.see("Keep the key in a protected file")
