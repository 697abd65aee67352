"""The server of `serve`, with its limits, around an application that tells which request it got."""

import sys
from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from ava_onboard.backend.api.limits import Limits
from ava_onboard.backend.api.middleware import Boundary
from ava_onboard.backend.api.proxies import Proxies
from ava_onboard.backend.commands.serve import server
from ava_onboard.backend.settings import Settings, new_master_key

DEADLINE = 2
"""Seconds for the head of a request, and for its body."""
SEEN = "/seen"
SETTINGS = Settings(
    database_url="sqlite+aiosqlite:///never-opened.db",
    master_keys={"1": new_master_key()},
    current_master_key="1",
    token_secret=new_master_key(),
    header_deadline=DEADLINE,
    body_deadline=DEADLINE,
)
_seen: list[str] = []


async def _echo(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "lifespan":
        while (message := await receive())["type"] == "lifespan.startup":
            await send({"type": "lifespan.startup.complete"})
        await send({"type": message["type"] + ".complete"})
        return
    request = Request(scope, receive)
    if request.url.path == SEEN:
        told: dict[str, object] = {"seen": _seen, "memory": _memory()}
    else:
        body = await request.body()
        _seen.append(request.url.path)
        names = sorted(request.headers.keys())
        told = {
            "path": request.url.path,
            "method": request.method,
            "body": body.decode("latin-1"),
            "headers": names,
            "client": request.client.host if request.client else None,
            "scheme": request.url.scheme,
        }
    await JSONResponse(told)(scope, receive, send)


def app() -> ASGIApp:
    """Return the application."""
    limited = Limits(_echo, SETTINGS.largest_head, SETTINGS.body_deadline)
    return Boundary(limited, Proxies(SETTINGS.trusted_proxies, None))


def _memory() -> int:
    """Return the memory of this process in bytes, on Linux."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096


def main(port: str) -> None:
    """Serve until SIGTERM."""
    server(
        SETTINGS,
        app=f"{__spec__.name}:app",
        host="127.0.0.1",
        port=int(port),
        workers=1,
        stop_timeout=2,
        log_level="error",
    ).serve()


if __name__ == "__main__":
    main(sys.argv[1])
