"""Doctor's checks of this computer: terminal, keyring and progress file."""

import os
import sys
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from ava_onboard.adapters.doctor import sockets
from ava_onboard.domain import problems
from ava_onboard.domain.checks import Check, Outcome, Passed, Reason, Skipped
from ava_onboard.domain.failure import ProblemError, failed
from ava_onboard.locales import N_
from ava_onboard.onboarding.ports import SecretName, SecretStore
from ava_onboard.terminal import is_terminal
from ava_onboard.terminal import name as terminal_name

_SMALLEST = (60, 20)
"""Columns and lines that the full screen needs."""
_SECONDS = 5.0


class Computer:
    """The checks of this computer. None uses the network or reveals a secret.

    Args:
        store: The keyring.
        state_file: The progress file.
        home: ``AVA_ONBOARD_HOME``, shown by that name instead of its path.
    """

    def __init__(self, store: SecretStore, state_file: Path, *, home: Path | None = None) -> None:
        self._store = store
        self._state_file = state_file
        self._home = home

    @property
    def all(self) -> Mapping[Check, Callable[[], Awaitable[Outcome]]]:
        """The probe of each check."""
        return {Check.TERMINAL: self.terminal, Check.KEYRING: self.keyring, Check.JOURNAL: self.state_folder}

    async def terminal(self) -> Outcome:
        """Check whether the full screen works here. If not, line mode does, so this never fails."""
        if not (sys.__stdout__ and is_terminal(sys.__stdin__) and is_terminal(sys.__stdout__)):
            return Skipped(Reason.NO_TERMINAL)
        size = os.get_terminal_size(sys.__stdout__.fileno())
        term = terminal_name()
        facts = {"term": term, "size": f"{size.columns}x{size.lines}", "encoding": sys.__stdout__.encoding}
        found = "{term}, {size}, {encoding}"
        if term == "dumb":
            return Passed(found, facts, N_("questions and answers only"))
        columns, lines = _SMALLEST
        if size.columns < columns or size.lines < lines:
            return Passed(found, facts, N_("too small for the full screen, which needs 60×20"))
        return Passed(found, facts)

    async def keyring(self) -> Outcome:
        """Check which keyring there is, and whether it opens.

        Raises:
            ProblemError: what stopped the keyring, with its name among the values.
        """
        backend = await sockets.tried_within(_backend, _SECONDS)
        facts = {"backend": backend if isinstance(backend, str) else "unknown"}
        try:
            await self._store.get(SecretName.VAPI_KEY)
        except ProblemError as error:
            failure = error.failure._replace(values={**error.failure.values, **facts})
        else:
            return Passed("{backend}", facts)
        raise ProblemError(failure)

    async def state_folder(self) -> Outcome:
        """Check whether the progress file's folder can be written.

        Raises:
            ProblemError: C03 if it cannot.
        """
        folder = self._state_file.parent
        shown = _shown(folder, self._home)
        if await sockets.tried_within(lambda: _write_beside(self._state_file), _SECONDS) is not None:
            raise failed(problems.STATE_NOT_WRITTEN, folder=shown)
        return Passed("{folder}", {"folder": shown})


def _backend() -> str:
    try:
        import keyring

        kind = type(keyring.get_keyring())
    except Exception:  # noqa: BLE001 - a setting can name any module, which can raise anything
        return "unknown"
    return f"{kind.__module__}.{kind.__qualname__}"


def _write_beside(file: Path) -> None:
    """Write an unnamed temporary file in the folder, or in the nearest parent that exists."""
    folder = next(folder for folder in file.parents if folder.exists())
    with tempfile.TemporaryFile(dir=folder) as probe:
        probe.write(b"-")


def _shown(folder: Path, own: Path | None) -> str:
    """Return the folder without the names of people in it."""
    for root, name in ((own, "AVA_ONBOARD_HOME"), (Path.home(), "~")):
        if root and folder.is_relative_to(root):
            return str(name / folder.relative_to(root))
    return str(Path("...", folder.name))
