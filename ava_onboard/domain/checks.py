"""The ladder that ``doctor`` climbs: what each rung rests on, how it ended, and what of it may be reported."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from ava_onboard.domain.failure import Failure
from ava_onboard.domain.store_kind import OPTIONAL
from ava_onboard.locales import N_, _


class Rung(Enum):
    """What is looked at, from the bottom up; the value is its name for a person."""

    TERMINAL = N_("Terminal")
    CLOCK = N_("Clock")
    PROXY = N_("Proxy")
    DNS = N_("Name lookup (DNS)")
    TCP = N_("Connections (TCP)")
    TLS = N_("Certificates (TLS)")
    VAPI = "Vapi"
    AVA = "Ava"
    SESSION = N_("Ava session")
    KEYRING = N_("Keyring")
    JOURNAL = N_("Saved progress")

    @property
    def words(self) -> str:
        """Its name in the current language."""
        return _(self.value)


RESTS_ON: Mapping[Rung, Rung] = {Rung.SESSION: Rung.AVA}
"""The rung that each needs below it. On the way to Vapi and Ava each of the two is followed for itself: the probes
know how far it was reached."""


class Reason(Enum):
    """Why a rung was skipped; the value says it to a person."""

    BLOCKED = N_("not tried: it depends on what failed above")
    NO_TERMINAL = N_("not started in a terminal")
    NO_TIME = N_("no service gave the time")
    THROUGH_PROXY = N_("handled by the proxy")
    OTHER_PROXY = N_("cannot be checked through this kind of proxy")
    NO_TLS = N_("only this computer is contacted, without encryption")
    SIGNED_OUT = N_("not signed in")
    KEYRING_CLOSED = N_("would be kept with the key, which cannot be opened now")


@dataclass(frozen=True, slots=True)
class Passed:
    """All is well."""

    text: str
    """What was found, English and marked for translation; the facts fill its placeholders."""
    facts: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    """What is not as it might be, though nothing has failed; written as the text is."""

    @property
    def words(self) -> str:
        """What was found, in the current language."""
        return " – ".join(_(text).format_map(self.facts) for text in (self.text, self.note) if text)


@dataclass(frozen=True, slots=True)
class Failed:
    """Something is wrong; the failure's values are the facts."""

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
    """Nothing was looked at."""

    reason: Reason

    @property
    def facts(self) -> Mapping[str, str]:
        """Nothing was found."""
        return {}

    @property
    def words(self) -> str:
        """Why, in the current language."""
        return _(self.reason.value)


Outcome = Passed | Failed | Skipped


@dataclass(frozen=True, slots=True)
class Result:
    """How one rung ended."""

    rung: Rung
    outcome: Outcome
    milliseconds: int = 0


def is_blocked(rung: Rung, results: Iterable[Result]) -> bool:
    """Whether what the rung needs has failed, or was itself not tried for such a reason."""
    below = RESTS_ON.get(rung)
    outcome = next((result.outcome for result in results if result.rung is below), None)
    return isinstance(outcome, Failed) or outcome == Skipped(Reason.BLOCKED)


def first_failure(results: Iterable[Result]) -> Failure | None:
    """The lowest failure: what to mend first, as the ones above may follow from it."""
    return next((result.outcome.failure for result in results if isinstance(result.outcome, Failed)), None)


_STORES = "|".join(kind.name for kind in OPTIONAL)
_HOST = r"[a-z0-9_.:\[\]-]{1,120}"
_ALLOWED = {
    name: re.compile(pattern, re.ASCII | re.IGNORECASE)
    for name, pattern in {
        "asleep": r"yes|no",
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
        "proxy": rf"none|{_HOST}(, {_HOST})*",
        "seconds": r"\d{1,4}",
        "service": r"Ava|Vapi",
        "size": r"\d{1,5}x\d{1,5}",
        "source": r"environment|stored",
        "term": r"[a-z0-9._+-]{1,40}",
    }.items()
}
"""The facts that may leave this computer, and what each looks like."""

LEFT_OUT = "left out"
"""What stands for a value that does not look as it should."""


def reported(facts: Mapping[str, str]) -> dict[str, str]:
    """The facts that are on the list; a value of another form than expected is left out."""
    return {
        name: value if _ALLOWED[name].fullmatch(value) else LEFT_OUT
        for name, value in sorted(facts.items())
        if name in _ALLOWED
    }


SESSION_ALPHABET = "3479ACDEFGHJKMNPQRTVWXY"
"""What can be read out and typed without a doubt: one of each pair that looks alike, or neither (0 O, 1 I L,
2 Z, 5 S, 6 G, 8 B, U V)."""
