"""Ava's live mirror over HTTP: the customer's calls, and those of an agent."""

import re
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

import httpx

from ava_onboard.adapters.http.answer import Answer
from ava_onboard.adapters.http.client import Service
from ava_onboard.adapters.http.event_stream import ServerEvent, open_stream
from ava_onboard.adapters.services.ava_bodies import printable
from ava_onboard.contract import live
from ava_onboard.contract.body import Body
from ava_onboard.contract.errors import ErrorAnswer
from ava_onboard.contract.parse import build, parse
from ava_onboard.domain import problems
from ava_onboard.domain.failure import Problem
from ava_onboard.domain.secret import Token
from ava_onboard.onboarding.ports import ClaimRefusal, LiveEvent, LiveKind, LiveState, OpenedLive

DEADLINE = 10.0
"""Seconds for a call. Nothing that a customer waits for depends on one."""
_ID = re.compile(r"[0-9a-f-]{36}")


class HttpLive:
    """The live mirror at an Ava.

    Args:
        client: The client.
        url: The base URL.
        setting: The variable that has set the address; None if none has.
    """

    def __init__(self, client: httpx.AsyncClient, url: str, *, setting: str | None = None) -> None:
        self._service = Service(client, "Ava", url, DEADLINE, names_requests=True, setting=setting)

    # The customer

    async def available(self) -> bool:
        """Return whether this Ava has it; see the port."""
        answer = await self._service.ask("GET", live.PATH)
        return answer.status == 200 and parse(live.Available, answer.body) is not None

    async def open(self, access: Token) -> OpenedLive:
        """Open a session; see the port."""
        answer = await self._ask("POST", "", access)
        opened = parse(live.Opened, answer.body) if answer else None
        if answer and opened and _ID.fullmatch(opened.id):
            return OpenedLive(opened.id, opened.code)
        raise self._service.failed(problems.AVA_UNREADABLE, answer)

    async def show(self, access: Token, session: str) -> LiveState | None:
        """Return the state of a session; see the port."""
        answer = await self._ask("GET", f"/{session}", access)
        if answer is None:
            return None
        if (shown := parse(live.Shown, answer.body)) is None:
            raise self._service.failed(problems.AVA_UNREADABLE, answer)
        agent = None if shown.phase == "open" else printable(shown.agent or "") or "?"
        return LiveState(agent, shown.phase == "followed")

    async def confirm(self, access: Token, session: str, symbols: str) -> bool:
        """Let the agent see the situation; see the port."""
        return await self._send(access, f"/{session}/confirm", symbols)

    async def tell(self, access: Token, session: str, symbols: str) -> bool:
        """Pass on the situation; see the port."""
        return await self._send(access, f"/{session}/state", symbols)

    async def _send(self, access: Token, path: str, symbols: str) -> bool:
        answer = await self._ask("POST", path, access, lambda: live.Screen(situation=symbols))
        return answer is not None

    async def end(self, access: Token, session: str) -> None:
        """End a session; see the port."""
        await self._ask("DELETE", f"/{session}", access)

    # The agent

    async def claim(self, access: Token, code: str) -> str | ClaimRefusal:
        """Claim the session of a code; see the port."""
        sent = build(lambda: live.Code(code=code))
        if sent is None:
            return ClaimRefusal.WRONG_CODE
        answer = await self._service.ask("POST", live.CLAIM_PATH, bearer=access, body=sent, retry_when_limited=False)
        if refusal := _refusal(answer):
            return refusal
        self._check(answer)
        claimed = parse(live.Claimed, answer.body)
        if claimed is None or not _ID.fullmatch(claimed.id):
            raise self._service.failed(problems.AVA_UNREADABLE, answer)
        return claimed.id

    async def follow(self, access: Token, session: str, last: int) -> AsyncGenerator[LiveEvent]:
        """Open the stream of a session; see the port."""
        opened = await open_stream(self._service, f"{live.PATH}/{session}/events", access, last)
        if not isinstance(opened, Answer):
            return _live_events(opened)
        if opened.status == 410 or _refusal(opened) is ClaimRefusal.NOT_AN_AGENT:
            return _over()
        self._check(opened)
        raise self._service.failed(problems.AVA_UNREADABLE, opened)

    async def _ask(
        self, method: str, path: str, access: Token, body: Callable[[], Body] | None = None
    ) -> Answer | None:
        """Return a 2xx; None if the session has ended."""
        sent = build(body) if body else None
        answer = await self._service.ask(method, live.PATH + path, bearer=access, body=sent, retry_when_limited=False)
        if answer.status == 410:
            return None
        self._check(answer)
        return answer

    def _check(self, answer: Answer) -> None:
        if problem := _problem(answer):
            raise self._service.failed(problem, answer)


def _problem(answer: Answer) -> Problem | None:
    status = answer.status
    if answer.lacks_call:
        return problems.NOT_AVA
    if status >= 500:
        return problems.AVA_DOWN
    if 200 <= status < 300 and not answer.html:
        return None
    meanings = {401: problems.TOKEN_REFUSED, 403: problems.TOKEN_REFUSED, 429: problems.AVA_LIMITED}
    return meanings.get(status, problems.AVA_REFUSED)


def _refusal(answer: Answer) -> ClaimRefusal | None:
    """Return why an agent's call is refused, if it is for a reason of its own."""
    said = parse(ErrorAnswer, answer.body)
    if answer.status == 403 and said == ErrorAnswer(detail=live.NOT_AN_AGENT):
        return ClaimRefusal.NOT_AN_AGENT
    if answer.lacks_call:
        return ClaimRefusal.NOT_OFFERED
    return {410: ClaimRefusal.WRONG_CODE, 429: ClaimRefusal.LIMITED}.get(answer.status)


async def _live_events(events: AsyncGenerator[ServerEvent]) -> AsyncGenerator[LiveEvent]:
    async with aclosing(events):
        async for event in events:
            number = int(event.id) if re.fullmatch(r"[0-9]{1,9}", event.id) else 0
            data = event.data.encode()
            match event.kind:
                case "waiting":
                    yield LiveEvent(LiveKind.WAITING, number)
                case "state" if screen := parse(live.Screen, data):
                    yield LiveEvent(LiveKind.SCREEN, number, screen.situation)
                case "ended":
                    expired = parse(live.End, data) == live.End(reason="expired")
                    yield LiveEvent(LiveKind.EXPIRED if expired else LiveKind.ENDED, number)
                    return


async def _over() -> AsyncGenerator[LiveEvent]:
    yield LiveEvent(LiveKind.ENDED, 0)
