"""The audit log: who did what with an account, from where, and in which request. JSON lines without secrets."""

import json
import logging
import os
from datetime import UTC, datetime
from enum import StrEnum
from getpass import getuser
from pathlib import Path
from typing import TypedDict
from uuid import UUID

from ava_onboard.backend.appended_file import AppendedFile
from ava_onboard.backend.logs import fields
from ava_onboard.backend.variables import SettingsError, check_mode

VARIABLE = "AVA_BACKEND_AUDIT_LOG"
_log = logging.getLogger(__name__)


class Event(StrEnum):
    """What was done. The first ones are requests, those from `USER_CREATED` on are commands of an operator."""

    KEY_SAVED = "key_saved"
    KEY_DELETED = "key_deleted"
    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGN_IN_LIMITED = "sign_in_limited"
    SIGNED_OUT = "signed_out"
    REFRESH_TOKEN_REUSED = "refresh_token_reused"  # noqa: S105 - an event
    UNSUBSCRIBED = "unsubscribed"
    LIVE_OPENED = "live_opened"
    LIVE_CLAIMED = "live_claimed"
    LIVE_CODE_REFUSED = "live_code_refused"
    LIVE_CODE_LIMITED = "live_code_limited"
    LIVE_CONFIRMED = "live_confirmed"
    LIVE_ENDED = "live_ended"
    USER_CREATED = "user_created"
    USER_DISABLED = "user_disabled"
    USER_ENABLED = "user_enabled"
    USER_SIGNED_OUT = "user_signed_out"
    USER_DELETED = "user_deleted"
    PASSWORD_SET = "password_set"  # noqa: S105 - an event
    AGENT_ALLOWED = "agent_allowed"
    AGENT_FORBIDDEN = "agent_forbidden"
    KEY_FORGOTTEN = "key_forgotten"


class Origin(TypedDict):
    """Where a request comes from."""

    address: str | None
    """The client's, as a trusted proxy reports it."""
    request_id: str


class Audit:
    """Writes the events to a file, or to the logger of this module."""

    def __init__(self, file: Path | None) -> None:
        """Open the file.

        Args:
            file: Where the lines go; None for the logger.

        Raises:
            SettingsError: The file cannot be written, or others may write to it.
        """
        self._file = None if file is None else _opened(file)

    def record(
        self,
        event: Event,
        *,
        user: UUID | None = None,
        agent: UUID | None = None,
        account: str | None = None,
        reason: str | None = None,
        address: str | None = None,
        request_id: str | None = None,
        operator: str | None = None,
    ) -> None:
        """Write an event. A file that cannot be written fails nothing: see `AppendedFile.append`.

        Args:
            event: What was done.
            user: The id of the account that it concerns, if there is one.
            agent: The id of the agent who follows that account, or wants to.
            account: Instead of the id, the digest of what was typed as the account: it may be a mistyped password.
            reason: Why a sign-in failed.
            address: The client's, as the limits of sign-ins use it.
            request_id: That of the request, as in the line of the request and in its answer.
            operator: Who ran a command.
        """
        given = {
            "user_id": user and str(user),
            "agent_id": agent and str(agent),
            "account": account,
            "reason": reason,
            "address": address,
            "request_id": request_id,
            "operator": operator,
        }
        known: dict[str, str] = {name: value for name, value in given.items() if value}
        if self._file is None:
            _log.info("audit", extra=fields(event=event, **known))
        else:
            now = datetime.now(UTC).isoformat(timespec="milliseconds")
            self._file.append(json.dumps({"time": now, "event": event} | known))

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()


class OperatorAudit:
    """The events of one command, under the name of who runs it.

    Without a file nothing is recorded: standard output is the command's own.
    """

    def __init__(self, file: Path | None) -> None:
        """Open the file. See `Audit`.

        Raises:
            SettingsError: The file cannot be written, or others may write to it.
        """
        self._audit = None if file is None else Audit(file)
        self._operator = _who_runs_this()

    def record(self, event: Event, user: UUID) -> None:
        """Write an event."""
        if self._audit is not None:
            self._audit.record(event, user=user, operator=self._operator)


def _who_runs_this() -> str:
    """Return the account at the operating system, and the one that used sudo."""
    try:
        if os.name == "posix":
            import pwd

            name = pwd.getpwuid(os.getuid()).pw_name
        else:
            name = getuser()
    except (KeyError, OSError):  # a container may run under a number without a name
        name = str(os.getuid()) if os.name == "posix" else "unknown"
    before = os.environ.get("SUDO_USER")
    return f"{before} as {name}" if before else name


def _opened(path: Path) -> AppendedFile:
    try:
        file = AppendedFile(path)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise SettingsError(f"{VARIABLE}: {path} cannot be written: {why}") from None
    try:
        check_mode(VARIABLE, path, file.found())
    except SettingsError:
        file.close()
        raise
    return file
