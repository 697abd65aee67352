"""What the terminal says once the app has ended: what is really known, and how to carry on."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from ava_onboard.config import DEFAULT_PROFILE
from ava_onboard.domain.fact import Answer, Fact
from ava_onboard.domain.progress import STEPS, Progress, Stage
from ava_onboard.domain.status import Badge
from ava_onboard.locales import _
from ava_onboard.text.line import shortened


def lines(
    progress: Progress,
    badge: Badge,
    *,
    since: datetime,
    place_kept: bool,
    unsaved_key: bool,
    program: str,
    profile: str,
) -> list[str]:
    """Return one or two lines; none if there is nothing to say that this run knows.

    Args:
        progress: The progress at the end.
        badge: The badge at the end.
        since: When the run began. What was learnt before it may be out of date, and is not repeated.
        place_kept: Whether the progress could be saved.
        unsaved_key: Whether a key was pasted that was not saved.
        program: How to start the program.
        profile: The open profile.
    """
    command = partial(_command, program, profile)
    first = [_("The key you pasted was not saved.")] if unsaved_key else []
    state = _of_key(progress, badge, since, command)
    if state and not first:
        return state
    if place_kept and STEPS[-1] not in progress.journey.done:
        words = _("Your place is kept: step {number} of {all}. To carry on: {command}")
        first.append(words.format(number=progress.journey.step.number, all=len(STEPS), command=command()))
    return first


def demo(program: str) -> str:
    """Say that it was the demo, and how to begin with ``program``."""
    return _("That was the demo: nothing was sent or kept. To begin: {command}").format(command=program)


def _of_key(progress: Progress, badge: Badge, since: datetime, command: Callable[[str], str]) -> list[str]:
    """Return what this run knows of the key."""
    if _may_have_been_sent(progress):
        return [_("Ava may or may not have the key. To find out: {command}").format(command=command("status"))]
    if progress.under_way and progress.under_way.deletes:
        words = _("The key may not be deleted everywhere. To finish: {command}")
        return [words.format(command=command("delete"))]
    known, kept = progress.known, progress.kept
    if badge is Badge.CONFIGURED and _learnt(known, since) and known.answer is Answer.YES and known.preview:
        used = progress.used
        proved = used.answer is Answer.YES and used.preview == known.preview and _learnt(used, since)
        words = (
            _("● Configured: Ava can use your key {preview}")
            if proved
            else _("● Configured: Ava has your key {preview}")
        )
        return [
            words.format(preview=shortened(known.preview)),
            _("To see its state later: {command}").format(command=command("status")),
        ]
    if _learnt(kept, since) and kept.answer is Answer.YES and known.preview is None and not progress.owner:
        words = _("Your key is on this computer, waiting to be sent: {command}")
        return [words.format(command=command("sync"))]
    return []


def _may_have_been_sent(progress: Progress) -> bool:
    """Return whether a key was being sent: from the moment of sending, Ava's answer about it counts as unknown."""
    operation, known = progress.under_way, progress.known
    if operation is None or operation.stage not in {Stage.SEND, Stage.CONFIRM}:
        return False
    return operation.stage is Stage.CONFIRM or known.answer is Answer.YES or known.preview == operation.preview


def _command(program: str, profile: str, name: str = "") -> str:
    words = [program, name] if name else [program]
    return " ".join(words if profile == DEFAULT_PROFILE else [*words, "--profile", profile])


def _learnt(fact: Fact, since: datetime) -> bool:
    return fact.learnt is not None and fact.learnt >= since
