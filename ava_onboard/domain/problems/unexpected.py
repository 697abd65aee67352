"""What nobody foresaw: code X01."""

from ava_onboard.domain.failure import Exit, Problem
from ava_onboard.locales import N_

UNEXPECTED = Problem(
    "X01",
    N_("Something unexpected happened. Nothing that was saved is lost."),
    N_("Start again: you come back to where you were. If it lasts, give this code to Ava's support."),
    Exit.UNEXPECTED,
)
