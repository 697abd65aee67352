"""An unexpected error: code X01."""

from ava_onboard.domain.failure import Exit, Problem
from ava_onboard.locales import N_

UNEXPECTED = Problem(
    "X01",
    N_("Something unexpected happened. What was already saved stays saved."),
    N_("Start again: you will be where you left off. If it keeps happening, give this code to Ava's support."),
    Exit.UNEXPECTED,
)
