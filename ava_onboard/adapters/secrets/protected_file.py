"""The protected file: secrets in one file, encrypted with a passphrase."""

import os
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from ava_onboard import private_folder
from ava_onboard.adapters import deadline
from ava_onboard.adapters.secrets.naming import restored, stored_name
from ava_onboard.adapters.state import atomic_file
from ava_onboard.domain import problems
from ava_onboard.domain.failure import Problem, failed
from ava_onboard.domain.secret import Passphrase, Secret, Token
from ava_onboard.onboarding.ports import SecretName

if TYPE_CHECKING:
    from ava_onboard.adapters.secrets.encryption import Cipher, Document

T = TypeVar("T")

_LARGEST = 256 * 1024
"""Bytes: a key and two tokens take less than ten thousand."""
_NAMES = tuple(entry.value for entry in SecretName)


class ProtectedFile:
    """An optional store in one file, readable only by its owner, that a passphrase opens; see ``OptionalStore``.

    It is opened once per run, by ``unlock`` or with the passphrase given here; the derived key then stays in memory.
    Deleting a secret needs no passphrase. Each call has a deadline, because network folders can block for ever. No
    exception leaves its thread, because frames hold secrets.
    """

    def __init__(
        self,
        path: Path,
        profile: str = "default",
        ava_url: str | None = None,
        *,
        passphrase: Passphrase | None = None,
        cost: int | None = None,
        seconds: float = 15.0,
    ) -> None:
        """Read nothing yet.

        Args:
            path: The file. Its folder is created with it.
            profile: The profile of the secrets; a file of another profile does not open.
            ava_url: The Ava that the tokens are for; None for the default one.
            passphrase: Opens the file without a question.
            cost: The cost of a new file; None for ``encryption.COST``.
            seconds: The time after which a call fails with K13.
        """
        self._path = path
        self._profile = profile
        self._ava_url = ava_url
        self._passphrase = passphrase
        self._cost = cost
        self._seconds = seconds
        self._cipher: Cipher | None = None
        self._deriving = threading.Lock()
        self._changes = deadline.Turns()

    @property
    def is_chosen(self) -> bool:
        """Whether the file exists: creating it is the choice."""
        return os.path.lexists(self._path)

    @property
    def locked(self) -> bool:
        """Whether it needs a passphrase before a secret can be read or kept."""
        return self._cipher is None and self._passphrase is None and self.is_chosen

    async def choose(self, passphrase: Passphrase | None) -> None:
        """Create an empty file with this passphrase and open it. If there is one, open it.

        Raises:
            ProblemError: K09, K11 or K13; K12 without a passphrase.
        """
        if passphrase is None:
            raise failed(problems.FILE_LOCKED, file=str(self._path))
        await self._call(lambda: self._create(passphrase))

    async def unlock(self, passphrase: Passphrase) -> None:
        """Open the file for this run.

        Raises:
            ProblemError: K09, K11 or K13.
        """
        await self._call(lambda: self._open(passphrase))

    async def remove(self) -> None:
        """Delete the file with all its secrets. A missing one is not a failure.

        Raises:
            ProblemError: K13.
        """
        await self._call(self._remove)

    async def remove_if_empty(self) -> None:
        """Delete the file if it holds no secret.

        Raises:
            ProblemError: K09 or K13.
        """

        def act() -> None:
            document = self._read()
            if document is not None and not document.entries:
                self._remove()

        await self._call(act)

    async def get(self, name: SecretName) -> Secret | None:
        """Return the secret; None if there is none, or if it is not a key.

        Raises:
            ProblemError: K09, K11, K12 or K13.
        """
        stored = stored_name(name, self._ava_url)

        def act() -> Secret | None:
            document = self._read_alone()
            sealed = document and document.entries.get(stored)
            return Token(self._opened(document).open(stored, sealed)) if document and sealed else None

        return restored(name, await self._call(act, changes=False))

    async def put(self, name: SecretName, secret: Secret) -> None:
        """Keep the secret, read it back and compare.

        Raises:
            ProblemError: K09, K11, K12 or K13.
        """
        await self._call(lambda: self._put(stored_name(name, self._ava_url), secret))

    async def delete(self, name: SecretName) -> None:
        """Delete the secret, without a passphrase. A missing one is not a failure.

        Raises:
            ProblemError: K09 or K13.
        """
        deleted = stored_name(name, self._ava_url)

        def without(document: "Document") -> "Document":
            return replace(document, entries={name: it for name, it in document.entries.items() if name != deleted})

        await self._call(lambda: self._change(without))

    async def is_only_here(self, name: SecretName) -> bool:
        """Return whether it is known that no other store holds this secret. Raises ``ProblemError`` K09 or K13."""
        stored = stored_name(name, self._ava_url)

        def act() -> bool:
            document = self._read()
            return document is not None and stored in document.only_here

        return await self._call(act, changes=False)

    async def note_only_here(self, name: SecretName, known: bool) -> None:
        """Remember, without a passphrase, whether that is known. Raises ``ProblemError`` K09 or K13."""
        noted = {stored_name(name, self._ava_url)}

        def with_note(document: "Document") -> "Document":
            return replace(document, only_here=document.only_here | noted if known else document.only_here - noted)

        await self._call(lambda: self._change(with_note))

    def _change(self, changed: "Callable[[Document], Document]") -> None:
        """Rewrite the file if ``changed`` makes a difference. Needs no passphrase."""
        with atomic_file.alone(self._path) as alone:
            document = self._read()
            if document and (new := changed(document)) != document:
                self._write(new, alone=alone)

    def _put(self, name: str, secret: Secret) -> None:
        document = self._read_alone()
        if document is None:
            raise FileNotFoundError
        cipher = self._opened(document)  # slow, so the lock is not held
        with atomic_file.alone(self._path) as alone:
            document = self._read()
            if document is None or document.salt != cipher.salt:
                raise _LockedError
            sealed = {**document.entries, name: cipher.seal(name, secret.reveal())}
            self._write(replace(document, entries=sealed), alone=alone)
            written = self._read()
        if written is None or cipher.open(name, written.entries[name]) != secret.reveal():
            raise OSError("the file does not hold what was written")

    def _create(self, passphrase: Passphrase) -> None:
        from ava_onboard.adapters.secrets import encryption

        private_folder.make(self._path.parent)
        if self.is_chosen:
            self._open(passphrase)
            return
        document, cipher = encryption.create(passphrase, self._profile, self._cost or encryption.COST)
        with atomic_file.alone(self._path) as alone:
            if self._changes.given_up:  # while the key was derived
                return
            if not self.is_chosen:
                self._write(document, alone=alone)
                self._cipher = cipher
                return
        self._open(passphrase)  # another process has created it

    def _open(self, passphrase: Passphrase) -> None:
        from ava_onboard.adapters.secrets import encryption

        document = self._read_alone()
        if document is None:
            raise FileNotFoundError
        with self._deriving:
            self._cipher = encryption.unlock(document, passphrase, self._profile)

    def _opened(self, document: "Document") -> "Cipher":
        """Return the cipher of the document, which is derived if it is not known yet."""
        from ava_onboard.adapters.secrets import encryption

        with self._deriving:
            if self._cipher and self._cipher.salt != document.salt:
                self._cipher = None  # the file was replaced
            if self._cipher is None:
                if self._passphrase is None:
                    raise _LockedError
                try:
                    self._cipher = encryption.unlock(document, self._passphrase, self._profile)
                except encryption.WrongPassphraseError:
                    self._passphrase = None  # do not try it again; ask the person
                    raise
            return self._cipher

    def _read_alone(self) -> "Document | None":
        with atomic_file.alone(self._path):
            return self._read()

    def _read(self) -> "Document | None":
        from ava_onboard.adapters.secrets import encryption

        try:
            content = atomic_file.read(self._path, _LARGEST + 1)
        except FileNotFoundError:
            return None
        if len(content) > _LARGEST:
            raise encryption.DamagedError
        return encryption.parse(content, self._profile, lambda name: name.partition(":")[0] in _NAMES)

    def _write(self, document: "Document", *, alone: bool) -> None:
        """Replace the file; ``alone`` says whether the lock is held, without which another process may be writing."""
        if alone:
            atomic_file.clean_up(self._path)
        atomic_file.replace(self._path, document.dump(self._profile))

    def _remove(self) -> None:
        with atomic_file.alone(self._path):
            atomic_file.clean_up(self._path)
            self._path.unlink(missing_ok=True)
            self._cipher = None

    async def _call(self, action: Callable[[], T], *, changes: bool = True) -> T:
        """Run ``action`` in a thread; a change waits for its turn.

        Raises:
            ProblemError: K09, K11, K12 or K13.
        """
        try:
            run = self._changes.run if changes else deadline.run
            outcome = await run(lambda: _attempt(action), self._seconds)
        except TimeoutError:
            outcome = problems.FILE_FAILED
        if isinstance(outcome, Problem):
            raise failed(outcome, file=str(self._path))
        return outcome


class _LockedError(Exception):
    """The passphrase has not been entered yet."""


def _attempt(action: Callable[[], T]) -> T | Problem:
    """Run ``action``, in the thread; return problems as values."""
    from ava_onboard.adapters.secrets import encryption

    try:
        return action()
    except encryption.DamagedError:
        return problems.FILE_DAMAGED
    except encryption.WrongPassphraseError:
        return problems.WRONG_PASSPHRASE
    except _LockedError:
        return problems.FILE_LOCKED
    except Exception:  # noqa: BLE001 - the folder, the disk, too little memory
        return problems.FILE_FAILED
