"""The whole way of a new customer."""

from ava_onboard.domain.guide import current
from ava_onboard.domain.status import Badge
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.world import World
from tests.tui.driving import driven


async def test_a_new_customer_goes_from_the_first_step_to_configured(world: World) -> None:
    async with driven(world) as at:
        for number in range(1, 3):
            await at.see(f"Step {number} of 4")
            await at.enter()
            await at.see("Page opened in your browser.")
            await at.enter()
        await at.see("Step 3 of 4")
        assert at.browser.opened == [step.link.url for step in current().steps[:2]]
        await at.enter()  # the page is open already
        await at.see("Step 4 of 4")
        await at.paste(f' "{samples.KEYS["valid"]}"\n')
        await at.see("2 quotation marks")
        await at.press("enter")
        await at.see("Vapi accepts the key 8f14e45f…")
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
