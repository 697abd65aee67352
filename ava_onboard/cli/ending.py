"""How a command ends that has one failure or none."""

from collections.abc import Mapping

from ava_onboard.cli.console import Console
from ava_onboard.domain.failure import Exit, Failure


def end(console: Console, failure: Failure | None, done: str, output: Mapping[str, object] | None) -> Exit:
    """Show how a command has ended; return the exit code.

    Args:
        console: Where it is shown.
        failure: What has stopped it; None if nothing has.
        done: The sentence for success.
        output: The JSON to print, in place of that sentence; None for words.
    """
    if output is not None:
        console.print_json(output)
    if failure:
        from ava_onboard.text import problem

        console.complain(*problem.lines(failure))
        return failure.problem.exit
    if output is None:
        console.result("✓ " + done)
    return Exit.DONE
