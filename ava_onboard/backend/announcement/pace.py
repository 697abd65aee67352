"""How fast a campaign is sent, how far it is, and why it ended."""

from dataclasses import dataclass
from enum import Enum, auto


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast mails go out, and when sending ends early."""

    rate: float = 1.0
    """Mails per second."""
    backoff: float = 30.0
    """Seconds to wait after a mail that is deferred; twice as many after each further one in a row."""
    pause_after: int = 5
    """Mails in a row that are deferred, after which sending ends."""
    stop_after: int = 20
    """Mails in a row that are refused, after which sending ends: it is hardly about the recipients."""
    limit: int | None = None
    """The most mails that are sent, with those that bounce or are in doubt."""


@dataclass(slots=True)
class Progress:
    """How the mails have ended so far."""

    total: int = 0
    sent: int = 0
    bounced: int = 0
    in_doubt: int = 0
    left_out: int = 0
    """Users who were to get it, and got a key or unsubscribed meanwhile, or whose address this server cannot take."""
    deferred: int = 0
    """Users whose mail is deferred."""

    @property
    def tried(self) -> int:
        """How many count for the limit."""
        return self.sent + self.bounced + self.in_doubt

    @property
    def done(self) -> int:
        """How many need nothing more."""
        return self.tried + self.left_out


class Ending(Enum):
    """Why sending ended."""

    DONE = auto()
    LIMIT = auto()
    PAUSED = auto()
    """The server wants too many mails later."""
    REFUSED = auto()
    """The server refused too many mails in a row."""
