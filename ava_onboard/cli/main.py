"""From what was typed to an exit code."""

from ava_onboard import __version__
from ava_onboard.cli.console import Console

TYPE_CHECKING = False  # as in ``typing``, which takes several milliseconds to import
if TYPE_CHECKING:
    from collections.abc import Sequence


def run(arguments: "Sequence[str]") -> int:
    """Do what the arguments say; the exit code. The version alone is told before anything else is loaded."""
    if list(arguments) == ["--version"]:
        Console().result(f"ava-onboard {__version__}")
        return 0
    from ava_onboard.cli import dispatch

    return dispatch.run(arguments)
