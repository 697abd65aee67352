"""Entry point of ``ava-onboard`` and ``python -m ava_onboard``."""

import _signal  # ``signal`` without its enumerations, which are slow to load
import sys


def main() -> None:
    """Run the program and exit with its code. Ctrl+C before it starts, or after it has ended, prints nothing."""
    try:
        from ava_onboard import process

        process.forbid_core_dumps()
        code = _print_version() if sys.argv[1:] == ["--version"] else _run()
    except KeyboardInterrupt:
        code = 130
    _signal.signal(_signal.SIGINT, _signal.SIG_IGN)  # Ctrl+C no longer changes the exit code
    _end(code)


def _print_version() -> int:
    """Print the version, before anything but the console is loaded."""
    from ava_onboard import __version__
    from ava_onboard.cli.console import Console

    Console().result(f"ava-onboard {__version__}")
    return 0


def _run() -> int:
    from ava_onboard.cli.main import run

    return run(sys.argv[1:])


def _end(code: int) -> None:
    """End the process; at once if an abandoned call still runs, because Python cannot shut down safely then."""
    import gc

    gc.freeze()  # looking for garbage in all that is loaded takes longer than a small command
    threading = sys.modules.get("threading")
    if threading and any(thread.daemon for thread in threading.enumerate()):
        import os

        for stream in (sys.stdout, sys.stderr):
            try:
                if stream:
                    stream.flush()
            except OSError:  # the reader has closed the pipe
                pass
        os._exit(code)
    sys.exit(code)


if __name__ == "__main__":
    main()
