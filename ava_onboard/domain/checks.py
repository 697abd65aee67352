"""The checks of ``doctor``, in order: their dependencies, their results, and which facts may go into a report."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from ava_onboard.domain.failure import Failure
from ava_onboard.domain.store_kind import OPTIONAL
from ava_onboard.locales import N_, _


class Check(Enum):
    """A check, in the order in which they are made; the value is its name on the screen."""

    TERMINAL = N_("Terminal")
    CLOCK = N_("Clock")
    PROXY = N_("Proxy")
    DNS = N_("Name lookup (DNS)")
    TCP = N_("Connections (TCP)")
    TLS = N_("Certificates (TLS)")
    VAPI = "Vapi"
    AVA = "Ava"
    SESSION = N_("Ava session")
    USE = N_("Use of the key")
    KEYRING = N_("Keyring")
    JOURNAL = N_("Saved progress")

    @property
    def words(self) -> str:
        """Its name in the current language."""
        return _(self.value)


DEPENDS_ON: Mapping[Check, Check] = {Check.SESSION: Check.AVA, Check.USE: Check.SESSION}
"""The check that each one depends on. Vapi and Ava are probed from end to end, so they depend on none."""


class Reason(Enum):
    """Why a check was skipped; the value is what the screen shows."""

    BLOCKED = N_("not tried: it depends on what failed above")
    NO_TERMINAL = N_("not started in a terminal")
    NO_TIME = N_("no service gave the time")
    THROUGH_PROXY = N_("handled by the proxy")
    OTHER_PROXY = N_("cannot be checked through this kind of proxy")
    NO_TLS = N_("only this computer is contacted, without encryption")
    SIGNED_OUT = N_("not signed in")
    NO_KEY = N_("Ava has no key")
    NOT_TESTABLE = N_("this Ava server cannot test it")
    NOT_TESTED = N_("Ava could not try the key just now")
    KEYRING_CLOSED = N_("would be kept with the key, which cannot be opened now")


@dataclass(frozen=True, slots=True)
class Passed:
    """The check passed."""

    text: str
    """What was found: English, marked for translation, with placeholders for the facts."""
    facts: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    """What could be better although nothing failed, in the same form."""

    @property
    def words(self) -> str:
        """What was found, in the current language."""
        return " – ".join(_(text).format_map(self.facts) for text in (self.text, self.note) if text)


@dataclass(frozen=True, slots=True)
class Failed:
    """The check failed; the failure's values are the facts."""

    failure: Failure

    @property
    def facts(self) -> Mapping[str, str]:
        """What was found."""
        return self.failure.values

    @property
    def words(self) -> str:
        """What is wrong, in the current language."""
        words = self.failure.sentence
        if "hosts" in self.facts:
            words += " " + _("Also unreachable: {hosts}.").format_map(self.facts)
        if "issuer" in self.facts:
            words += " " + _("Certificate issued by: {issuer}.").format_map(self.facts)
        if "offset" in self.facts:
            offset = int(self.facts["offset"])
            wrong = _("It is {seconds} seconds fast.") if offset > 0 else _("It is {seconds} seconds slow.")
            words += " " + wrong.format(seconds=abs(offset))
        return words


@dataclass(frozen=True, slots=True)
class Skipped:
    """The check was not made."""

    reason: Reason

    @property
    def facts(self) -> Mapping[str, str]:
        """No facts."""
        return {}

    @property
    def words(self) -> str:
        """The reason, in the current language."""
        return _(self.reason.value)


Outcome = Passed | Failed | Skipped


@dataclass(frozen=True, slots=True)
class Result:
    """The result of one check."""

    check: Check
    outcome: Outcome
    milliseconds: int = 0


def is_blocked(check: Check, results: Iterable[Result]) -> bool:
    """Return whether the check that this one depends on has failed or was blocked itself."""
    below = DEPENDS_ON.get(check)
    outcome = next((result.outcome for result in results if result.check is below), None)
    return isinstance(outcome, Failed) or outcome == Skipped(Reason.BLOCKED)


def first_failure(results: Iterable[Result]) -> Failure | None:
    """Return the first failure: later ones may follow from it."""
    return next((result.outcome.failure for result in results if isinstance(result.outcome, Failed)), None)


_STORES = "|".join(kind.name for kind in OPTIONAL)
_HOST = r"[a-z0-9_.:\[\]-]{1,120}"
_ALLOWED = {
    name: re.compile(pattern, re.ASCII | re.IGNORECASE)
    for name, pattern in {
        "asleep": r"yes|no",
        "assistants": r"\d{1,6}",
        "ava_url": rf"https?://{_HOST}",
        "backend": rf"(keyring\.backends|keyrings\.alt)\.[a-z0-9.]{{1,60}}|unknown|{_STORES}",
        "encoding": r"[a-z0-9_-]{1,20}",
        "folder": r"(~|AVA_ONBOARD_HOME|\.\.\.)([/\\][a-z0-9._ -]+){1,8}",
        "host": _HOST,
        "hosts": rf"{_HOST}(, {_HOST})*",
        "missing": rf"{_HOST}(, {_HOST})*",
        "issuer": r"[a-z0-9.,:;'&()*/ -]{1,200}",
        "name": r"[A-Za-z_]{1,40}",
        "offset": r"-?\d{1,12}",
        "profile": r"[a-z0-9-]{1,32}",
        "protected": r"yes|no",
        "proxy": rf"none|{_HOST}(, {_HOST})*",
        "seconds": r"\d{1,4}",
        "service": r"Ava|Vapi",
        "size": r"\d{1,5}x\d{1,5}",
        "source": r"environment|stored",
        "term": r"[a-z0-9._+-]{1,40}",
    }.items()
}
"""The facts that may go into a report, and the form of each."""

LEFT_OUT = "left out"
"""Replaces a value of another form."""


def reported(facts: Mapping[str, str]) -> dict[str, str]:
    """Return the facts that may be reported; a value of another form is replaced."""
    return {
        name: value if _ALLOWED[name].fullmatch(value) else LEFT_OUT
        for name, value in sorted(facts.items())
        if name in _ALLOWED
    }
