"""Entry point of ``ava-onboard`` and ``python -m ava_onboard``."""

import _signal  # ``signal`` without its enumerations, which are slow to load
import sys

TYPE_CHECKING = False  # as in ``typing``, which takes several milliseconds to import
if TYPE_CHECKING:
    from typing import TextIO


def main() -> None:
    """Run the program and exit with its code. Ctrl+C before it starts, or after it has ended, prints nothing."""
    try:
        from ava_onboard import environment, process

        environment.clean()
        process.forbid_core_dumps()
        process.fill_standard_streams()
        process.allow_ctrl_break()
        code = _print_version() if sys.argv[1:] == ["--version"] else _run()
    except KeyboardInterrupt:
        code = 130
    except Exception as error:  # noqa: BLE001 - whatever it is, a traceback could hold a key
        code = _report(error)
    _signal.signal(_signal.SIGINT, _signal.SIG_IGN)  # Ctrl+C no longer changes the exit code
    _end(code)


def _print_version() -> int:
    """Print the version, before anything but the console is loaded."""
    from ava_onboard import __version__
    from ava_onboard.cli.console import Console

    Console().result(f"ava-onboard {__version__}")
    return 0


def _run() -> int:
    import gc

    gc.disable()  # looking for garbage while modules load finds none, and costs a twentieth of a small command
    from ava_onboard.cli.main import run

    gc.freeze()
    gc.enable()
    return run(sys.argv[1:])


def _report(error: Exception) -> int:
    """Print a sentence about an error outside of any command."""
    from ava_onboard import crash
    from ava_onboard.cli.output import tell

    tell([crash.report(error, lambda: None)])
    return 1


def _end(code: int) -> None:
    """End the process; at once if Python's own end would do nothing, would not be safe, or would change the code.

    It does nothing if nobody has asked to be called then and no other thread runs: taking down all that is loaded
    takes as long as loading some of it.

    It is not safe while an abandoned call still runs, or with ``PYTHONINSPECT``, which opens a prompt beside all
    variables. What cannot be written to a stream changes the code to 120.
    """
    threading = sys.modules.get("threading")
    written = [_flushed(stream) for stream in (sys.stdout, sys.stderr)]
    threads = threading.enumerate() if threading else []
    abandoned = any(thread.daemon for thread in threads)
    nothing_to_do = len(threads) <= 1 and "atexit" not in sys.modules
    if abandoned or nothing_to_do or sys.flags.inspect or not all(written):
        import os

        os._exit(code)
    import gc

    gc.freeze()  # looking for garbage in all that is loaded takes longer than a small command
    sys.exit(code)


def _flushed(stream: "TextIO | None") -> bool:
    """Write what is left; return False if the reader, the terminal or the disk does not take it."""
    try:
        if stream:
            stream.flush()
    except (OSError, ValueError):  # ValueError: it is closed
        return False
    return True


if __name__ == "__main__":
    main()
