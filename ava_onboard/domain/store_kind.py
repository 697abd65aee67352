"""The kinds of secret store, as far as they differ before one is opened."""

from collections.abc import Callable
from typing import NamedTuple

from ava_onboard.domain import problems
from ava_onboard.domain.failure import Problem
from ava_onboard.locales import N_


class StoreKind(NamedTuple):
    """One kind of secret store. Its words are in ``text/store_words.py``, except those of ``Status``."""

    name: str
    """As ``--keep-in`` and ``kept_in`` call it."""
    unread: str
    """The sentence of ``Status`` for a store that gives no answer; English, marked for translation."""
    suffix: str = ""
    """The ending of the state file that marks this kind as in use; empty for the default."""
    problems: tuple[Problem, ...] = ()
    """The problems that only this kind raises; empty for the default, which raises the others."""
    locked_problem: Problem | None = None
    """The problem of a store that waits for its passphrase; None for a kind without one."""
    closed: str = ""
    """The sentence of ``Status`` for a store that waits for its passphrase."""
    unlock: str = ""
    """The text of the button that opens it."""

    @property
    def takes_passphrase(self) -> bool:
        """Whether a passphrase opens it."""
        return self.locked_problem is not None


KEYRING = StoreKind("keyring", unread=N_("This computer's keyring could not be read."))
MEMORY = StoreKind("memory", unread=N_("The demo's memory could not be read."))
"""That of the demo: it ends with the program. Nobody can choose it."""
FILE = StoreKind(
    "file",
    unread=N_("The protected file could not be read."),
    suffix=".vault",
    problems=(problems.FILE_DAMAGED, problems.WRONG_PASSPHRASE, problems.FILE_LOCKED, problems.FILE_FAILED),
    locked_problem=problems.FILE_LOCKED,
    closed=N_("The protected file is closed: your passphrase opens it."),
    unlock=N_("Open the protected file"),
)

DEFAULT = KEYRING
"""In use until the person chooses another kind."""
OPTIONAL = (FILE,)
"""The kinds that a person can choose, in the order to offer them."""
KINDS = (DEFAULT, *OPTIONAL)


def named(name: str) -> StoreKind:
    """Return the kind with this name."""
    return next(kind for kind in KINDS if kind.name == name)


def of_problem(problem: Problem) -> StoreKind:
    """Return the kind that raises this problem."""
    return next((kind for kind in OPTIONAL if problem in kind.problems), DEFAULT)


def in_use(is_chosen: Callable[[StoreKind], bool], default: StoreKind = DEFAULT) -> StoreKind:
    """Return the kind in use: the first optional one that the person has chosen, or the default."""
    return next(filter(is_chosen, OPTIONAL), default)
