"""A file that is protected by a passphrase: where secrets are kept if the person asks for it."""

import os
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

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
    """A store in one file, readable by its owner only, whose secrets a passphrase opens.

    It opens once in a run, by ``open`` or by the passphrase that it was given; the key then stays in memory. Forgetting
    a secret takes no passphrase. Each call has a deadline, as folders on a network can block for ever. No exception
    leaves its thread: frames hold secrets.
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
        """Nothing is read yet.

        Args:
            path: The file; its folder is made with it.
            profile: Whose secrets they are: those of another profile do not open.
            ava_url: The Ava that the tokens are for; None for the one that everybody has.
            passphrase: What opens the file without anybody being asked.
            cost: That of a new file; None is the usual one (``encryption.COST``).
            seconds: The time after which a call is given up as K13.
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
        """Whether there is a file: that is the choice."""
        return os.path.lexists(self._path)

    @property
    def locked(self) -> bool:
        """Whether a passphrase has to be asked for before a secret can be got or kept."""
        return self._cipher is None and self._passphrase is None and self.is_chosen

    async def choose(self, passphrase: Passphrase | None) -> None:
        """Make an empty file with this passphrase and open it; one that is there is opened.

        Raises:
            ProblemError: K09, K11 or K13; K12 without a passphrase.
        """
        if passphrase is None:
            raise failed(problems.FILE_LOCKED, file=str(self._path))
        await self._call(lambda: self._begin(passphrase))

    async def unlock(self, passphrase: Passphrase) -> None:
        """Open the file for this run.

        Raises:
            ProblemError: K09, K11 or K13.
        """
        await self._call(lambda: self._open(passphrase))

    async def remove(self) -> None:
        """Forget all secrets and the file itself. One that is not there is no failure.

        Raises:
            ProblemError: K13.
        """
        await self._call(self._remove)

    async def remove_if_empty(self) -> None:
        """Remove a file that holds no secret any more: nothing is left that it was asked for.

        Raises:
            ProblemError: K09 or K13.
        """

        def act() -> None:
            document = self._read()
            if document is not None and not document.entries:
                self._remove()

        await self._call(act)

    async def get(self, name: SecretName) -> Secret | None:
        """The secret, or None if there is none (or something that is no key).

        Raises:
            ProblemError: K09, K11, K12 or K13.
        """
        stored = stored_name(name, self._ava_url)

        def act() -> Secret | None:
            with atomic_file.alone(self._path):
                document = self._read()
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
        """Forget the secret, for which no passphrase is needed. One that was not there is no failure.

        Raises:
            ProblemError: K09 or K13.
        """
        stored = stored_name(name, self._ava_url)

        def act() -> None:
            with atomic_file.alone(self._path):
                document = self._read()
                if document and stored in document.entries:
                    left = {name: sealed for name, sealed in document.entries.items() if name != stored}
                    self._write(replace(document, entries=left))

        await self._call(act)

    async def is_only_here(self, name: SecretName) -> bool:
        """Whether the keyring is known to hold nothing of this entry any more.

        Raises:
            ProblemError: K09 or K13.
        """
        stored = stored_name(name, self._ava_url)

        def act() -> bool:
            document = self._read()
            return document is not None and stored in document.only_here

        return await self._call(act, changes=False)

    async def note_only_here(self, name: SecretName, known: bool) -> None:
        """Remember whether the keyring is known to hold nothing of this entry. It takes no passphrase.

        Raises:
            ProblemError: K09 or K13.
        """
        stored = stored_name(name, self._ava_url)

        def act() -> None:
            with atomic_file.alone(self._path):
                document = self._read()
                if document and (stored in document.only_here) is not known:
                    self._write(replace(document, only_here=document.only_here ^ {stored}))

        await self._call(act)

    def _put(self, name: str, secret: Secret) -> None:
        with atomic_file.alone(self._path):
            document = self._read()
        if document is None:
            raise FileNotFoundError
        cipher = self._opened(document)  # takes its time: others are not kept waiting
        with atomic_file.alone(self._path):
            document = self._read()
            if document is None or document.salt != cipher.salt:
                raise _LockedError
            self._write(replace(document, entries={**document.entries, name: cipher.seal(name, secret.reveal())}))
            written = self._read()
        if written is None or cipher.open(name, written.entries[name]) != secret.reveal():
            raise OSError("it is not what was written")

    def _begin(self, passphrase: Passphrase) -> None:
        from ava_onboard.adapters.secrets import encryption

        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.is_chosen:
            self._open(passphrase)
            return
        document, cipher = encryption.begin(passphrase, self._profile, self._cost or encryption.COST)
        with atomic_file.alone(self._path):
            if self._changes.given_up:  # while the key was derived
                return
            if not self.is_chosen:
                self._write(document)
                self._cipher = cipher
                return
        self._open(passphrase)  # another process was quicker

    def _open(self, passphrase: Passphrase) -> None:
        from ava_onboard.adapters.secrets import encryption

        with atomic_file.alone(self._path):
            document = self._read()
        if document is None:
            raise FileNotFoundError
        with self._deriving:
            self._cipher = encryption.unlock(document, passphrase, self._profile)

    def _opened(self, document: "Document") -> "Cipher":
        """What opens the document: the key at hand, else that of the given passphrase."""
        from ava_onboard.adapters.secrets import encryption

        with self._deriving:
            if self._cipher and self._cipher.salt != document.salt:
                self._cipher = None  # another file by now
            if self._cipher is None:
                if self._passphrase is None:
                    raise _LockedError
                try:
                    self._cipher = encryption.unlock(document, self._passphrase, self._profile)
                except encryption.WrongPassphraseError:
                    self._passphrase = None  # it is not tried again: a person is asked
                    raise
            return self._cipher

    def _read(self) -> "Document | None":
        from ava_onboard.adapters.secrets import encryption

        try:
            with self._path.open("rb") as file:
                content = file.read(_LARGEST + 1)
        except FileNotFoundError:
            return None
        if len(content) > _LARGEST:
            raise encryption.DamagedError
        return encryption.parse(content, self._profile, lambda name: name.partition(":")[0] in _NAMES)

    def _write(self, document: "Document") -> None:
        atomic_file.clean_up(self._path)
        atomic_file.replace(self._path, document.dump(self._profile))

    def _remove(self) -> None:
        with atomic_file.alone(self._path):
            atomic_file.clean_up(self._path)
            self._path.unlink(missing_ok=True)
            self._cipher = None

    async def _call(self, action: Callable[[], T], *, changes: bool = True) -> T:
        """Run ``action`` in a thread; one that ``changes`` something waits for its turn.

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
    """Nobody has opened the file yet."""


def _attempt(action: Callable[[], T]) -> T | Problem:
    """In the thread: what goes wrong comes back as a value."""
    from ava_onboard.adapters.secrets import encryption

    try:
        return action()
    except encryption.DamagedError:
        return problems.FILE_DAMAGED
    except encryption.WrongPassphraseError:
        return problems.WRONG_PASSPHRASE
    except _LockedError:
        return problems.FILE_LOCKED
    except Exception:  # noqa: BLE001 - of the folder, of the disk, of too little memory
        return problems.FILE_FAILED
