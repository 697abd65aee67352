"""`/api/v1/onboarding-sessions`: a customer lets an agent of the support see which screen they see."""

import re
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, HTTPException, Request
from fastapi.responses import StreamingResponse

from ava_onboard.backend.api import error_docs
from ava_onboard.backend.api.live_streams import Streams
from ava_onboard.backend.api.middleware import origin
from ava_onboard.backend.audit import Audit, Event
from ava_onboard.backend.db.live_sessions import CLAIMABLE, CodesLimitedError, LiveEndedError, LiveSessions
from ava_onboard.backend.security.bearer import Authenticate
from ava_onboard.contract import live
from ava_onboard.contract.live import Available, Claimed, Code, Done, Opened, Screen, Shown

_STREAM = {"X-Accel-Buffering": "no"}
"""Has nginx pass on each event at once."""
_EXAMPLE = 'event: state\nid: 3\ndata: {"situation":"MCEFQW"}\n\n'
_EVENTS = {
    "description": "The events",
    "content": {"text/event-stream": {"examples": {"state": {"value": _EXAMPLE}}}},
}
_KNOWN = error_docs.AUTHENTICATED | error_docs.CALL_LIMIT
_OF_SESSION = _KNOWN | error_docs.LIVE_ENDED
_CHANGE = _OF_SESSION | error_docs.BODY | error_docs.NOT_CLAIMED


def of_customers(sessions: LiveSessions, audit: Audit, authenticate: Authenticate) -> APIRouter:
    """Create the calls of customers. None of them gives anything to an agent who has not claimed the session."""
    router = _router()
    Customer = Annotated[UUID, Depends(authenticate)]

    @router.get("")
    async def available() -> Available:
        """Show that this Ava has the live mirror. Needs no token, and tells nothing else."""
        return Available(live=True)

    @router.post("", responses=_KNOWN)
    async def open_session(request: Request, user: Customer) -> Opened:
        """Open a session, which ends the customer's former one. Its code is valid for 20 minutes, and once."""
        session, code = await sessions.open(user)
        audit.record(Event.LIVE_OPENED, user=user, **origin(request))
        return Opened(id=str(session), code=code, expires_in=CLAIMABLE)

    @router.get("/{session:uuid}", responses=_OF_SESSION)
    async def show(session: UUID, user: Customer) -> Shown:
        """Show whether an agent has claimed the customer's session, and who."""
        phase, agent = await sessions.show(session, user)
        return Shown.model_validate({"phase": phase.value, "agent": agent})

    @router.post("/{session:uuid}/confirm", responses=_CHANGE)
    async def confirm(request: Request, session: UUID, user: Customer, body: Screen) -> Done:
        """Let the agent who has claimed the session see the customer's screen from now on."""
        agent = await sessions.confirm(session, user, body.situation)
        audit.record(Event.LIVE_CONFIRMED, user=user, agent=agent, **origin(request))
        return Done()

    @router.post("/{session:uuid}/state", responses=_CHANGE)
    async def tell(session: UUID, user: Customer, body: Screen) -> Done:
        """Note which screen the customer sees. Nothing but a situation code has a place here."""
        await sessions.tell(session, user, body.situation)
        return Done()

    @router.delete("/{session:uuid}", responses=_KNOWN | error_docs.LIVE_ID)
    async def end(request: Request, session: UUID, user: Customer) -> Done:
        """End a session, as its customer or its agent. The answer is the same if it had ended, or is another's."""
        if customer := await sessions.end(session, user):
            audit.record(Event.LIVE_ENDED, user=customer, agent=None if user == customer else user, **origin(request))
        return Done()

    return router


def of_agents(sessions: LiveSessions, streams: Streams, audit: Audit, authenticate: Authenticate) -> APIRouter:
    """Create the calls of agents."""
    router = _router()

    async def agent_of_token(user: Annotated[UUID, Depends(authenticate)]) -> UUID:
        if not await sessions.is_agent(user):
            raise HTTPException(403, live.NOT_AN_AGENT)
        return user

    Agent = Annotated[UUID, Depends(agent_of_token)]

    @router.post("/claim", responses=_KNOWN | error_docs.BODY | error_docs.CLAIM)
    async def claim(request: Request, agent: Agent, body: Code) -> Claimed:
        """Claim the session of a code that an agent has heard. After 5 wrong ones, the agent waits for 10 minutes."""
        try:
            found = await sessions.claim(body.code, agent)
        except CodesLimitedError:
            audit.record(Event.LIVE_CODE_LIMITED, agent=agent, **origin(request))
            raise
        if found is None:
            audit.record(Event.LIVE_CODE_REFUSED, agent=agent, **origin(request))
            raise HTTPException(410, live.WRONG_CODE)
        session, customer = found
        audit.record(Event.LIVE_CLAIMED, user=customer, agent=agent, **origin(request))
        return Claimed(id=str(session))

    @router.get(
        "/{session:uuid}/events",
        response_class=StreamingResponse,
        responses=_OF_SESSION | error_docs.STREAMS | {200: _EVENTS},
    )
    async def events(
        session: UUID, agent: Agent, last_event_id: Annotated[str | None, Header()] = None
    ) -> StreamingResponse:
        """Stream the changes of a session to the agent who has claimed it: `waiting`, `state` and `ended`.

        `Last-Event-ID` leaves out what the agent has seen. Nothing of the customer's screen is sent before they have
        confirmed. A comment every 15 seconds shows that the connection is alive.
        """
        pair = (session, agent)
        seen = (await sessions.watch({pair})).get(pair)
        if seen is None:
            raise LiveEndedError
        stream = streams.open(pair, seen)
        after = int(last_event_id) if last_event_id and re.fullmatch(r"[0-9]{1,9}", last_event_id) else 0
        return StreamingResponse(streams.events(stream, after), media_type="text/event-stream", headers=_STREAM)

    return router


def _router() -> APIRouter:
    return APIRouter(prefix=live.PATH, tags=["onboarding-sessions"], responses=error_docs.DATABASE)
