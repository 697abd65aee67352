"""Print the table of attacks: `make attacks`."""

import sys

from tests.backend.attacks.doors import DOORS, door
from tests.backend.attacks.echo import SEEN
from tests.backend.attacks.loads import LOADS
from tests.backend.attacks.rows import ROWS
from tests.backend.attacks.tries import Try, ask, try_all, victim
from tests.bench.report import table


def main() -> int:
    """Try everything; the exit code is 1 if anything is wrong, or could not be tried."""
    results: dict[str, list[Try]] = {}
    medians: dict[str, float] = {}
    wrong = False
    for name in DOORS:
        try:
            with door(name) as (port, server):
                results[name], other = try_all(port, server)
                medians[name] = other.median
                wrong |= bool(other.wrong)
        except FileNotFoundError:
            sys.stderr.write(f"{name} is not installed: nothing was tried behind it\n")
            wrong = True
    rows = [[row.name, *(_cell(results[name][number]) for name in results)] for number, row in enumerate(ROWS)]
    rows.append(["another client's median, ms", *(f"{median * 1000:.1f}" for median in medians.values())])
    sys.stdout.write("\n".join([*table(["Statuses of the answers", *results], rows), "", ""]))
    wrong |= any(tried.wrong for tries in results.values() for tried in tries)
    return 1 if _loads() or wrong else 0


def _cell(tried: Try) -> str:
    answered = " ".join(map(str, tried.statuses)) or "closed"
    return f"{answered} WRONG: {'; '.join(tried.wrong)}" if tried.wrong else answered


def _loads() -> bool:
    rows, wrong = [], False
    with door("alone") as (port, _):
        for load in LOADS:
            before = ask(port, SEEN)["memory"]
            with victim(port) as other:
                ended = load.run(port)
            after = ask(port, SEEN)["memory"]
            assert isinstance(before, int)
            assert isinstance(after, int)
            ok = ended in load.allowed and not other.wrong
            wrong |= not ok
            grown = f"{(after - before) / 1e6:+.1f}"
            rows.append([load.name, ended if ok else f"{ended} WRONG", f"{other.median * 1000:.1f}", grown])
    sys.stdout.write("\n".join([*table(["Attack", "end", "another client's median, ms", "memory, MB"], rows), ""]))
    return wrong


if __name__ == "__main__":
    sys.exit(main())
