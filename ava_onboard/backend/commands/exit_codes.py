"""The exit codes of the commands: for their help, and for the page that docs/generate.py writes."""

from enum import IntEnum


class Exit(IntEnum):
    """How a command ended. The last two are what a shell shows for a signal."""

    DONE = 0
    FAILED = 1
    WRONG = 2
    INTERRUPTED = 130
    TERMINATED = 143


_FAILED = "the database cannot be used or is not migrated"
_WRONG = "wrong arguments or settings"
_SIGNALS = {Exit.INTERRUPTED: "interrupted with Ctrl+C", Exit.TERMINATED: "ended by SIGTERM"}


def _codes(done: str, failed: str | None = _FAILED, wrong: str = _WRONG) -> dict[Exit, str]:
    meanings = {Exit.DONE: done, Exit.FAILED: failed, Exit.WRONG: wrong, **_SIGNALS}
    return {code: meaning for code, meaning in meanings.items() if meaning is not None}


EXIT_CODES: dict[str, dict[Exit, str]] = {
    "new-master-key": _codes("printed", None, "wrong arguments"),
    "serve": {
        Exit.DONE: "ended by SIGTERM or Ctrl+C, after the requests in progress",
        Exit.FAILED: "the port or that of the metrics cannot be used, the database is behind a pooler in transaction "
        "mode, or a worker ended by itself",
        Exit.WRONG: _WRONG,
    },
    "migrate": _codes(
        "the database is at the revision",
        "the rows cannot be migrated, or the database cannot be used: nothing was changed. Or plain-text keys may "
        "still be in SQLite's file",
        f"{_WRONG}, or nobody agreed to take over the table",
    ),
    "create-user": _codes(
        "created", f"the account exists, or {_FAILED}", f"{_WRONG}, or the password is too short or long"
    ),
    "users": _codes(
        "done", f"there is no such account, or {_FAILED}", f"{_WRONG}, or the password is too short or long"
    ),
    "status": _codes("shown"),
    "announce": _codes(
        "done; `send`: nothing is left to do, or the limit was reached",
        "`send`: the mail server cannot be used, or wants some mails later; `suppress --remove`: nothing was "
        f"suppressed; or {_FAILED}",
        f"{_WRONG}, or an unusable template",
    ),
    "rotate": _codes(
        "every key is under the current master key",
        "keys are left under another one, so none may be removed from the ring; the ring does not fit the keys; or "
        f"{_FAILED}",
    ),
    "check": _codes("every key can be read", f"a key cannot be read, or {_FAILED}"),
    "forget-unreadable": _codes(
        "no key is left that cannot be read", f"one is, or {_FAILED}", f"{_WRONG}, or --yes is missing"
    ),
    "verify": _codes(
        "no check failed",
        "a check failed, or was skipped because of one",
        "an address, the account or the key is missing",
    ),
}
"""What each code of each command means."""


def sentence(command: str) -> str:
    """Return the codes of a command in one sentence, for its help."""
    listed = "; ".join(f"{code:d} {meaning}" for code, meaning in EXIT_CODES[command].items())
    return f"Exit codes: {listed}."
