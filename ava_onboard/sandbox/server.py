"""Serve several ASGI applications with uvicorn on free loopback ports, from one background thread."""

import asyncio
import contextlib
import logging
import socket
import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING

import uvicorn

from ava_onboard.sandbox.connection import ClosableProtocol

if TYPE_CHECKING:
    from starlette.types import ASGIApp

HOST = "127.0.0.1"

# Without a handler, Python would print warnings on the terminal that shows the app.
for _name in (__name__, "uvicorn", "asyncio"):
    logging.getLogger(_name).addHandler(logging.NullHandler())
_log = logging.getLogger(__name__)


class StartError(RuntimeError):
    """A server could not start. uvicorn's log has the traceback."""


class Servers:
    """Servers that start and stop together, once.

    They install no signal handlers, and their daemon thread never keeps the process alive.
    """

    def __init__(self) -> None:
        self._listeners: list[_Listener] = []
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def add(self, name: str, app: "ASGIApp") -> str:
        """Reserve a free port for an application. Call it before `start`.

        Args:
            name: The application's name in error messages.
            app: An ASGI application with lifespan events.

        Returns:
            The base URL without a trailing slash. Nothing answers there before `start`.

        Raises:
            OSError: There is no loopback interface or no free port.
        """
        listener = _Listener(name, app)
        self._listeners.append(listener)
        return listener.url

    def start(self, *, timeout: float = 30) -> None:
        """Start all servers, and return once each of them answers.

        Args:
            timeout: Seconds for all applications together.

        Raises:
            StartError: One of them failed, and all were stopped.
            TimeoutError: They took too long, and all were stopped.
        """
        ready: Future[None] = Future()
        self._thread = threading.Thread(target=self._run, args=(ready,), name="ava-sandbox", daemon=True)
        self._thread.start()
        try:
            ready.result(timeout)
        except BaseException:
            self.stop()
            raise

    def stop(self, *, timeout: float = 5) -> None:
        """Close every connection, let the applications shut down, and return when that is done.

        Does nothing if nothing was started, or on a second call.

        Args:
            timeout: Seconds to wait for the thread to end.
        """
        for listener in self._listeners:
            listener.should_exit = True
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop has already ended
                self._loop.call_soon_threadsafe(self._abort_connections)
        if self._thread is not None:
            self._thread.join(timeout)
        for listener in self._listeners:
            listener.socket.close()

    def _abort_connections(self) -> None:
        for listener in self._listeners:
            listener.abort_connections()

    def _run(self, ready: "Future[None]") -> None:
        try:
            asyncio.run(self._serve(ready))
        except ExceptionGroup as failures:
            if ready.done():
                _log.error("The servers of the sandbox have ended", exc_info=failures)
            else:
                ready.set_exception(failures.exceptions[0])

    async def _serve(self, ready: "Future[None]") -> None:
        self._loop = asyncio.get_running_loop()
        async with asyncio.TaskGroup() as group:
            serving = [group.create_task(listener.serve_or_fail()) for listener in self._listeners]
            while not all(listener.started for listener in self._listeners):
                if any(task.done() for task in serving):
                    break
                await asyncio.sleep(0.005)
            else:
                ready.set_result(None)


class _Listener(uvicorn.Server):
    """One uvicorn server with its own port."""

    def __init__(self, name: str, app: "ASGIApp") -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=ClosableProtocol,
                ws="none",
                lifespan="on",
                interface="asgi3",
                log_config=None,
                log_level="warning",
                access_log=False,
                proxy_headers=False,
                server_header=False,
                # Longer than a test's client keeps a connection, so that none closes while it is in use.
                timeout_keep_alive=75,
                timeout_graceful_shutdown=1,
            )
        )
        self.name = name
        # If the protocol is named, asyncio sets TCP_NODELAY; otherwise each small answer takes 40 ms.
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self.socket.bind((HOST, 0))
        self.url = f"http://{HOST}:{self.socket.getsockname()[1]}"

    async def serve_or_fail(self) -> None:
        try:
            await self.serve(sockets=[self.socket])
        except SystemExit:  # how uvicorn reports that the application failed to start
            raise StartError(f"{self.name} could not start") from None

    def abort_connections(self) -> None:
        """End requests in progress, so that a hanging one does not delay stopping."""
        for connection in list(self.server_state.connections):
            if connection.transport is not None:
                connection.transport.abort()
