"""The state of a key in one place while it is being saved, for the drawing of the three places."""

from ava_onboard.domain.failure import Failure
from ava_onboard.locales import _
from ava_onboard.onboarding.stages import IN_DOUBT
from ava_onboard.text.line import Line, Tone, shortened
from ava_onboard.text.stages import Mark


def kept(mark: Mark | None, preview: str) -> Line:
    """Return what is known on this computer, by how far the stage is that keeps the key."""
    if mark not in (Mark.SKIPPED, Mark.FAILED):
        return _arriving(mark, preview)
    return Line(mark.value, Tone.MUTED if mark is Mark.SKIPPED else Tone.BAD, _("no copy"))


def at_ava(sent: Mark | None, confirmed: Mark | None, preview: str, failure: Failure | None) -> Line:
    """Return what is known at Ava, by how far the two stages are that bring the key there.

    Args:
        sent: How far sending is.
        confirmed: How far Ava's confirmation is.
        preview: The start of the key.
        failure: What stopped either of them.
    """
    if Mark.FAILED in (sent, confirmed):
        in_doubt = confirmed is Mark.FAILED or (failure is not None and failure.problem in IN_DOUBT)
        return Line("▲", Tone.DOUBT, _("unconfirmed")) if in_doubt else Line("✗", Tone.BAD, _("not sent"))
    return _arriving(confirmed or (Mark.UNDER_WAY if sent is Mark.DONE else sent), preview)


def _arriving(mark: Mark | None, preview: str) -> Line:
    if mark is Mark.DONE:
        return Line("✓", Tone.GOOD, shortened(preview))
    if mark is Mark.UNDER_WAY:
        return Line("●", Tone.ACTIVE, shortened(preview))
    return Line("○", Tone.MUTED, _("to come"))
