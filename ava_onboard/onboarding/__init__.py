"""The use cases: check, save, send, delete, look, sign in. They know neither screens nor libraries."""

from ava_onboard.domain.progress import Stage
from ava_onboard.onboarding.questions import NO_QUESTIONS, Next, Questions
from ava_onboard.onboarding.services import Services
from ava_onboard.onboarding.session import SignIn
from ava_onboard.onboarding.stages import (
    NotStarted,
    StageDone,
    StageEvent,
    StageFailed,
    StageSkipped,
    StageStarted,
    StageTested,
)
from ava_onboard.onboarding.use_cases import Onboarding

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
