"""Entry point: ``ava-onboard`` and ``python -m ava_onboard``."""

import _signal  # what ``signal`` is made of, without the enumerations that take longer to load than the rest
import sys


def main() -> None:
    """Run the program and exit with its code; Ctrl+C before it can say anything, or once all is said, says nothing."""
    try:
        from ava_onboard.cli.arguments import run  # noqa: PLC0415 - so that importing this costs nothing

        _leave_no_core_dump()
        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        code = 130
    _signal.signal(_signal.SIGINT, _signal.SIG_IGN)  # what is done keeps its exit code
    _end(code)


def _end(code: int) -> None:
    """End the process, at once where a call that was given up still runs: below it, Python would take itself down."""
    threading = sys.modules.get("threading")
    if threading and any(thread.daemon for thread in threading.enumerate()):
        import os  # noqa: PLC0415 - Python has loaded it, and it is seldom needed

        for stream in (sys.stdout, sys.stderr):
            try:
                if stream:
                    stream.flush()
            except OSError:  # nobody reads it any more
                pass
        os._exit(code)
    sys.exit(code)


def _leave_no_core_dump() -> None:
    """The memory of a process that crashes is written to a file otherwise, with the key in it."""
    try:
        import resource  # noqa: PLC0415 - Windows has none, and writes no such file by itself
    except ImportError:
        return
    _soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, hard))


if __name__ == "__main__":
    main()
