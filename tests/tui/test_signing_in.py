"""Signing in: only when it is needed, renewed silently, and what was under way carries on."""

from collections.abc import Awaitable, Callable

import pytest

from ava_onboard.domain import problems
from ava_onboard.domain.fact import Answer, Fact
from ava_onboard.domain.progress import Progress
from ava_onboard.domain.secret import Token
from ava_onboard.domain.status import Badge
from ava_onboard.onboarding.ports import SecretName
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.faults import Fault
from ava_onboard.sandbox.world import World
from tests.onboarding.fakes import FailingStore
from tests.tui.at_ava import give_ava, loads_of_ava, preview_at_ava, refresh_token, store_with
from tests.tui.driving import AT_LAST_STEP, NOW, Driven, driven

KEYS = samples.KEYS
CONFIGURED = "Configured: Ava can use your own Vapi key."
EXPIRED = "expired"


async def save(at: Driven) -> None:
    """Paste the valid key and save it."""
    await at.paste(KEYS["valid"])
    await at.see("Vapi accepts the key")
    await at.enter()


async def test_a_wrong_password_keeps_what_was_typed(world: World) -> None:
    async with driven(world, progress=AT_LAST_STEP) as at:
        await save(at)
        await at.sign_in(password="not-this-one")
        await at.see("Ava does not recognise this account and password.")
        await at.see("Code S02")
        focused = at.app.focused
        assert focused is not None
        assert focused.id == "password"
        await at.type(samples.ACCOUNT_PASSWORD)
        await at.enter()
        await at.see(CONFIGURED)


async def test_a_session_that_windows_cannot_keep_is_reported_and_used_in_this_run(world: World) -> None:
    store = FailingStore(problems.TOO_LONG_FOR_WINDOWS, calls=["put"], entries=[SecretName.REFRESH_TOKEN])
    async with driven(world, progress=AT_LAST_STEP, store=store) as at:
        await save(at)
        await at.sign_in()
        await at.see("Windows cannot keep your Ava session")
        await at.see("(K10)")
        await at.see(CONFIGURED)


async def test_an_expired_token_is_renewed_silently(world: World) -> None:
    store = await store_with(access=EXPIRED, refresh=refresh_token(world))
    async with driven(world, progress=AT_LAST_STEP, store=store) as at:
        await save(at)
        await at.see(CONFIGURED)
        assert await store.get(SecretName.ACCESS_TOKEN) != Token(EXPIRED)


async def test_after_an_expired_session_signing_in_carries_on_saving(world: World) -> None:
    store = await store_with(access=EXPIRED, refresh=Token(EXPIRED))
    async with driven(world, progress=AT_LAST_STEP, store=store) as at:
        await save(at)
        await at.see("Your Ava session has expired.")
        await at.sign_in()
        await at.see(CONFIGURED)
    assert preview_at_ava(world) == "8f14e45f..."


async def test_what_reads_avas_answers_is_loaded_while_the_person_types(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = loads_of_ava(monkeypatch)
    async with driven(world) as at:
        await at.open_token_dialog()
        await at.until(lambda: len(loaded) == 1, "loaded")


async def test_an_access_token_can_replace_the_password(world: World) -> None:
    async with driven(world, progress=AT_LAST_STEP) as at:
        await at.open_token_dialog()
        await at.paste("not-a-token\n")
        await at.enter()
        await at.see("Ava does not accept this access token. It may be")
        await at.see("Code S05")
        await at.paste(f"{world.token}\n")
        await at.enter()
        await at.see("Signed in as Camille Demo")
        await save(at)
        await at.see(CONFIGURED)
        await at.press("f10")
        await at.see("Sign out of Ava")
        assert not at.says("access token")


async def test_the_access_token_leads_back_to_the_password(world: World) -> None:
    async with driven(world, progress=AT_LAST_STEP) as at:
        await at.open_token_dialog()
        await at.click_on("With a password")
        await at.sign_in()
        await at.see("Signed in as Camille Demo")


async def test_ava_token_is_used_and_never_kept(world: World) -> None:
    async with driven(world, progress=AT_LAST_STEP, token=Token(world.token)) as at:
        await save(at)
        await at.see(CONFIGURED)
        assert await at.store.get(SecretName.ACCESS_TOKEN) is None


async def test_a_refused_ava_token_is_named(world: World) -> None:
    async with driven(world, progress=AT_LAST_STEP, token=Token(EXPIRED)) as at:
        await save(at)
        await at.see("Ava does not accept the token in AVA_TOKEN")
        await at.see("Code S06")


async def test_if_ava_is_down_or_slow_the_dialog_keeps_what_was_typed(world: World) -> None:
    world.ava_faults.add(Fault.status(503), path="/api/v1/auth/login", times=1)
    world.ava_faults.add(Fault.hang(), path="/api/v1/auth/login", times=1)
    async with driven(world, progress=AT_LAST_STEP) as at:
        await save(at)
        await at.sign_in()
        await at.see("Ava is having a problem.")
        await at.enter()
        await at.see("Waiting for Ava. Its first answer can take a minute.")
        await at.press("escape")
        await at.see("Sign in to Ava")
        assert not at.says("Waiting for Ava.")
        await at.enter()
        await at.see(CONFIGURED)


@pytest.mark.parametrize("with_key", [True, False], ids=["with a key at Ava", "without one"])
async def test_on_another_computer_the_app_asks_ava_for_the_key_at_the_start(world: World, *, with_key: bool) -> None:
    if with_key:
        give_ava(world, KEYS["valid"])
    async with driven(world, progress=Progress(), token=Token(world.token), ask_at_start=True) as at:
        if with_key:
            await at.see("– not kept ○ ✓")
            await at.see("8f14e45f…")
            assert at.app.badge() is Badge.CONFIGURED
        else:
            await at.see("Step 1 of 4")
            assert at.app.badge() is Badge.NOT_CONFIGURED


async def test_signing_out_forgets_the_session_and_keeps_the_key(world: World) -> None:
    give_ava(world, KEYS["valid"])
    yes = Fact(Answer.YES, "8f14e45f...", NOW)
    before = Progress(kept=yes, known=yes, account="Camille Demo")
    store = await store_with(key=KEYS["valid"], access=world.token)
    async with driven(world, progress=before, store=store) as at:
        await at.see("Proof Ava used it: 3 assistants")
        await at.press("f10")
        await at.click_on("Sign out of Ava")
        await at.see("Signed out of Ava.")
        assert await store.get(SecretName.ACCESS_TOKEN) is None
        assert await store.get(SecretName.VAPI_KEY) is not None
        await at.press("f5")
        await at.see("You are signed out.")
        await at.resolve()
        await at.sign_in()
        await at.see("✓ 8f14e45f… ✓ 8f14e45f…")


async def test_signing_out_while_ava_token_is_set_says_that_it_is_still_used(world: World) -> None:
    store = await store_with(access=world.token)
    before = Progress(account="Camille Demo")
    async with driven(world, progress=before, store=store, token=Token(world.token), environment_token=True) as at:
        await at.press("f10")
        await at.click_on("Sign out of Ava")
        await at.see("AVA_TOKEN is set: it is still used with Ava.")
        assert await store.get(SecretName.ACCESS_TOKEN) is None


async def test_the_spelling_that_ava_gets_is_shown_as_one_types(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    async with driven(world, progress=AT_LAST_STEP) as at:
        await save(at)
        await at.see("Sign in to Ava")
        await at.type("06 12 34 56 78")
        await at.see("+33612345678 is tried first.")
        await at.press("backspace")
        await at.until(lambda: "is tried first" not in at.text(), "no other spelling")


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("camille@shop.example", "E-mail: spelled as when you signed up, often all in lower case."),
        ("0612345678", "Phone: with the country code and no first zero, +33612345678."),
    ],
)
async def test_after_a_refusal_the_hints_are_about_what_was_typed(world: World, typed: str, hint: str) -> None:
    async with driven(world, progress=AT_LAST_STEP) as at:
        await save(at)
        await at.see("Sign in to Ava")
        await at.type(typed)
        await at.enter()
        await at.type("not-this-one")
        await at.enter()
        await at.see(hint)
        assert at.says("E-mail: ") != at.says("Phone: ")
        await at.see("Password: show it with Ctrl+T, and check capitals and spaces.")
        await at.see("Code S02")


async def test_saving_says_why_ava_asks_for_an_account(world: World) -> None:
    async with driven(world, progress=AT_LAST_STEP) as at:
        await save(at)
        await at.see("Ava has to know who you are before it takes your key. Use the account you have on Ava's website.")


async def test_a_forgotten_password_has_a_true_answer(world: World) -> None:
    async with driven(world, progress=AT_LAST_STEP) as at:
        await save(at)
        await at.see("Sign in to Ava")
        await at.click_on("Forgot your password?")
        await at.see("This program cannot reset it. Ask Ava's support.")
        focused = at.app.focused
        assert focused is not None
        assert focused.id == "password"


async def test_what_signing_in_waits_for_counts_the_seconds(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ava_onboard.onboarding.patience.SECONDS", 0.0)
    world.ava_faults.add(Fault.hang(), path="/api/v1/auth/login", times=1)
    async with driven(world, progress=AT_LAST_STEP) as at:
        await save(at)
        await at.sign_in()
        await at.see("Waiting for Ava: 1 s. Its first answer can take a minute.")


async def test_help_opens_over_a_dialog(world: World) -> None:
    async with driven(world, progress=AT_LAST_STEP) as at:
        await save(at)
        await at.see("Sign in to Ava")
        await at.press("f1")
        await at.see("Help and shortcuts")
        await at.press("escape")
        await at.see("Sign in to Ava")


@pytest.mark.parametrize("enter", [Driven.paste, Driven.type])
async def test_a_key_entered_for_the_password_is_not_sent(
    world: World, enter: Callable[[Driven, str], Awaitable[None]]
) -> None:
    async with driven(world, progress=AT_LAST_STEP) as at:
        await save(at)
        await at.see("Sign in to Ava")
        await at.type(samples.ACCOUNT_IDENTIFIER)
        await at.press("enter")
        await enter(at, KEYS["valid"])
        await at.see("That looks like a Vapi key, which is not asked for here.")
        await at.press("enter")
        await at.see("That is a Vapi key, so it was not used here.")
        await at.see("Code U16")
        assert world.requests.all(path="/api/v1/auth/login") == []
        await at.type(samples.ACCOUNT_PASSWORD)
        await at.enter()
        await at.see(CONFIGURED)
