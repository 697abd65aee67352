"""Types of the JSON output: one object on one line of stdout, in ASCII, the same in every language.

Only type checks and ``make schemas`` import them, never the program. Fields may be added; existing ones keep their name
and meaning while ``schema`` is 1. A command that ends early prints an ``Error`` instead of its own object.
"""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from ava_onboard.cli.json_about import Account, Help, Sandbox, Version
from ava_onboard.cli.json_desk import Desk, DeskAnswer, DeskNode
from ava_onboard.cli.json_values import (
    Attention,
    Code,
    Exit,
    Fact,
    Facts,
    Failure,
    Hints,
    Preview,
    Region,
    Time,
    Versions,
    name_of,
    one_of,
)
from ava_onboard.domain import checks, speakable
from ava_onboard.domain.attention import Action
from ava_onboard.domain.failure import Exit as ExitCode
from ava_onboard.domain.progress import SAVING, SENDING, Stage
from ava_onboard.domain.store_kind import KINDS
from ava_onboard.locales import languages

ELSEWHERE = (Account, Desk, DeskAnswer, DeskNode, Help, Sandbox, Version)
"""Those of ``desk``, and of what is not about a key, are in other modules."""


class Error(TypedDict):
    """Any command that ended before it could print its own object: wrong usage, a setting, a crash, Ctrl+C."""

    schema: Literal[1]
    done: Literal[False]
    exit: Annotated[int, one_of(*(int(code) for code in ExitCode if code is not ExitCode.DONE))]
    """The exit code of the program."""
    failure: Failure | None
    """What ended it; null if the person stopped it."""
    hints: Hints
    """With the code U04: what was read instead of a key, the most telling first; else empty."""


class Status(TypedDict):
    """``status``."""

    schema: Literal[1]
    configured: bool
    """Whether Ava has a key, as far as is known."""
    attention: Attention
    """What speaks against that key, the worst first. The badge is green only if this is empty."""
    preview: Preview | None
    """The key in question: its first eight characters and an ellipsis."""
    facts: Facts
    """What is known of the key in each place, and of its use."""
    last_known: Fact
    """What Ava said last."""
    agree: bool
    """Whether nothing is left to do."""
    action: Annotated[str, name_of(Action)]
    """What to do next."""
    session: Literal["environment", "stored", "none", "unknown"]
    """Where the Ava session comes from. environment: AVA_TOKEN; unknown: the place that would hold it fails."""
    account: str | None
    """The account that signed in last; null with AVA_TOKEN."""
    profile: str
    """The profile in use."""
    ava_url: str
    """The Ava that was asked, or would be."""
    unprotected: bool | None
    """Whether that Ava shows its settings to anyone; null if it was not asked without a session."""
    kept_in: Annotated[str, one_of(*(kind.name for kind in KINDS))]
    """Where the key and the session are kept on this computer."""
    offline: bool
    """Whether no request was made: then every fact is the last known one."""
    situation: str
    """The six symbols of this state, for support. They hold no part of the key and no name."""
    versions: Versions
    """Those of this program and of Python."""


class Verdict(TypedDict):
    """What Vapi said about a key."""

    verdict: Literal["accepted", "rejected", "undecided"]
    """rejected: Vapi refuses the key; undecided: it was not reached, or something else answered."""
    preview: Preview
    """The first eight characters of the key and an ellipsis, never more."""
    region: Region | None
    """The region that accepted it."""
    regions: Annotated[list[Region], Field(json_schema_extra={"uniqueItems": True})]
    """The regions that refused it."""
    organisation: str | None
    """Vapi's label of the organisation, if it is known."""
    assistants: Annotated[int, one_of(0, 1)] | None
    """0: none; 1: at least one; null: not known."""
    hints: Hints
    """What the pasted text looked like, the most telling first."""
    failure: Failure | None
    """Why the key is not accepted."""


class Check(Verdict):
    """``check``."""

    schema: Literal[1]


class _Ended(TypedDict):
    schema: Literal[1]
    done: bool
    """Whether all of it is done."""
    failure: Failure | None
    """What ended it."""


class _Stage(TypedDict):
    outcome: Annotated[str, one_of("done", "skipped", "failed", "unknown")]
    """unknown: Ava could not be asked whether it can use the key; skipped: it is not asked, or cannot be."""


class EndedStage(_Stage):
    """One stage of any of them."""

    stage: str


class Sent(_Ended):
    """How saving or sending ended, and what is known of Ava's use of the key."""

    used: Fact | None
    """Whether Ava can use the key; null if that was not tested."""
    attention: Attention
    """What speaks against the key, although Ava has it."""


class SavingStage(_Stage):
    """How one stage of ``save`` ended."""

    stage: Annotated[str, name_of(SAVING)]


class Save(Sent):
    """``save``."""

    command: Literal["save"]
    stages: list[SavingStage]
    """How each stage that was started ended, in order."""
    verdict: Verdict | None
    """What Vapi said about the key; null if it was not asked."""


class SendingStage(_Stage):
    """How one stage of ``sync`` ended."""

    stage: Annotated[str, name_of(SENDING)]


class Sync(Sent):
    """``sync``."""

    command: Literal["sync"]
    stages: list[SendingStage]
    """How each stage that was started ended, in order."""
    verdict: None
    """Vapi is not asked."""


class DeletingStage(_Stage):
    """How one stage of ``delete`` ended."""

    stage: Annotated[str, name_of((Stage.FORGET_AT_AVA, Stage.FORGET_HERE))]


class Delete(_Ended):
    """``delete``."""

    command: Literal["delete"]
    stages: list[DeletingStage]
    """How each stage that was started ended, in order."""
    verdict: None
    """Vapi is not asked."""


class _Session(_Ended):
    account: str | None
    """The account that is signed in."""


class Login(_Session):
    """``login``."""

    command: Literal["login"]


class Logout(_Session):
    """``logout``."""

    command: Literal["logout"]


class Profile(TypedDict):
    """One profile."""

    name: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]{0,31}$")]
    present: bool
    """Whether it is the one in use."""
    configured: bool
    account: str | None
    ava_url: str


class Profiles(TypedDict):
    """``profiles``."""

    schema: Literal[1]
    profiles: Annotated[list[Profile], Field(min_length=1)]
    """From what was learnt last."""


class RemovedProfile(_Ended):
    """``profiles --remove``."""

    command: Literal["profiles"]
    profile: str
    """The one to remove."""


class Explain(TypedDict):
    """``explain``."""

    schema: Literal[1]
    code: Code
    """The code that was asked about."""
    sentence: str
    """What happened, in the current language."""
    remedy: str
    """What to do, in the current language."""
    exit: Exit
    """The exit code of the program."""


class DoctorCheck(TypedDict):
    """One check."""

    rung: Annotated[str, name_of(checks.Check)]
    outcome: Literal["passed", "failed", "skipped"]
    milliseconds: Annotated[int, Field(ge=0)]
    code: Code | None
    """What failed."""
    reason: Annotated[str, name_of(checks.Reason)] | None
    """Why it was skipped."""
    facts: dict[str, str]
    """What was found, as far as it may be reported."""


class Doctor(TypedDict):
    """``doctor``."""

    schema: Literal[1]
    session: Annotated[str, Field(pattern=f"^[{speakable.ALPHABET}]{{4}}-[{speakable.ALPHABET}]{{4}}$")]
    """The number of this report, to read out."""
    time: Time
    """When this was put together."""
    versions: Versions
    """Those of this program and of Python."""
    system: str
    """The operating system."""
    machine: str
    """The kind of processor."""
    language: Annotated[str, one_of(*languages())]
    """The language of the program."""
    profile: str
    """The profile in use."""
    ava_url: str
    """The Ava of the profile."""
    rungs: list[DoctorCheck]
    """What was checked, in order."""
    failure: Failure | None
    """The first that failed."""
