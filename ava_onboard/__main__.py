"""Entry point: ``ava-onboard`` and ``python -m ava_onboard``."""

import sys


def main() -> None:
    """Run the program and exit with its code."""
    from ava_onboard.cli.arguments import run  # noqa: PLC0415 - so that importing this costs nothing

    _leave_no_core_dump()
    sys.exit(run(sys.argv[1:]))


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
