"""Who gets the announcement, and why someone does not."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncEngine

from ava_onboard.backend.db.administration import AccountState, listed
from ava_onboard.backend.db.announcements import Mail, mails
from ava_onboard.backend.db.suppressions import Suppressions, collected, suppressed
from ava_onboard.backend.mail_address import usable_address

CAMPAIGN = "vapi-key"
"""The campaign, unless another one is named."""


class Reason(StrEnum):
    """Why an account gets no announcement. The first that applies counts."""

    CONFIGURED = "configured"
    DISABLED = "disabled"
    NO_ADDRESS = "no_address"
    UNUSABLE_ADDRESS = "unusable_address"
    SUPPRESSED = "suppressed"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An account, and whether it gets the announcement."""

    account: AccountState
    left_out: Reason | None
    """None if it gets it."""
    mail: Mail | None
    """What is recorded of the campaign's mail to it, if there is one."""


def left_out(account: AccountState, suppressions: Suppressions) -> Reason | None:
    """Return why an account gets no announcement; None if it does."""
    if account.master_key is not None:
        return Reason.CONFIGURED
    if account.disabled_at is not None:
        return Reason.DISABLED
    if not (account.email or "").strip():
        return Reason.NO_ADDRESS
    if usable_address(account.email or "") is None:
        return Reason.UNUSABLE_ADDRESS
    if suppressions.reason_for(account) is not None:
        return Reason.SUPPRESSED
    return None


async def candidates(engine: AsyncEngine, campaign: str) -> AsyncIterator[Candidate]:
    """Yield every account, by id."""
    noted = await mails(engine, campaign)
    async with engine.connect() as connection:
        suppressions = collected(await suppressed(connection))
    async for account in listed(engine):
        yield Candidate(account, left_out(account, suppressions), noted.get(account.id))
