"""What makes up a state."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from ava_onboard.domain.fact import Answer, Fact
from ava_onboard.domain.progress import STEPS, Journey, Progress, Step
from ava_onboard.domain.status import Badge
from ava_onboard.onboarding.ports import OptionalStore
from ava_onboard.onboarding.profiles import KnownProfile, Profile, Profiles
from ava_onboard.tui.given import Demo, DemoKey
from tests.snapshots.moves import KEY, Move
from tests.snapshots.services import Script
from tests.tui.driving import AT_LAST_STEP, NOW

BEFORE = NOW - timedelta(days=1)
"""When the app learnt what it remembers at the start."""

PREVIEW, OTHER = f"{KEY[:8]}...", "9f8e7d6c..."
"""The preview of the key on all screens, and of another one."""

_YES = Fact(Answer.YES, PREVIEW, BEFORE)
CONFIGURED = Progress(
    Journey(Step.PASTE_KEY, frozenset(STEPS)),
    account="Camille Demo",
    kept=_YES,
    known=_YES,
    accepted=_YES,
    used=_YES._replace(assistants=3),
)
"""A customer who was fully configured yesterday."""

KEPT_ONLY = CONFIGURED._replace(account=None, known=Fact(), accepted=Fact(), used=Fact())
"""A customer whose key never reached Ava."""

EVERYWHERE = Script(kept=KEY, stored=PREVIEW)
"""The key is on this computer and at Ava."""

DEMO = Demo(
    "demo@ava.ai",
    "not-a-secret!",
    (
        DemoKey("01234567-sample", "Accepted: three assistants."),
        DemoKey("12345678-sample", "Refused: the public key."),
        DemoKey("23456789-sample", "Accepted by Vapi Europe only."),
        DemoKey("3456789a-sample", "Undecided: too many requests, wait one second."),
    ),
)


@dataclass(frozen=True, slots=True)
class KnownProfiles:
    """Profiles that are listed and never opened."""

    known: tuple[KnownProfile, ...]

    def all(self) -> Sequence[KnownProfile]:
        return self.known

    def may_be_called(self, name: str) -> bool:
        return name.islower()

    def open(self, name: str) -> Profile:
        raise AssertionError(name)


PROFILES = KnownProfiles(
    (
        KnownProfile("default", "Camille Demo", Badge.CONFIGURED, None),
        KnownProfile("atelier", None, Badge.NOT_CONFIGURED, None),
        KnownProfile("shop-2", "second@shop.example", Badge.CONFIGURED, "https://ava.shop.example:8443"),
    )
)


@dataclass(frozen=True, slots=True)
class State:
    """How the app gets into a state.

    ``toast`` says that the state is about a notification; otherwise none is shown.
    """

    move: Move
    script: Script = field(default_factory=Script)
    progress: Progress = AT_LAST_STEP
    demo: Demo | None = None
    profiles: Profiles | None = None
    file: Callable[[], OptionalStore] | None = None
    """The protected file; None: there is none yet."""
    browser: bool = True
    toast: bool = False
