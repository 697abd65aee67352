"""Moves that bring the app into a state. Each waits for the app, never for a fixed time."""

from collections.abc import Awaitable, Callable

from textual import events

from ava_onboard.domain.fact import Answer
from ava_onboard.domain.progress import Step
from ava_onboard.onboarding import Stage, StageFailed
from ava_onboard.text.stages import Mark
from ava_onboard.tui.key.form import KeyForm
from ava_onboard.tui.key.phase import Checking, Editing, Judged, Saved, Saving
from ava_onboard.tui.screens.settings import SettingsScreen
from ava_onboard.tui.screens.sign_in import SignInScreen
from tests.tui.driving import NOW, Driven

Move = Callable[[Driven], Awaitable[None]]

KEY = "0a1b2c3d-0000-4000-8000-000000000000"
"""The key on every screen. It is not one of the samples, so a sample on a screen is a leak."""


def then(*moves: Move) -> Move:
    """Make one move after the other."""

    async def move(at: Driven) -> None:
        for each in moves:
            await each(at)

    return move


async def stay(at: Driven) -> None:
    """Leave the app as it starts."""


def open_step(step: Step) -> Move:
    """Open a step of the guide."""

    async def move(at: Driven) -> None:
        await at.app.run_action(f"screen.open_step('{step}')")

    return move


def press(*keys: str) -> Move:
    """Press keys."""

    async def move(at: Driven) -> None:
        await at.press(*keys)

    return move


def do(action: str) -> Move:
    """Run the action of a button or a key; the button may be out of sight."""

    async def move(at: Driven) -> None:
        await at.app.run_action(action)
        await at.pilot.pause()

    return move


def dialog(*keys: str) -> Move:
    """Open a dialog with a key."""

    async def move(at: Driven) -> None:
        below = at.app.screen
        await at.press(*keys)
        await at.until(lambda: at.app.screen is not below, "a dialog")

    return move


# The key


def form(at: Driven) -> KeyForm:
    """The form for the key of the open screen, or of the one below a dialog."""
    forms: list[KeyForm] = [form for screen in at.app.screen_stack for form in screen.query(KeyForm)]
    return forms[-1]


def paste(text: str) -> Move:
    """Paste into the field for the key."""

    async def move(at: Driven) -> None:
        if isinstance(at.app.screen, SettingsScreen):
            await do("screen.replace")(at)
            await at.until(lambda: bool(at.app.screen.query(KeyForm)), "the form for another key")
        form(at).field.focus()
        await at.until(lambda: form(at).field.has_focus, "the field has the focus")
        await at.paste(text)
        await at.until(lambda: bool(form(at)._pasted.text) == bool(text), "what was pasted was read")

    return move


def copied(text: str) -> Move:
    """Copy a text in another window, and come back."""

    async def move(at: Driven) -> None:
        at.clipboard.text = text
        at.app.post_message(events.AppBlur())
        await at.pilot.pause()
        at.app.post_message(events.AppFocus())
        await at.pilot.pause()

    return move


async def offered(at: Driven) -> None:
    """Wait until what is on the clipboard is offered."""
    await at.until(lambda: form(at).escape == "ignore", "an offer")


async def check_begun(at: Driven) -> None:
    """Paste a key, which is checked at once."""
    await paste(KEY)(at)
    await at.until(lambda: not isinstance(form(at).phase, Editing), "the check has begun")


async def checking(at: Driven) -> None:
    """Wait until Vapi is being asked."""
    await check_begun(at)
    await at.until(lambda: isinstance(form(at).phase, Checking), "a check under way")


async def judged(at: Driven) -> None:
    """Wait for Vapi's verdict; nothing is being saved yet."""
    await check_begun(at)
    await at.until(lambda: isinstance(form(at).phase, Judged), "a verdict")


async def is_slow(at: Driven) -> None:
    """The answer takes so long that the form says what it is waiting for."""
    form(at).slow = True


def choose(index: int) -> Move:
    """Take the first or the second choice of the form."""

    async def move(at: Driven) -> None:
        form(at).choose(index)
        await at.pilot.pause()

    return move


def under_way(stage: Stage) -> Move:
    """Wait until the stage is under way."""

    def there(at: Driven) -> bool:
        phase = form(at).phase
        return isinstance(phase, Saving) and phase.marks.get(stage) is Mark.UNDER_WAY

    async def move(at: Driven) -> None:
        await at.until(lambda: there(at), f"{stage} under way")

    return move


def failed(stage: Stage) -> Move:
    """Wait until the stage has failed and no dialog is in front."""

    def there(at: Driven) -> bool:
        phase = form(at).phase
        return isinstance(phase, Saving) and phase.failed is stage and len(at.app.screen_stack) == 1

    async def move(at: Driven) -> None:
        await at.until(lambda: there(at), f"{stage} failed")

    return move


async def saved(at: Driven) -> None:
    """Wait until the key is saved."""
    await at.until(lambda: isinstance(form(at).phase, Saved), "the key is saved")


# Signing in


async def asked_to_sign_in(at: Driven) -> None:
    """The dialog is there."""
    await at.until(lambda: isinstance(at.app.screen, SignInScreen), "the dialog to sign in")


async def fill_in(at: Driven) -> None:
    """Fill in both fields."""
    await at.type("camille@example.com")
    await at.press("enter")
    await at.type("not a password")


async def asked_for_token(at: Driven) -> None:
    """Open the dialog for the access token, as the menu does."""
    await do("app.sign_in_with_token")(at)
    await at.until(lambda: at.app.focused is not None and at.app.focused.id == "token", "the field for the token")


async def fill_in_token(at: Driven) -> None:
    """Fill in the field for the token."""
    await at.type("not a token")


async def submitted(at: Driven) -> None:
    """Press Enter, and wait until Ava is being asked."""
    await at.press("enter")
    screen = at.app.screen
    assert isinstance(screen, SignInScreen)
    await at.until(lambda: screen._busy or screen._failure is not None, "Ava was asked")


async def refused(at: Driven) -> None:
    """Press Enter, and wait until Ava has refused."""
    screen = at.app.screen
    assert isinstance(screen, SignInScreen)
    await submitted(at)
    await at.until(lambda: not screen._busy and screen._failure is not None, "Ava's refusal")


async def cancelled(at: Driven) -> None:
    """Close the dialog."""
    dialog = at.app.screen
    await at.press("escape")
    await at.until(lambda: at.app.screen is not dialog, "the dialog is gone")


# The settings


def card(at: Driven) -> SettingsScreen:
    """Return the settings screen."""
    screen = at.app.screen_stack[0]
    assert isinstance(screen, SettingsScreen)
    return screen


async def settings(at: Driven) -> None:
    """Open the settings if they are not open."""
    if not isinstance(at.app.screen, SettingsScreen):
        await at.press("f4")
    await at.until(lambda: isinstance(at.app.screen, SettingsScreen) and at.app.screen.is_mounted, "the settings")


async def looked(at: Driven) -> None:
    """Open the settings, and wait for everything they can find out."""
    await settings(at)
    await at.until(lambda: card(at).status.kept.learnt == NOW, "the keyring was asked")
    await idle(at)


async def idle(at: Driven) -> None:
    """Wait until nothing is under way."""
    await at.until(lambda: all(worker.is_finished for worker in at.app.workers), "an app at rest")


async def looking(at: Driven) -> None:
    """Open the settings while they are still looking."""
    await settings(at)
    await at.until(lambda: card(at).looking, "looking")


async def delete_asked(at: Driven) -> None:
    """Open the question whether to delete the key."""
    below = at.app.screen
    await do("screen.delete")(at)
    await at.until(lambda: at.app.screen is not below, "the question")


async def deleting(at: Driven) -> None:
    """Answer yes, and wait until the deletion begins."""
    await delete_asked(at)
    await do("screen.answer(True)")(at)
    await at.until(lambda: card(at).deleting is not None, "deleting")


async def deletion_failed(at: Driven) -> None:
    """Answer yes, and wait for the failure and for the current facts."""
    await deleting(at)
    await at.until(lambda: isinstance(card(at).deleting, StageFailed), "the failure")
    await idle(at)


async def deleted(at: Driven) -> None:
    """Answer yes, and wait until the key is deleted."""
    await delete_asked(at)
    await do("screen.answer(True)")(at)
    await at.until(lambda: at.app.onboarding.progress.kept.answer is Answer.NO, "the key is deleted")
    await idle(at)


async def notified(at: Driven) -> None:
    """Wait for a notification."""
    await at.until(lambda: at.app.message is not None, "a notification")
