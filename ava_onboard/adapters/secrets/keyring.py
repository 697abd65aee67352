"""The keyring of the operating system."""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from ava_onboard.adapters import deadline
from ava_onboard.adapters.secrets import keyring_prompt
from ava_onboard.adapters.secrets.naming import restored, stored_name
from ava_onboard.domain import problems
from ava_onboard.domain.failure import Failure, Problem, ProblemError, failed
from ava_onboard.domain.secret import Secret, Token
from ava_onboard.onboarding.ports import SecretName

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

UNLOCKING = 120.0
"""Seconds for typing the password in the keyring's window."""
LONGEST_OF_WINDOWS = 1280
"""Characters of one secret: ``CRED_MAX_CREDENTIAL_BLOB_SIZE`` is 2,560 bytes, and ``keyring`` writes UTF-16."""
_MOST_ENTRIES = 100
"""The most entries of one name that are deleted."""

_WINDOWS = "keyring.backends.Windows.WinVaultKeyring"
_NOT_ROAMING = "local machine"
"""Windows keeps the secret on this computer; otherwise it follows the person to each computer of the company."""
_SAFE = {
    "keyring.backends.SecretService.Keyring",
    _WINDOWS,
    "keyring.backends.kwallet.DBusKeyring",
    "keyring.backends.kwallet.DBusKeyringKWallet4",
    "keyring.backends.libsecret.Keyring",
    "keyring.backends.macOS.Keyring",
}
_NONE = {"keyring.backends.fail.Keyring", "keyring.backends.null.Keyring"}
_CHAIN = "keyring.backends.chainer.ChainerBackend"
_LOCKED = {"KeyringLocked", "LockedException", "PromptDismissedException"}
_NO_INTERACTION = -25308
"""``errSecInteractionNotAllowed``: a locked Keychain over ssh, where it cannot show its window."""
_ABSENT = {"NoKeyringError", "InitError", "SecretServiceNotAvailableException"}


class OsKeyring:
    """The keyring of the operating system, through the ``keyring`` package.

    Each secret is one item, with service ``ava-onboard:<profile>:<name>`` and user ``<profile>``. Windows keeps one
    user per service, so the service is unique. For an Ava other than the default one, the name of a token ends with
    Ava's address, so it is never found and sent while another Ava is in use.

    Importing the package, choosing a backend and each call can block for ever, so they run in a thread with a deadline.
    No exception of a backend leaves that thread, because its frames hold secrets.

    An abandoned write may still happen when the keyring answers again. So writes take turns, and a write that is
    abandoned before its turn is not made: the last write wins.
    """

    def __init__(
        self,
        profile: str = "default",
        ava_url: str | None = None,
        *,
        seconds: float = 3.0,
        asks_a_person: Callable[[str], bool] = keyring_prompt.may_be_open,
        look_for_window: Callable[[], object] = lambda: None,
    ) -> None:
        """Do not open the keyring yet.

        Args:
            profile: The profile of the secrets.
            ava_url: The Ava that the tokens are for; None for the default one.
            seconds: The time after which a call fails with K03, unless the keyring is waiting for a password.
            asks_a_person: Returns whether it is. Called in a thread after half of the time, with the backend's name.
            look_for_window: Called if it is: the person has to find the keyring's window.
        """
        self._profile = profile
        self._ava_url = ava_url
        self._seconds = seconds
        self._asks_a_person = asks_a_person
        self._look_for_window = look_for_window
        self._writing = threading.Lock()

    async def get(self, name: SecretName) -> Secret | None:
        """Return the secret; None if there is none, or if it is not a key."""
        service, user = self._names(name)
        text = await self._call(lambda keyring: Token(keyring.get_password(service, user) or ""))
        return restored(name, text)

    async def put(self, name: SecretName, secret: Secret) -> None:
        """Keep the secret, read it back and compare.

        If another secret comes back, an entry of another program or of an older version has the same name. All entries
        of this name are deleted then, and the secret is kept again. Reading back is not a formality: the backend
        ``null`` of ``keyring`` 25.7 takes everything and keeps nothing (measured on Debian 12).

        Raises:
            ProblemError: K04 if it does not come back, K10 if it is too long for Windows, or what stopped the call.
        """
        service, user = self._names(name)

        def write(keyring: "KeyringBackend") -> None:
            if _name(keyring) == _WINDOWS and len(secret.reveal()) > LONGEST_OF_WINDOWS:
                raise failed(problems.TOO_LONG_FOR_WINDOWS)
            keyring.set_password(service, user, secret.reveal())

        def write_alone(keyring: "KeyringBackend") -> None:
            write(keyring)
            if keyring.get_password(service, user) != secret.reveal():
                _delete_all(keyring, service, user)
                write(keyring)
                if keyring.get_password(service, user) != secret.reveal():
                    raise failed(problems.NOT_KEPT)
            if _name(keyring) == _WINDOWS:
                _delete_former(keyring, service, user)

        await self._call(write_alone, writes=True)

    async def delete(self, name: SecretName) -> None:
        """Delete the secret, in every entry of this name. A missing one is not a failure.

        Raises:
            ProblemError: K14 if the keyring still gives a secret of this name.
        """
        service, user = self._names(name)
        await self._call(lambda keyring: _delete_all(keyring, service, user), writes=True)

    def _names(self, name: SecretName) -> tuple[str, str]:
        return f"ava-onboard:{self._profile}:{stored_name(name, self._ava_url)}", self._profile

    async def _call(
        self,
        action: "Callable[[KeyringBackend], Secret | None]",
        *,
        writes: bool = False,
    ) -> Secret | None:
        """Run ``action`` on the backend; a write waits for its turn.

        Raises:
            ProblemError: K01–K07, K10, K14.
        """
        turn = self._writing if writes else contextlib.nullcontext()
        chosen: list[str] = []
        given_up = threading.Event()

        def work() -> Secret | Failure | None:
            with turn:
                return Failure(problems.KEYRING_SILENT) if given_up.is_set() else _attempt(action, chosen.append)

        call = asyncio.ensure_future(deadline.run(work, self._seconds + UNLOCKING))
        try:
            await self._answered(call, chosen)
            outcome = call.result() if call.done() else Failure(problems.KEYRING_SILENT)
        except TimeoutError:
            outcome = Failure(problems.KEYRING_SILENT)
        finally:
            given_up.set()
            call.cancel()
        if isinstance(outcome, Failure):
            raise ProblemError(outcome)
        return outcome

    async def _answered(self, call: "asyncio.Future[Secret | Failure | None]", chosen: list[str]) -> None:
        """Wait for the answer, longer if a password is needed; ``chosen`` holds the backend's name once it is known."""
        half, loop = self._seconds / 2, asyncio.get_running_loop()
        end = loop.time() + self._seconds
        await asyncio.wait({call}, timeout=half)
        if not call.done() and chosen and await self._waits_for_a_person(chosen[0], half) and not call.done():
            self._look_for_window()
            end = loop.time() + UNLOCKING
        await asyncio.wait({call}, timeout=max(end - loop.time(), 0))

    async def _waits_for_a_person(self, backend: str, seconds: float) -> bool:
        try:
            return await deadline.run(partial(self._asks_a_person, backend), seconds)
        except TimeoutError:  # the service does not answer
            return False


def _attempt(
    action: "Callable[[KeyringBackend], Secret | None]", note_chosen: Callable[[str], None]
) -> Secret | Failure | None:
    """Choose a backend and run ``action`` on it, in the thread; return failures as values."""
    try:
        import keyring

        chosen = _allowed(keyring.get_keyring())
    except Exception:  # noqa: BLE001 - a setting can name any module, which can raise anything
        return Failure(problems.KEYRING_MISCONFIGURED)
    if isinstance(chosen, Problem):
        return Failure(chosen)
    note_chosen(_name(chosen))
    try:
        if _name(chosen) == _WINDOWS:
            chosen.persist = _NOT_ROAMING  # type: ignore[attr-defined]  # a setting of this backend alone
        return action(chosen)
    except ProblemError as error:
        return error.failure
    except Exception as error:  # noqa: BLE001 - backends raise errors of any library
        return Failure(_problem_of(error))


def _delete_all(keyring: "KeyringBackend", service: str, user: str) -> None:
    """Delete every entry of this name: another program or an older version may have made one more.

    Raises:
        ProblemError: K14 if one is left after entries were deleted.
        PasswordDeleteError: nothing could be deleted.
    """
    from keyring.errors import PasswordDeleteError

    for deleted in range(_MOST_ENTRIES):
        try:
            keyring.delete_password(service, user)
        except PasswordDeleteError:  # none is left, or it is not deleted
            if deleted == 0 and keyring.get_password(service, user) is not None:
                raise
            break
    if keyring.get_password(service, user) is not None:
        raise failed(problems.NOT_DELETED, entry=service)


def _delete_former(keyring: "KeyringBackend", service: str, user: str) -> None:
    """Delete the secret that was replaced: for Windows, ``keyring`` moves it to another name and leaves it there.

    Raises:
        ProblemError: K14 if it is still there.
    """
    from keyring.errors import PasswordDeleteError

    moved_to = f"{user}@{service}"
    with contextlib.suppress(PasswordDeleteError):  # none was replaced
        keyring.delete_password(moved_to, user)
    if keyring.get_password(moved_to, user) is not None:
        raise failed(problems.NOT_DELETED, entry=moved_to)


def _allowed(chosen: "KeyringBackend") -> "KeyringBackend | Problem":
    """Return the backend if it encrypts; of a chain, the first that does. No other gets the secret."""
    name = _name(chosen)
    if name == _CHAIN:
        members: list[KeyringBackend] = chosen.backends  # type: ignore[attr-defined]  # the chainer alone has them
        return next((member for member in members if _name(member) in _SAFE), problems.KEYRING_UNSAFE)
    if name in _SAFE:
        return chosen
    return problems.NO_KEYRING if name in _NONE else problems.KEYRING_UNSAFE


def _name(backend: "KeyringBackend") -> str:
    return f"{type(backend).__module__}.{type(backend).__qualname__}"


def _problem_of(error: Exception) -> Problem:
    name = type(error).__name__
    if name in _LOCKED or (error.__cause__ and error.__cause__.args[:1] == (_NO_INTERACTION,)):
        return problems.KEYRING_LOCKED
    return problems.NO_KEYRING if name in _ABSENT else problems.KEYRING_FAILED
