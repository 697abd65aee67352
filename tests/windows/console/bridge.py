"""`bridge.py FOLDER ARGUMENT...`: runs Windows' Python in a console that is shown in the terminal of this process.

FOLDER is what ``tests/windows/build`` made. See ``shim.py``, which does the other half.
"""

import fcntl
import os
import pty
import select
import shutil
import socket
import sys
import termios
import tty
from pathlib import Path

WINE = "/usr/lib/wine/wine64"


def run(folder: Path, arguments: list[str]) -> int:
    """Run it to its end and return its exit code."""
    shim = folder / "shim"
    shim.mkdir(exist_ok=True)
    shutil.copy(Path(__file__).with_name("shim.py"), shim / "sitecustomize.py")
    server = socket.create_server(("127.0.0.1", 0))
    size = fcntl.ioctl(1, termios.TIOCGWINSZ, b"\0" * 8)
    process, console = pty.fork()
    if process == 0:
        environment = {
            **os.environ,
            "WINEPREFIX": str(folder / "computer"),
            "WINEDEBUG": "-all",
            "WINEARCH": "win64",
            "WINEDLLOVERRIDES": "mscoree,mshtml,winemenubuilder.exe=",
            "PYTHONPATH": "Z:" + str(shim).replace("/", "\\"),
            "PYTHONPYCACHEPREFIX": "C:\\pycache",
            "CONSOLE_SHIM_PORT": str(server.getsockname()[1]),
            "TERM": "xterm",  # for wine; the shim removes it
        }
        os.execve(WINE, ["wine64", "C:\\python\\python.exe", *arguments], environment)
    fcntl.ioctl(console, termios.TIOCSWINSZ, size)
    before = termios.tcgetattr(0)
    tty.setraw(0)
    try:
        _carry(server, console)
    finally:
        termios.tcsetattr(0, termios.TCSADRAIN, before)
    while _read(console):
        pass
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def _carry(server: socket.socket, console: int) -> None:
    """Carry keys to the shim and its output here, until it or the console ends."""
    channel: socket.socket | None = None
    while True:
        other: socket.socket = channel or server
        ready, _, _ = select.select([console, 0, other.fileno()], [], [])
        if channel is None and server.fileno() in ready:
            channel, _ = server.accept()
            continue
        if console in ready and not _read(console):  # what wine draws itself is nothing that a program wrote
            return
        if channel and channel.fileno() in ready:
            if not (written := channel.recv(65536)):
                return
            os.write(1, written)
        if 0 in ready and (typed := os.read(0, 4096)) and channel:
            channel.sendall(typed)


def _read(console: int) -> bytes:
    try:
        return os.read(console, 65536)
    except OSError:  # closed
        return b""


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1]).resolve(), sys.argv[2:]))
