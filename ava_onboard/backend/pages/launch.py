"""The launch page: what `verify` says about the launch, for operators."""

import asyncio

from fastapi import HTTPException
from starlette.responses import Response

from ava_onboard.backend.announcement.recipients import CAMPAIGN
from ava_onboard.backend.api.routes.health import NotReadyError
from ava_onboard.backend.pages import situations
from ava_onboard.backend.pages.card import NOTHING_KEPT
from ava_onboard.backend.pages.visit import Visit
from ava_onboard.backend.verify.check import Check, Outcome
from ava_onboard.backend.verify.checklist import TITLES
from ava_onboard.backend.verify.launch import Launch
from ava_onboard.domain.status import Status

SIGNS = {Outcome.PASSED: "✓", Outcome.FAILED: "✗", Outcome.UNKNOWN: "?", Outcome.SKIPPED: "–"}
_BY_VERIFY = "verify tries this"
_SEEN = {"alive": "this page is its answer", "signed_in": "you are signed in"}


async def show(visit: Visit) -> Response:
    """Return the list. Anyone else gets the 404 of a page that does not exist."""
    session = await visit.session()
    if not visit.is_operator(session):
        raise HTTPException(404)
    settings = visit.parts.settings
    launch = Launch(settings.documentation_url, settings.page_url, settings.database_url, CAMPAIGN)
    found = await asyncio.to_thread(lambda: list(launch.run()))
    seen = {name: Check(name, TITLES[name], Outcome.PASSED, detail) for name, detail in _SEEN.items()}
    seen["migrated"] = await _migrated(visit)
    rows = [seen.get(name) or Check(name, title, Outcome.UNKNOWN, _BY_VERIFY) for name, title in TITLES.items()]
    scene = situations.card(Status(NOTHING_KEPT))
    return visit.show("launch", scene, session=session, checks=[*rows, *found], signs=SIGNS)


async def _migrated(visit: Visit) -> Check:
    try:
        await visit.parts.readiness.run()
    except NotReadyError as reason:
        return Check("migrated", TITLES["migrated"], Outcome.FAILED, str(reason))
    return Check("migrated", TITLES["migrated"], Outcome.PASSED)
