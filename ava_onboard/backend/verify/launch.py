"""The rows of the guide's validation checklist that are about the launch: what customers read, open and are told."""

import asyncio
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
from sqlalchemy.exc import SQLAlchemyError

from ava_onboard import USER_AGENT
from ava_onboard.backend.announcement.sending import due
from ava_onboard.backend.db.announcements import mails
from ava_onboard.backend.db.engine import opened
from ava_onboard.backend.db.errors import NotMigratedError
from ava_onboard.backend.verify.check import Check, FailedError, UnknownError, expect, run_check

TIMEOUT = 60.0
"""Seconds for an answer, as for the backend's own."""


@dataclass(frozen=True, slots=True)
class Launch:
    """Where it is seen whether the launch is complete. What is None cannot be checked."""

    documentation_url: str | None
    settings_page_url: str | None
    database_url: str | None
    campaign: str
    """That of the announcement."""

    def run(self) -> Iterator[Check]:
        """Run the checks in order, and yield each result at once."""
        yield run_check("guide_published", "The guide is published", self._published)
        yield run_check("settings_page", "The settings page can be reached", self._reachable)
        yield run_check("announced", "The announcement is sent", self._announced)

    def _published(self) -> None:
        _page(self.documentation_url, "AVA_BACKEND_DOCUMENTATION_URL")

    def _reachable(self) -> None:
        answer = _page(self.settings_page_url, "AVA_BACKEND_SETTINGS_PAGE_URL")
        if not answer.headers.get("content-type", "").startswith("text/html"):
            raise FailedError("it is not a page")

    def _announced(self) -> None:
        if self.database_url is None:
            raise UnknownError("AVA_BACKEND_DATABASE_URL is not set")
        try:
            left, is_begun = asyncio.run(_left(self.database_url, self.campaign))
        except (NotMigratedError, OSError, SQLAlchemyError, sqlite3.Error) as error:
            raise FailedError(f"the database cannot be used ({type(error).__name__})") from None
        if left and not is_begun:
            raise UnknownError(f"it has not started; users without a key who would get it: {left}")
        if left:
            raise FailedError(f"users who have not been sent it: {left}")


def _page(url: str | None, variable: str) -> httpx.Response:
    if url is None:
        raise UnknownError(f"{variable} is not set")
    headers = {"User-Agent": USER_AGENT}
    return expect(httpx.get(url, headers=headers, timeout=TIMEOUT, follow_redirects=True), 200)


async def _left(url: str, campaign: str) -> tuple[int, bool]:
    """Return how many mails are to be sent, and whether any was tried."""
    async with opened(url) as engine:
        return len(await due(engine, campaign)), bool(await mails(engine, campaign))
