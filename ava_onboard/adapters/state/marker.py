"""A choice that holds for every profile: it is on if its file exists."""

import os
from pathlib import Path

from ava_onboard import private_folder
from ava_onboard.adapters.state import atomic_file
from ava_onboard.domain import problems
from ava_onboard.domain.failure import failed


class Marker:
    """See ``Choice``.

    Args:
        path: The file. What is in it does not matter.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def is_on(self) -> bool:
        """Whether the file exists."""
        return os.path.lexists(self._path)

    def switch(self, *, on: bool) -> None:
        """Create or remove the file.

        Raises:
            ProblemError: C03 if the folder cannot be written.
        """
        try:
            if on:
                private_folder.make(self._path.parent)
                atomic_file.replace(self._path, b"")
            else:
                self._path.unlink(missing_ok=True)
        except OSError:
            raise failed(problems.STATE_NOT_WRITTEN, folder=str(self._path.parent)) from None
