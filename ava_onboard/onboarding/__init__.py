"""The use cases: check, save, send, delete, look, sign in. They know neither screens nor libraries."""

from typing import TYPE_CHECKING

from ava_onboard.domain.progress import Stage
from ava_onboard.onboarding.questions import NO_QUESTIONS, Next, Questions
from ava_onboard.onboarding.services import Services
from ava_onboard.onboarding.session import SignIn
from ava_onboard.onboarding.use_cases import Onboarding

if TYPE_CHECKING:
    from ava_onboard.onboarding.stages import (
        NotStarted,
        StageDone,
        StageEvent,
        StageFailed,
        StageSkipped,
        StageStarted,
        StageTested,
    )

__all__ = [
    "NO_QUESTIONS",
    "Next",
    "NotStarted",
    "Onboarding",
    "Questions",
    "Services",
    "SignIn",
    "Stage",
    "StageDone",
    "StageEvent",
    "StageFailed",
    "StageSkipped",
    "StageStarted",
    "StageTested",
]


def __getattr__(name: str) -> object:
    """Load the stages when one is used: the app starts without them."""
    if name not in __all__:
        raise AttributeError(name)
    from ava_onboard.onboarding import stages

    return getattr(stages, name)
