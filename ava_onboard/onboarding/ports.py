"""The interfaces to the outside, in the words of the domain. Adapters implement them."""

from collections.abc import AsyncGenerator
from datetime import datetime
from enum import Enum
from typing import NamedTuple, Protocol

from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.progress import Progress
from ava_onboard.domain.secret import Passphrase, Password, Secret, Token
from ava_onboard.domain.verdict import Region, Verdict


class Vapi(Protocol):
    """Vapi's REST API."""

    @property
    def regions(self) -> tuple[Region, ...]:
        """The regions, in the order to ask."""

    async def check(self, key: ApiKey, region: Region) -> Verdict:
        """Ask one region about the key. Every failure is an ``Undecided``; nothing is raised."""

    async def warm_up(self) -> None:
        """Open the connection in advance, without a key. Failures are ignored."""


class Account(NamedTuple):
    """Who is signed in."""

    label: str
    """The name, or the e-mail address, or the phone number: what the screen shows."""


class Session(NamedTuple):
    """Tokens of one sign-in."""

    access: Token
    refresh: Token | None = None
    account: Account | None = None


class StoredKey(NamedTuple):
    """What Ava says about the tenant's key."""

    present: bool
    preview: str | None = None


class Ava(Protocol):
    """The Ava backend. Every method raises ``ProblemError`` if it fails."""

    @property
    def host(self) -> str:
        """The address to show."""

    @property
    def last_failed_request(self) -> str | None:
        """The whole id of the last request that failed, for support; None if none has failed in this run."""

    async def wake_up(self) -> None:
        """Make a sleeping Ava start, without a token. Failures are ignored."""

    async def load(self) -> None:
        """Load what reads its answers. Optional: the first request loads it too, but takes longer."""

    @property
    def unprotected(self) -> bool | None:
        """Whether it shows its settings to anyone, without signing in; None until ``knock`` has found out."""

    async def knock(self) -> None:
        """Ask for the settings without a token, to find out whether that is refused. Failures are ignored."""

    async def sign_in(self, identifier: str, password: Password) -> Session:
        """Open a session with e-mail address or phone number, and password."""

    async def renew(self, refresh: Token) -> Session:
        """Return a new access token for a refresh token."""

    async def account(self, access: Token) -> Account:
        """Return the account that a token belongs to."""

    async def stored_key(self, access: Token) -> StoredKey:
        """Return what Ava has stored."""

    async def send_key(self, access: Token, key: ApiKey) -> None:
        """Send the key to Ava. Only ``stored_key`` shows whether it arrived."""

    async def delete_key(self, access: Token) -> None:
        """Delete the key from Ava. A missing key is not a failure."""

    async def assistants(self, access: Token) -> int:
        """Have Ava list the assistants with the key it has; return how many it saw.

        Raises:
            ProblemError: A11 or A12 if Ava cannot use the key, A13 if this Ava has no such call; anything else says
                nothing about the key.
        """

    async def synchronise(self, access: Token) -> None:
        """Have Ava use the assistants of the organisation that its key belongs to.

        Raises:
            ProblemError: A14 if this Ava has no such call, or what stopped it.
        """


class OpenedLive(NamedTuple):
    """A session of the live mirror that was just opened."""

    id: str
    code: str
    """Six symbols to read out."""


class LiveState(NamedTuple):
    """Its state."""

    agent: str | None
    """The name of the agent who has claimed it; None while nobody has."""
    followed: bool
    """Whether the customer has confirmed that."""


class Live(Protocol):
    """The live mirror, for a customer. Every method raises ``ProblemError`` if it fails."""

    async def available(self) -> bool:
        """Return whether this Ava has it, without a token."""

    async def open(self, access: Token) -> OpenedLive:
        """Open a session instead of the former one."""

    async def show(self, access: Token, session: str) -> LiveState | None:
        """Return its state; None if it has ended."""

    async def confirm(self, access: Token, session: str, symbols: str) -> bool:
        """Let the agent who has claimed it see this situation and later ones; return False if it has ended."""

    async def tell(self, access: Token, session: str, symbols: str) -> bool:
        """Pass on the situation; return False if it has ended."""

    async def end(self, access: Token, session: str) -> None:
        """End it. One that has ended is not a failure."""


class ClaimRefusal(Enum):
    """Why an agent cannot follow the session of a code."""

    WRONG_CODE = "wrong code"
    """No session has it: it is wrong, has expired, or another agent has claimed it."""
    LIMITED = "too many wrong codes"
    NOT_AN_AGENT = "no agent"
    """The account is not allowed to follow anyone."""
    NOT_OFFERED = "not offered"
    """This Ava has no live mirror."""


class LiveKind(Enum):
    """What an agent gets to know of a session."""

    WAITING = "waiting"
    """The customer has not confirmed yet."""
    SCREEN = "screen"
    ENDED = "ended"
    EXPIRED = "expired"


class LiveEvent(NamedTuple):
    """Something that an agent gets to know."""

    kind: LiveKind
    number: int
    """Rises from one to the next."""
    symbols: str | None = None
    """The situation code of a screen."""


class LiveDesk(Protocol):
    """The live mirror, for an agent. Every method raises ``ProblemError`` if it fails."""

    async def claim(self, access: Token, code: str) -> str | ClaimRefusal:
        """Return the id of the session that has this code; each code can be claimed once."""

    async def follow(self, access: Token, session: str, last: int) -> AsyncGenerator[LiveEvent]:
        """Open the stream of a session, after the event with the number ``last``; the caller closes it.

        The stream raises ``ProblemError`` if it breaks, and ends without an event if Ava wants to be asked again.
        """

    async def end(self, access: Token, session: str) -> None:
        """End a session that the agent has claimed. One that has ended is not a failure."""


class SecretName(Enum):
    """What a secret store can hold."""

    VAPI_KEY = "vapi-key"
    ACCESS_TOKEN = "access-token"  # noqa: S105 - a name, not a token
    REFRESH_TOKEN = "refresh-token"  # noqa: S105 - a name, not a token


class SecretStore(Protocol):
    """A place for secrets on this computer. Every method raises ``ProblemError`` (K01–K13), within its deadline."""

    async def get(self, name: SecretName) -> Secret | None:
        """Return the secret, or None: an ``ApiKey`` for ``SecretName.VAPI_KEY``, a ``Token`` for the other names."""

    async def put(self, name: SecretName, secret: Secret) -> None:
        """Keep the secret, read it back and compare."""

    async def delete(self, name: SecretName) -> None:
        """Delete the secret. A missing one is not a failure."""


class OptionalStore(SecretStore, Protocol):
    """A store that takes the place of the default one once the person has chosen it, until it is removed."""

    @property
    def is_chosen(self) -> bool:
        """Whether the person has chosen it. Cheap: nothing is opened."""

    @property
    def locked(self) -> bool:
        """Whether it needs a passphrase before a secret can be read or kept."""

    async def choose(self, passphrase: Passphrase | None) -> None:
        """Become the store in use, empty and open. If it is already chosen, open it.

        Args:
            passphrase: Opens it from now on; None for a kind without one.
        """

    async def unlock(self, passphrase: Passphrase) -> None:
        """Open it for this run."""

    async def is_only_here(self, name: SecretName) -> bool:
        """Return whether it is known that no other store holds this secret."""

    async def note_only_here(self, name: SecretName, known: bool) -> None:
        """Remember whether that is known."""

    async def remove(self) -> None:
        """Delete all secrets, and no longer be chosen. If it is not chosen, do nothing."""

    async def remove_if_empty(self) -> None:
        """Remove it if it holds no secret."""


class SavedProgress(Protocol):
    """Where the progress of a profile at one Ava is saved."""

    @property
    def ava(self) -> str:
        """That Ava, as ``Progress.ava`` names it."""

    def load(self) -> Progress:
        """Return what was saved; a fresh ``Progress`` if nothing was, or if it cannot be read."""

    def save(self, progress: Progress) -> None:
        """Save what has changed since it was loaded.

        Raises:
            ProblemError: C03 if the folder cannot be written, C07 if a newer version of this program has written it.
        """

    def remove(self) -> None:
        """Remove what was saved of the profile, at every Ava.

        Raises:
            ProblemError: C03 if the folder cannot be written.
        """


class Browser(Protocol):
    """The web browser of the desktop."""

    async def open(self, url: str) -> bool:
        """Show ``url``; return False if there is no browser."""


class Clipboard(Protocol):
    """The clipboard of the operating system."""

    async def copy(self, text: str) -> bool:
        """Copy ``text``; return False if there is no clipboard."""

    async def paste(self) -> str | None:
        """Return its text; None if there is no clipboard or it does not answer."""

    async def glance(self) -> str | None:
        """Return its text without being asked to; None also where the person might notice, or it is someone else's."""


class Clock(Protocol):
    """The time of day."""

    def __call__(self) -> datetime:
        """Return the current time with its zone."""
