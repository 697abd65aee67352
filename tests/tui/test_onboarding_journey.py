"""The whole way of a new customer."""

from ava_onboard.domain.guide import current
from ava_onboard.domain.status import Badge
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.world import World
from tests.tui.driving import driven


async def test_a_new_customer_goes_from_the_first_step_to_configured(world: World) -> None:
    async with driven(world) as at:
        await at.see("Step 1 of 4")
        await at.enter()
        await at.see("Page opened in your browser. Done there? Come back here: Enter opens the next page.")
        await at.enter()
        await at.see("Step 2 of 4")
        await at.see("Page opened in your browser. Do what follows there")
        await at.enter()
        await at.see("Step 3 of 4")
        assert at.browser.opened == [step.link.url for step in current().steps[:2]]
        await at.enter()  # the page is open already
        await at.see("Step 4 of 4")
        await at.paste(f' "{samples.KEYS["valid"]}"\n')
        await at.see("Vapi accepts the key 8f14e45f…")
        await at.see("2 quotation marks")
        await at.press("enter")
        await at.see("Sign in to Ava")
        await at.type(samples.ACCOUNT_IDENTIFIER)
        await at.press("enter")
        await at.type(samples.ACCOUNT_PASSWORD)
        await at.press("enter")
        await at.see("Configured: Ava can use your own Vapi key.")
        assert at.app.badge() is Badge.CONFIGURED
        await at.press("enter")
        await at.see("✓ 8f14e45f… ✓ 8f14e45f… ✓ accepted")


async def test_the_short_way_takes_three_times_enter_one_paste_and_two_fields(world: World) -> None:
    async with driven(world) as at:
        await at.enter()
        await at.see("Page opened in your browser.")
        await at.paste(samples.KEYS["valid"])
        await at.see("Vapi accepts the key 8f14e45f…")
        await at.enter()
        await at.see("Sign in to Ava")
        await at.type(samples.ACCOUNT_IDENTIFIER)
        await at.press("tab")
        await at.type(samples.ACCOUNT_PASSWORD)
        await at.enter()
        await at.see("Configured: Ava can use your own Vapi key.")
