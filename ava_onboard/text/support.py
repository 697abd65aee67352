"""What support is told: the situation code, and how it is read out.

Every module that shows an error imports this, so it imports the code's format only where it is needed.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from ava_onboard import locales
from ava_onboard.domain.failure import Failure
from ava_onboard.locales import N_, _

if TYPE_CHECKING:
    from ava_onboard.domain.situation.scenes import Scene
    from ava_onboard.domain.situation.spelling import Alphabet
    from ava_onboard.domain.situation.troubles import Trouble
    from ava_onboard.domain.status import Badge
    from ava_onboard.domain.store_kind import StoreKind

COPY_DIAGNOSIS = N_("Copy my diagnosis")
LABEL = N_("Code for support")
"""The name of the situation code."""
ERROR_CODE = N_("Error code")
LAST_REQUEST = N_("Last failed request")

Describe = Callable[[Failure | None], str]
"""Returns the six symbols of this moment, or of the moment in which a failure is shown."""

_describe: Describe | None = None
_describe_here: ContextVar[Describe | None] = ContextVar("_describe_here", default=None)


def follow(describe: Describe | None) -> Describe | None:
    """Have errors end with the code that ``describe`` returns from now on, or with none; return who did before."""
    global _describe
    before, _describe = _describe, describe
    return before


@contextmanager
def following(describe: Describe) -> Iterator[None]:
    """Have errors end with the code that ``describe`` returns, as long as the work inside lasts."""
    before = follow(describe)
    try:
        yield
    finally:
        follow(before)


@contextmanager
def following_here(describe: Describe) -> Iterator[None]:
    """Like ``following``, in this thread or task only: a server shows several situations at once."""
    before = _describe_here.set(describe)
    try:
        yield
    finally:
        _describe_here.reset(before)


def code(failure: Failure | None = None) -> str:
    """Return the situation code as it is shown; empty if nobody describes the situation."""
    describe = _describe_here.get() or _describe
    symbols = describe(failure) if describe else ""
    return grouped(symbols) if symbols else ""


def grouped(symbols: str) -> str:
    """Return six symbols in two groups, which stay on one line."""
    from ava_onboard.domain.situation import symbols as format_

    return format_.grouped(symbols).replace(" ", "\u00a0")


def coded(scene: "Scene", store: "StoreKind") -> str:
    """Return the six symbols of a scene in this run.

    A language and a secret store that the format has no place for are coded as English and as the default store: the
    desk then shows the screen in English, which is better than no code.
    """
    from ava_onboard.domain.situation.coding import LANGUAGES, STORES, code_of
    from ava_onboard.domain.situation.of_commands import System

    language = locales.language() if locales.language() in LANGUAGES else LANGUAGES[0]
    kept_in = store.name if store.name in STORES else STORES[0]
    return code_of(scene, language, System(system()), kept_in)


def system() -> str:
    """Return the operating system, as a situation names it."""
    return {"win32": "Windows", "cygwin": "Windows", "darwin": "macOS", "linux": "Linux"}.get(sys.platform, "other")


def trouble_of(failure: Failure | None) -> "Trouble | None":
    """Return a failure as a situation names it."""
    from ava_onboard.domain.situation.troubles import Trouble

    return Trouble(failure.code, failure.values.get("service")) if failure else None


def spelled(symbols: str, alphabet: "Alphabet | None" = None) -> str:
    """Return how the symbols are read out, in the alphabet that is usual in the current language."""
    from ava_onboard.domain.situation.spelling import OF_LANGUAGE, Alphabet

    words = (alphabet or OF_LANGUAGE.get(locales.language(), Alphabet.INTERNATIONAL)).spelled(symbols)
    return " – ".join(", ".join(words[at : at + 3]) for at in range(0, len(words), 3))


def explanation() -> str:
    """Return what the code is for, and what is not in it."""
    return _(
        "Read these six symbols to support: they say which screen you see. Your key and your name are not in them."
    )


def lines(symbols: str) -> list[str]:
    """Return the situation code as plain text, with its spelling."""
    from ava_onboard.text.line import labelled

    return [labelled(_(LABEL), grouped(symbols)), "  " + spelled(symbols), "  " + explanation()]


def diagnosis(symbols: str, problem: str | None, request: str | None, badge: "Badge") -> str:
    """Return what can be sent to support in writing: no key, no part of one, no name, no account.

    Args:
        symbols: The six symbols.
        problem: The code of the message that is shown; None if there is none.
        request: The whole id of the last failed request; None if none has failed.
        badge: What is known of the key at Ava.
    """
    from ava_onboard import __version__
    from ava_onboard.text.line import labelled

    python = ".".join(map(str, sys.version_info[:3]))
    facts = {
        _(LABEL): grouped(symbols),
        _(ERROR_CODE): problem or "–",
        _(LAST_REQUEST): request or "–",
        _("Version"): f"ava-onboard {__version__}, Python {python}, {sys.platform}, {locales.language()}",
    }
    return "\n".join([f"{badge.sign} {badge.words}", *(labelled(name, words) for name, words in facts.items())])


def diagnosis_copied() -> str:
    """Say that the diagnosis is on the clipboard."""
    return _("Diagnosis copied, without key, name or account")


def diagnosis_sent() -> str:
    """Say that the terminal was asked to copy the diagnosis: it does not say whether it did."""
    return _("Diagnosis sent to the terminal's clipboard, without key, name or account")
