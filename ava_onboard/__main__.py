"""SecretName point: ``ava-onboard`` and ``python -m ava_onboard``."""

import _signal  # what ``signal`` is made of, without the enumerations that take longer to load than the rest
import sys


def main() -> None:
    """Run the program and exit with its code; Ctrl+C before it can say anything, or once all is said, says nothing."""
    try:
        from ava_onboard import process
        from ava_onboard.cli.main import run

        process.forbid_core_dumps()
        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        code = 130
    _signal.signal(_signal.SIGINT, _signal.SIG_IGN)  # what is done keeps its exit code
    _end(code)


def _end(code: int) -> None:
    """End the process, at once where a call that was given up still runs: below it, Python would take itself down."""
    threading = sys.modules.get("threading")
    if threading and any(thread.daemon for thread in threading.enumerate()):
        import os

        for stream in (sys.stdout, sys.stderr):
            try:
                if stream:
                    stream.flush()
            except OSError:  # nobody reads it any more
                pass
        os._exit(code)
    sys.exit(code)


if __name__ == "__main__":
    main()
