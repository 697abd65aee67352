"""A Python that has loaded the program once, and forks for each run of it: a start then costs a tenth.

Each run is a process of its own, with its own environment, streams and exit code. Only what it imports is shared.
``test_start`` and the tests in a terminal start the program from nothing.
"""

import atexit
import functools
import gc
import io
import json
import os
import pkgutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module

CLIENT = ("adapters", "cli", "domain", "onboarding", "text")
OTHERS = (
    "ava_onboard.log",
    "ava_onboard.sandbox.world",
    "anyio._backends._asyncio",
    "anyio.streams.tls",
    "ctypes",
    "encodings.idna",
    "httpcore",
    "keyring.backends.fail",
)
"""What the client loads only when it is used."""
LARGEST = 1 << 17
"""Bytes of a request: the arguments and the environment."""


class Warm:
    """The waiting process; Linux only. Runs take turns."""

    def __init__(self) -> None:
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        number = theirs.fileno()
        command = [sys.executable, "-W", "error", "-m", __name__, str(number)]
        self._process = subprocess.Popen(command, pass_fds=[number], env=os.environ | {"PYTHONUTF8": "1"})
        theirs.close()
        self._turn = threading.Lock()

    def run(
        self, arguments: Sequence[str], environment: Mapping[str, str], streams: Sequence[int], seconds: float
    ) -> int:
        """Run ``ava-onboard`` with these three streams to its end, and return its exit code.

        Raises:
            TimeoutError: It was killed after ``seconds``.
        """
        with self._turn:
            request = json.dumps([arguments, dict(environment)]).encode()
            socket.send_fds(self._socket, [request], list(streams))
            process = int(self._socket.recv(32))
            self._socket.settimeout(seconds)
            try:
                return int(self._socket.recv(32))
            except TimeoutError:
                os.kill(process, signal.SIGKILL)
                self._socket.settimeout(None)
                self._socket.recv(32)
                raise
            finally:
                self._socket.settimeout(None)

    def close(self) -> None:
        """End the process."""
        self._socket.close()
        self._process.wait()


@functools.cache
def warm() -> Warm:
    """The process of this test run."""
    process = Warm()
    atexit.register(process.close)
    return process


def _serve(connection: socket.socket) -> None:
    """Fork for each request; the child returns from here as the program that was asked for."""
    while True:
        request, streams, _, _ = socket.recv_fds(connection, LARGEST, 3)
        if not request:
            os._exit(0)
        child = os.fork()
        if not child:
            connection.close()
            arguments, environment = json.loads(request)
            _become(arguments, environment, streams)
            return
        for stream in streams:
            os.close(stream)
        connection.send(str(child).encode())
        _, status = os.waitpid(child, 0)
        connection.send(str(os.waitstatus_to_exitcode(status)).encode())


def _become(arguments: list[str], environment: dict[str, str], streams: list[int]) -> None:
    """Take over what a new process would find, with the streams of Python's UTF-8 mode."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    sys.argv = ["ava-onboard", *arguments]
    sys.stdin = io.TextIOWrapper(io.BufferedReader(io.FileIO(0)), "utf-8", "surrogateescape")
    sys.stdout = io.TextIOWrapper(io.BufferedWriter(io.FileIO(1, "w")), "utf-8", "surrogateescape")
    stderr = io.BufferedWriter(io.FileIO(2, "w"))
    sys.stderr = io.TextIOWrapper(stderr, "utf-8", "backslashreplace", line_buffering=True)


def _end(code: object) -> None:
    """Do what Python does at its end, except for taking down every module: that takes longer than most commands."""
    threading._shutdown()  # type: ignore[attr-defined]  # what Python does at its end
    atexit._run_exitfuncs()
    gc.collect()  # what was never closed warns now
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else int(code is not None))


def _modules_of_the_client() -> Iterator[str]:
    for name in CLIENT:
        package = import_module(f"ava_onboard.{name}")
        yield from (info.name for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."))


def _read_certificates() -> None:
    """Give each run the certificates that are read here: reading them takes longer than most commands."""
    from ava_onboard import certificates
    from ava_onboard.adapters.http import tls

    add, read = certificates.add_those_of_the_system, tls.usual()
    add(read)
    tls.usual = lambda: read
    certificates.add_those_of_the_system = lambda context: None if context is read else add(context)


def _derive_cheap_keys() -> None:
    """Let protected files be created for a cheap derivation: the usual one takes longer than all else in a command."""
    from ava_onboard.adapters.secrets import encryption

    encryption.COST = min(encryption.COSTS)


if __name__ == "__main__":
    for name in (*_modules_of_the_client(), *OTHERS):
        import_module(name)
    _read_certificates()
    _derive_cheap_keys()
    gc.freeze()
    _serve(socket.socket(fileno=int(sys.argv[1])))
    from ava_onboard.__main__ import main

    gc.freeze = lambda: None  # the program would hide what was never closed from ``_end``
    try:
        main()
    except SystemExit as ended:
        _end(ended.code)
