"""The live mirror: a customer lets an agent of the support see which screen they see: `/api/v1/onboarding-sessions`.

What travels of the customer's screen is a situation code, six symbols: nothing else has a place in it.
"""

from typing import Annotated, Literal

from pydantic import Field

from ava_onboard.contract.body import Answer, Body

PATH = "/api/v1/onboarding-sessions"
CLAIM_PATH = f"{PATH}/claim"
NOT_AN_AGENT = "This account is not an agent of the support"
"""With status 403."""
ENDED = "There is no such session, or it has ended"
"""With status 410."""
WRONG_CODE = "No session has this code"
"""With status 410: it is wrong, has expired, or was claimed by someone else."""
NOT_CLAIMED = "Nobody has claimed this session"
"""With status 409."""

SixSymbols = Annotated[str, Field(pattern=r"^[3479ACDEFGHJKMNPQRTVWXY]{6}$", max_length=6, examples=["MCEFQW"])]

Id = Annotated[str, Field(examples=["5f0c1b1e-7a3e-4a0e-9d57-0d3c2a9f1b11"])]


class Available(Answer):
    """This Ava has the live mirror: the answer to a GET, which needs no token."""

    live: Literal[True]


class Opened(Answer):
    """A new session, and the code that the customer reads out."""

    id: Id
    code: SixSymbols
    expires_in: Annotated[int, Field(examples=[1200])]
    """Seconds until nobody can claim it any more."""


class Shown(Answer):
    """A session, as its customer sees it."""

    phase: Annotated[Literal["open", "claimed", "followed"], Field(examples=["claimed"])]
    """Open until an agent has given its code, claimed until the customer has confirmed."""
    agent: Annotated[str | None, Field(examples=["Camille"])]
    """Who has claimed it, by name; None as long as nobody has."""


class Screen(Body):
    """What the customer has in front of them."""

    situation: SixSymbols


class Code(Body):
    """The code that an agent has heard."""

    code: SixSymbols


class Claimed(Answer):
    """The session of a code."""

    id: Id


class Done(Answer):
    """The session has ended: also if it had before."""

    done: Literal[True] = True


class End(Answer):
    """The data of the last event of a stream."""

    reason: Literal["ended", "expired"]
    """Whether the customer has ended it, or its time is up."""
