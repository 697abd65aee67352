"""What commands and line mode say about saving, sending and deleting."""

from collections.abc import Mapping

from ava_onboard.config import Config
from ava_onboard.locales import _
from ava_onboard.onboarding import Stage, StageDone, StageEvent, StageFailed, StageSkipped
from ava_onboard.onboarding.stages import kept_so_far
from ava_onboard.text.status_lines import failure

OUTCOMES: Mapping[type[StageEvent], str] = {StageDone: "done", StageSkipped: "skipped", StageFailed: "failed"}
"""How a stage ended, as ``--json`` calls it."""

_SIGNS: Mapping[type[StageEvent], str] = {StageDone: "✓", StageSkipped: "–", StageFailed: "✗"}


def ended(event: StageEvent) -> str:
    """How a stage ended; why it failed is told apart."""
    return f"{_SIGNS[type(event)]} {event.stage.words}"


def waiting(under_way: Stage) -> str:
    """What is being waited for, once it takes long."""
    if under_way in (Stage.KEEP, Stage.FORGET_HERE):
        return store_waiting()
    return _("Ava has not answered yet. Waking up can take a minute.")


def store_waiting() -> str:
    """That it is the keyring which takes long."""
    return _("Your keyring may be asking for its password in another window.")


def unlock() -> str:
    """That the keyring asks for its password."""
    return _("Unlock your keyring in the window that has opened.")


def configured() -> str:
    """The end of the way."""
    return "● " + _("Configured: Ava has your own Vapi key.")


def not_saved(failed: StageFailed, *, settings: Config, kept: bool) -> list[str]:
    """What stopped saving or sending; ``kept``: whether the key is on this computer all the same."""
    lines = failure(failed.failure)
    if kept:
        lines.append(f"▲ {kept_so_far(failed.stage)} ({settings.command('sync')})")
    return lines


def not_deleted(failed: StageFailed) -> list[str]:
    """What stopped the deletion, and what is still where."""
    return [*failure(failed.failure), *([f"  {failed.left.words}"] if failed.left else [])]
