"""Send the program what nobody types, on real terminals: it must not end by itself, hang or crash.

``make fuzz`` runs it for MINUTES, from SEED. The exit code is 1 if anything was wrong.
"""

import argparse
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from ava_onboard.domain.failure import Exit
from tests.faults.monkey import KEYS
from tests.terminal.noise import noise
from tests.terminal.screen import CTRL_Q, F4, PROGRAM, UNTOUCHED, Terminal, environment
from tests.terminal.walk import to_step

PIECES = 25
"""Pieces of noise in each run."""

TO_END = 10.0
"""Seconds from the first Ctrl+Q, which is repeated, to the end. An unfinished paste takes one of them."""

APP = """
import sys
from pathlib import Path

from ava_onboard.__main__ import main
from ava_onboard.tui.app import OnboardApp

note = Path(sys.argv.pop(1))
quit = OnboardApp.action_quit


async def noted(self):
    note.touch()
    await quit(self)


OnboardApp.action_quit = noted
main()
"""
"""The program, which leaves a note when the person quits: an end without it is a silent one."""

Kind = Callable[[random.Random, Path], int]
"""Does one run in this home; returns how many bytes it sent."""

PROMPTS = [["check"], ["login", "--token"], ["login", "--account", "MARKED"], ["save"]]
_ENDS = {code.value for code in Exit} - {Exit.UNEXPECTED.value}


def app(chance: random.Random, home: Path) -> int:
    """Noise at a random place of the app, with keys in between; return how many bytes."""
    note = home / "asked to quit"
    own = environment(home) | {"BROWSER": "true"}
    command: list[str | Path] = [sys.executable, "-c", APP, note, "demo", "--lang", chance.choice(["en", "fr"])]
    with Terminal(command, environment=own, size=chance.choice([(80, 24), (120, 40), (200, 60)])) as at:
        to_step(at, chance.randrange(1, 5), "{number} ")
        if chance.random() < 0.2:
            at.press(F4)
            at.still()
        sent = 0
        for _ in range(PIECES):
            sent += _send(at, chance, noise(chance))
            if chance.random() < 0.3:
                at.press(KEYS[chance.choice(["tab", "left", "f4", "down", "backspace"])])
            if at.exit_code is not None:
                break
        deadline = time.monotonic() + TO_END
        while at.exit_code is None and time.monotonic() < deadline:
            at.press(CTRL_Q)
            at.watch(0.1)
        assert at.end(seconds=1) == 0, at.text
        assert note.exists(), f"it ended by itself\n{at.text}"
        assert at.modes == UNTOUCHED, at.modes
        _nothing_crashed(at)
    note.unlink()
    return sent


def prompt(chance: random.Random, home: Path) -> int:
    """Noise at a hidden prompt, then Enter; return how many bytes."""
    closed = dict.fromkeys(["AVA_API_URL", "VAPI_API_URL", "VAPI_EU_API_URL"], "http://127.0.0.1:9")
    own = environment(home) | closed | {"TERM": "dumb", "AVA_ONBOARD_LANG": "en"}
    with Terminal([PROGRAM, *chance.choice(PROMPTS)], environment=own) as at:
        at.until(lambda: not at.echoes and bool(at.text.strip()), "a hidden question")
        sent = _send(at, chance, noise(chance).replace(b"\x1a", b""))
        deadline = time.monotonic() + TO_END
        while at.exit_code is None and time.monotonic() < deadline:
            at.press("\r", "\x03")
            at.watch(0.1)
        assert at.end(seconds=1) in _ENDS or at.exit_code in (-2, -3), (at.exit_code, at.text)
        _nothing_crashed(at)
    return sent


def _send(at: Terminal, chance: random.Random, typed: bytes) -> int:
    """Send it in pieces, with pauses; return how many bytes."""
    rest = typed
    while rest and at.exit_code is None:
        length = chance.choice([1, 2, 5, len(rest), len(rest)]) if len(rest) < 200 else len(rest)
        at.send(rest[:length])
        rest = rest[length:]
        at.watch(chance.choice([0.0, 0.0, 0.01, 0.06]))
    return len(typed)


def _nothing_crashed(at: Terminal) -> None:
    assert not at.has_shown("X01"), at.text
    assert not at.has_shown("Traceback"), at.text


def run(seed: int, kind: Kind | None = None) -> int:
    """Do one run, the same for the same seed; return how many bytes were sent."""
    chance = random.Random(seed)
    chosen = chance.choices([app, prompt], [3, 1])[0]
    with tempfile.TemporaryDirectory(prefix="ava-onboard-fuzz-") as home:
        try:
            return (kind or chosen)(chance, Path(home))
        except (AssertionError, OSError) as error:
            logs = [log.read_text() for log in Path(home).rglob("*.log")]
            error.add_note("\n".join([f"seed {seed}", *(log[-3000:] for log in logs)]))
            raise


def main() -> int:
    """Run for some minutes; print each failure, and how much was sent."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    options = parser.parse_args()
    for number in (signal.SIGINT, signal.SIGQUIT):  # a shell that starts this in the background has them ignored
        signal.signal(number, signal.SIG_DFL)
    first, deadline = options.seed, time.monotonic() + 60 * options.minutes
    seed, sent, failed = first, 0, []
    while time.monotonic() < deadline:
        try:
            sent += run(seed)
        except (AssertionError, OSError) as error:
            failed.append(seed)
            print(f"seed {seed}: {error}", *getattr(error, "__notes__", []), sep="\n", flush=True)  # noqa: T201 - a program
        seed += 1
    print(f"{seed - first} runs from seed {first}, {sent:,} bytes, {len(failed)} failed: {failed}")  # noqa: T201 - a program
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
