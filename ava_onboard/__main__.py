"""Entry point of ``ava-onboard`` and ``python -m ava_onboard``."""

import _signal  # ``signal`` without its enumerations, which are slow to load
import os
import sys

_code = 0
"""The exit code."""


def main() -> None:
    """Run the program and exit with its code. Ctrl+C before it starts, or after it has ended, prints nothing."""
    try:
        if "atexit" not in sys.modules:  # what was registered before it would never be called
            import atexit

            atexit.register(_leave)
        from ava_onboard import environment, process

        environment.clean()
        environment.refuse_plugins()
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
    """Let other threads and what is registered for the end do their last work, then end the process.

    At once where that would not be safe: while an abandoned call still runs, or with ``PYTHONINSPECT``, which opens a
    prompt beside all variables. Or where it would change the code: to 120, if a stream does not take what is left.
    """
    global _code  # noqa: PLW0603 - a process has one exit code
    _code = code
    threading = sys.modules.get("threading")
    abandoned = threading and any(thread.daemon for thread in threading.enumerate())
    if abandoned or sys.flags.inspect or not _flushed():
        os._exit(code)
    sys.exit(code)


def _leave() -> None:
    """End the process without taking down all that is loaded, which takes longer than everything else at the end."""
    _flushed()
    os._exit(_code)


def _flushed() -> bool:
    """Write what is left; return False if the reader, the terminal or the disk does not take it."""
    written = True
    for stream in filter(None, (sys.stdout, sys.stderr)):
        try:
            stream.flush()
        except (OSError, ValueError):  # ValueError: it is closed
            written = False
    return written


if __name__ == "__main__":
    main()
