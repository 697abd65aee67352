"""Several ASGI applications, served by uvicorn on free loopback ports from one background thread."""

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

# Without a handler of the program's own, Python would print warnings on the terminal on which the app is drawn.
for _name in (__name__, "uvicorn", "asyncio"):
    logging.getLogger(_name).addHandler(logging.NullHandler())
_log = logging.getLogger(__name__)


class StartError(RuntimeError):
    """A server could not start; uvicorn's log holds the traceback."""


class Servers:
    """A set of servers that start and stop together, once.

    No signal handlers are installed, and the thread is a daemon: it never keeps a process alive.
    """

    def __init__(self) -> None:
        self._listeners: list[_Listener] = []
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def add(self, name: str, app: "ASGIApp") -> str:
        """Take a free port for an application; to be called before `start`.

        Args:
            name: What the application is called in error messages.
            app: An ASGI application with lifespan events.

        Returns:
            The base URL, without a slash at its end. Nothing answers there before `start`.

        Raises:
            OSError: There is no loopback interface or no free port.
        """
        listener = _Listener(name, app)
        self._listeners.append(listener)
        return listener.url

    def start(self, *, timeout: float = 30) -> None:
        """Start all servers and return when every one of them answers.

        Args:
            timeout: Seconds that the applications may take altogether.

        Raises:
            StartError: One of them failed. All of them are stopped then.
            TimeoutError: They took too long. All of them are stopped then.
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
        """Close every connection, let the applications shut down, and return when all is over.

        Harmless when nothing was started, and when it is called twice.

        Args:
            timeout: Seconds after which a thread that does not end is left to itself.
        """
        for listener in self._listeners:
            listener.should_exit = True
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop has ended by itself
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
    """One uvicorn server on a port of its own."""

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
                # Longer than any client of a test keeps a connection, so that none is closed under its hands.
                timeout_keep_alive=75,
                timeout_graceful_shutdown=1,
            )
        )
        self.name = name
        # With the protocol named, asyncio sends small answers at once (TCP_NODELAY); else they take 40 ms each.
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self.socket.bind((HOST, 0))
        self.url = f"http://{HOST}:{self.socket.getsockname()[1]}"

    async def serve_or_fail(self) -> None:
        try:
            await self.serve(sockets=[self.socket])
        except SystemExit:  # how uvicorn tells that the application's start-up failed
            raise StartError(f"{self.name} could not start") from None

    def abort_connections(self) -> None:
        """End requests in progress, so that a hanging one does not hold up the end."""
        for connection in list(self.server_state.connections):
            if connection.transport is not None:
                connection.transport.abort()
