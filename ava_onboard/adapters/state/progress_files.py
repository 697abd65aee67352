"""Save the progress in small JSON files that hold no secret.

``<profile>.json`` holds what belongs to the profile: step, language, theme, the key on this computer, the Ava that it
uses. ``<profile>@<Ava>.json`` holds what belongs to the profile at one Ava: the account, what Ava said last, the
operation under way. So one Ava's answers are never shown as another's.
"""

import contextlib
import os
import re
from _thread import allocate_lock
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, TypeVar

from ava_onboard import private_folder
from ava_onboard.adapters.state import atomic_file
from ava_onboard.adapters.state import progress_documents as documents
from ava_onboard.adapters.state.atomic_file import NotRegularFileError
from ava_onboard.adapters.state.progress_documents import Fields, NewerError, Profile
from ava_onboard.domain import problems
from ava_onboard.domain.failure import Failure, ProblemError, failed
from ava_onboard.domain.progress import DEFAULT_AVA, Progress
from ava_onboard.time_limit import within

T = TypeVar("T")

_LARGEST = 64 * 1024
"""Bytes: a real file has less than one thousand."""
_ANSWER = 3.0
"""Seconds until a disk that does not answer is given up: a network folder can block for ever."""
_LONGEST_WRITE = 3600.0
"""Seconds after which the writer of a temporary file is gone. It may write without the lock: see ``_TURN``."""
_TURN = 0.5
"""Seconds to wait while another running ava-onboard writes; after that this one writes anyway."""


class _Found(NamedTuple):
    """What is in the files. A missing or unreadable file has no fields."""

    profile: Profile
    ava: Fields
    newer: bool
    """Whether a newer version has written one of them."""

    def over(self, progress: Progress) -> Progress:
        """Return ``progress`` with its fields replaced by those that were found."""
        return progress._replace(**self.profile.fields, **self.ava)


class ProgressFiles:
    """The progress of one profile at one Ava, in two files that only their owner can read.

    They are read before the first paint: standard library only, and explicit checks. Two running programs may write
    them: each saves what it has changed, and leaves the rest as the other has written it. A file that cannot be
    read is set aside as ``<name>.broken``. A file of a newer version is never touched.
    """

    def __init__(self, path: Path, ava_url: str | None = None) -> None:
        """Read nothing yet.

        Args:
            path: The profile's file; the other is beside it. Saving creates the folder.
            ava_url: The address of Ava; None for the default one.
        """
        self.ava = ava_url or DEFAULT_AVA
        """The Ava of these files, as ``Progress.ava`` names it."""
        self._path = path
        self._known: Progress | None = None
        """What was loaded or saved last."""
        self._saving = allocate_lock()
        self._seconds = _ANSWER
        self.unread: Failure | None = None
        """Why some of it could not be read the last time: a newer version has written a file (C07)."""

    def load(self) -> Progress:
        """Return what was saved; fields that were not saved or cannot be read have their defaults.

        Raises:
            ProblemError: C08 if a file is not a regular one, or if its disk does not answer.
        """
        try:
            found = within(self._seconds, lambda: self._read(aside=True))
        except OSError:  # TimeoutError is one
            found = None
        if found is None:
            raise failed(problems.STATE_NOT_READ, file=str(self._path))
        self._known = found.over(Progress())
        return self._known.without_lapsed(self.ava)

    def look(self) -> Progress:
        """Return the same as ``load`` without moving broken files; nothing is raised."""
        return self._read(aside=False).over(Progress()).without_lapsed(self.ava)

    def save(self, progress: Progress) -> None:
        """Save what has changed since it was loaded. Each file is replaced atomically and survives a power cut.

        An operation is written before its changes and removed after them. If the program is killed in between, the
        next run finds an operation to finish.

        Raises:
            ProblemError: C03 if the folder cannot be written, C07 if a newer version has written a file, C11 if another
                program has a file open.
        """
        given_up = False

        def work() -> Failure | None:
            with self._saving:  # what is given up before its turn is not written: the last change wins
                return self._not_written if given_up else self._saved(progress)

        try:
            failure = within(self._seconds, work)
        except TimeoutError:
            given_up = True
            self._seconds = _TURN  # the person has waited once
            failure = self._not_written
        if failure:
            raise ProblemError(failure)
        self._known = progress

    def remove(self) -> None:
        """Remove every file of the profile, at every Ava. The profile's own goes last.

        Raises:
            ProblemError: C03 if the folder cannot be written.
        """
        try:
            for path in self._path.parent.glob(f"{self._path.stem}@*.json*"):
                path.unlink(missing_ok=True)
            _broken(self._path).unlink(missing_ok=True)
            self._path.unlink(missing_ok=True)
        except OSError:
            pass
        else:
            self._known = None
            return
        raise failed(problems.STATE_NOT_WRITTEN, folder=str(self._path.parent))

    @cached_property
    def _ava_path(self) -> Path:
        return _ava_path(self._path, self.ava)

    @property
    def _not_written(self) -> Failure:
        return Failure(problems.STATE_NOT_WRITTEN, {"folder": str(self._path.parent)})

    def _saved(self, progress: Progress) -> Failure | None:
        """Save; return what prevented it."""
        try:
            private_folder.make(self._path.parent)
            with atomic_file.alone(self._path, _TURN) as alone:
                found = self._read(aside=True)
                if found.newer:
                    return Failure(problems.STATE_OF_NEWER_VERSION, {"folder": str(self._path.parent)})
                if alone:
                    for path in (self._path, self._ava_path):
                        atomic_file.clean_up(path, older_than=_LONGEST_WRITE)
                self._carry_over(found.profile)
                whole = progress.merged(self._known, found.over(progress)) if self._known else progress
                writes = [self._write_ava, self._write_profile]
                for write in writes if whole.under_way else reversed(writes):
                    write(whole, found)
        except atomic_file.InUseError as error:
            return Failure(problems.STATE_IN_USE, {"file": str(error.filename)})
        except OSError:
            return self._not_written
        return None

    def _carry_over(self, profile: Profile) -> None:
        """Write what a file of the former format holds about an Ava to its own file, before it is replaced."""
        if profile.former:
            ava, fields = profile.former
            path = _ava_path(self._path, ava)
            if fields != documents.NOTHING_OF_AVA or path.exists():  # if it exists, an older version has written last
                self._replace(path, documents.ava_document(fields, ava))

    def _write_profile(self, progress: Progress, found: _Found) -> None:
        """Write the profile's file if it changes; durably, unless only the step or a choice of the app changes."""
        fields, (before, former) = documents.profile_fields(progress), found.profile
        changed = {name for name, value in fields.items() if name not in before or value != before[name]}
        if changed or former:
            durable = former is not None or not changed <= {"journey", "language", "theme", "offers_clipboard"}
            self._replace(self._path, documents.profile_document(fields), durable=durable)

    def _write_ava(self, progress: Progress, found: _Found) -> None:
        fields = documents.ava_fields(progress)
        if fields != (found.ava or documents.NOTHING_OF_AVA):
            self._replace(self._ava_path, documents.ava_document(fields, self.ava))

    def _replace(self, path: Path, content: bytes, *, durable: bool = True) -> None:
        atomic_file.replace(path, content, durable=durable)

    def _read(self, *, aside: bool) -> _Found:
        """Read both files; with ``aside``, rename those that cannot be read."""
        newer = False
        profile, fields = Profile({}), None
        if aside and not os.access(self._path.parent, os.F_OK):  # the first start: no name of a file has to be made up
            return _Found(profile, {}, newer)
        try:
            profile = _parsed(self._path, documents.parse_profile, aside=aside) or profile
        except NewerError:
            newer = True
        if profile.former and profile.former.ava == self.ava:
            return _Found(profile, profile.former.fields, newer)
        try:
            fields = _parsed(self._ava_path, self._parse_ava, aside=aside)
        except NewerError:
            newer = True
        self.unread = Failure(problems.STATE_OF_NEWER_VERSION, {"folder": str(self._path.parent)}) if newer else None
        return _Found(profile, fields or {}, newer)

    def _parse_ava(self, content: bytes) -> Fields:
        ava, fields = documents.parse_ava(content)
        if ava != self.ava:
            raise ValueError("about another Ava")
        return fields


def last_ava(path: Path) -> str | None:
    """Return the address of the Ava that the profile with this file uses; None for the default one. Changes nothing."""
    with contextlib.suppress(NewerError):
        profile = _parsed(path, documents.parse_profile, aside=False)
        ava = profile.fields["ava"] if profile else None
        return None if ava == DEFAULT_AVA else ava
    return None


def avas(path: Path) -> set[str | None]:
    """Return the addresses of all Avas at which the profile with this file was used; None is the default one."""
    found: set[str | None] = {None, last_ava(path)}
    for file in path.parent.glob(f"{path.stem}@*.json"):
        with contextlib.suppress(NewerError):
            if parsed := _parsed(file, documents.parse_ava, aside=False):
                found.add(None if parsed.ava == DEFAULT_AVA else parsed.ava)
    return found


def profile_names(folder: Path) -> set[str]:
    """Return the names before the ``.json`` or the ``@`` of all progress files in ``folder``."""
    return {path.stem.partition("@")[0] for path in folder.glob("*.json")}


def _ava_path(path: Path, ava: str) -> Path:
    """Return the file about ``ava`` beside the profile's. Its name is unique and valid on every system."""
    if ava == DEFAULT_AVA:
        return path.with_name(f"{path.stem}@{DEFAULT_AVA}.json")
    from hashlib import sha256

    host = re.sub(r"[^a-z0-9.-]+", "-", ava.partition("://")[2].lower())[:40]
    return path.with_name(f"{path.stem}@{host}-{sha256(ava.encode()).hexdigest()[:12]}.json")


def _broken(path: Path) -> Path:
    return path.with_name(f"{path.name}.broken")


def _parsed(path: Path, parse: Callable[[bytes], T], *, aside: bool) -> T | None:
    """Parse the file at ``path``; return None if it is missing or cannot be read.

    Args:
        path: The file.
        parse: Parses its content.
        aside: Whether to rename a broken file. The caller then limits how long this may take.

    Raises:
        NewerError: a newer version has written it.
        NotRegularFileError: with ``aside``, if it is not one.
    """

    def read() -> bytes:
        return atomic_file.read(path, _LARGEST + 1)

    try:
        content = read() if aside else within(_ANSWER, read)
    except NotRegularFileError:
        if aside:
            raise
        return None
    except OSError:  # TimeoutError is one
        return None
    try:
        return parse(content)
    except (ValueError, TypeError, KeyError, RecursionError):
        if aside:
            with contextlib.suppress(OSError):
                path.replace(_broken(path))
        return None
