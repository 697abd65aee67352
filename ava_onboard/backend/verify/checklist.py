"""Run the guide's validation checklist against a backend, with a real account and key.

Example: `Verification(ava_url=..., vapi_urls=(...), credentials=...).run()`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import httpx
from pydantic import Secret

from ava_onboard import USER_AGENT
from ava_onboard.backend.verify.assistant import VerificationAssistant
from ava_onboard.backend.verify.check import (
    Check,
    FailedError,
    Outcome,
    UnknownError,
    expect,
    read,
    run_check,
)
from ava_onboard.contract.errors import ErrorAnswer
from ava_onboard.contract.session import PATH as AUTH_PATH
from ava_onboard.contract.session import Login, Session
from ava_onboard.contract.vapi_settings import PATH as KEY_PATH
from ava_onboard.contract.vapi_settings import KeyStatus, NewKey
from ava_onboard.domain.api_key import ApiKey

TIMEOUT = 60.0
"""Seconds for an answer: a backend on free hosting takes up to a minute to wake up."""
CLEAN_UP_TIMEOUT = 10.0
"""The same during clean-up, which delays the exit after Ctrl+C."""

TITLES = {
    "alive": "The backend answers",
    "migrated": "The database is migrated",
    "reachable": "The settings endpoint is there and asks for a sign-in",
    "signed_in": "Signing in works",
    "saved": "A key can be saved",
    "shown": "The saved key is shown by its first characters",
    "assistant_created": "An assistant is created with the user's key",
    "assistant_removed": "The assistant is removed again at Vapi",
    "deleted": "The key can be deleted",
    "documented": "The documentation is served",
}
"""The rows, in their order."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """The account and the key. Never shown."""

    identifier: str
    password: str
    key: ApiKey

    def __repr__(self) -> str:
        return "Credentials(...)"


class Verification:
    """One run of the list. Whatever happens, it removes what it created.

    Afterwards `left` says what could not be removed, one sentence each.

    An existing key of the account is left alone: the check fails before anything is saved, unless it is the same key,
    which is saved again at the end.
    """

    def __init__(self, *, ava_url: str, vapi_urls: Sequence[str], credentials: Credentials) -> None:
        """Prepare a run; sends nothing.

        Args:
            ava_url: Base URL of the backend.
            vapi_urls: Base URLs of Vapi's regions; the key belongs to one of them.
            credentials: An account of the backend and a Vapi key.
        """
        headers = {"User-Agent": USER_AGENT}
        self._ava = httpx.Client(base_url=ava_url, headers=headers, timeout=TIMEOUT)
        self._vapi = httpx.Client(headers=headers, timeout=TIMEOUT)
        self._credentials = credentials
        self._key_was_there = False
        self._saved = False
        self._assistant = VerificationAssistant(self._vapi, vapi_urls, credentials.key)
        self.left: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._clean_up()
        finally:
            self._ava.close()
            self._vapi.close()

    def run(self) -> Iterator[Check]:
        """Run the checks in order, and yield each result at once."""
        for name, check in (("alive", self._alive), ("migrated", self._migrated), ("reachable", self._reachable)):
            yield run_check(name, TITLES[name], check)
        dependent = (
            ("signed_in", self._sign_in),
            ("saved", self._save),
            ("shown", self._show),
            ("assistant_created", self._create_assistant),
            ("assistant_removed", self._assistant.remove),
        )
        passed = True
        for name, check in dependent:
            if not passed:
                yield Check(name, TITLES[name], Outcome.SKIPPED)
                continue
            done = run_check(name, TITLES[name], check)
            yield done
            passed = done.outcome is Outcome.PASSED
        skipped = Check("deleted", TITLES["deleted"], Outcome.SKIPPED)
        yield run_check("deleted", TITLES["deleted"], self._delete) if self._saved else skipped
        yield run_check("documented", TITLES["documented"], self._documented)

    def _alive(self) -> None:
        expect(self._ava.get("/healthz"), 200)

    def _migrated(self) -> None:
        answer = self._ava.get("/readyz")
        if answer.status_code == 404:
            raise UnknownError("this backend has no /readyz")
        expect(answer, 200)

    def _reachable(self) -> None:
        read(ErrorAnswer, expect(self._ava.get(KEY_PATH), 401, 403))

    def _sign_in(self) -> None:
        login = Login(identifier=self._credentials.identifier, password=Secret(self._credentials.password))
        answer = self._ava.post(f"{AUTH_PATH}/login", json=login.model_dump(mode="json"))
        token = read(Session, expect(answer, 200)).access_token.get_secret_value()
        if not token.isascii() or not token.isprintable():
            raise FailedError("the answer holds no usable token")
        self._ava.headers["Authorization"] = f"Bearer {token}"

    def _save(self) -> None:
        before = self._status()
        if before.has_vapi_key:
            if not self._credentials.key.matches(before.vapi_api_key_preview):
                raise FailedError("the account has another key already, which was left alone; use another account")
            self._key_was_there = True
        self._saved = True  # even if the answer is lost
        self._post_key()

    def _show(self) -> None:
        status = self._status()
        if not status.has_vapi_key:
            raise FailedError("no key is shown")
        if not self._credentials.key.matches(status.vapi_api_key_preview):
            raise FailedError("another key is shown")

    def _create_assistant(self) -> None:
        self._assistant.create(self._ava)

    def _delete(self) -> None:
        expect(self._ava.delete(KEY_PATH), 200, 204)
        if self._status().has_vapi_key:
            raise FailedError("the key is still shown")
        self._saved = False

    def _documented(self) -> None:
        described = self._ava.get("/openapi.json")
        # A deployed Ava has its documentation further down.
        prefix = "/api/v1" if described.status_code == 404 else ""
        if prefix:
            described = self._ava.get(f"{prefix}/openapi.json")
        if described.status_code == 404:
            raise UnknownError("this backend has none, or AVA_BACKEND_DOCS=false")
        paths = read(dict[str, object], expect(described, 200)).get("paths")
        if not isinstance(paths, dict) or KEY_PATH not in paths:
            raise FailedError(f"{prefix}/openapi.json does not describe {KEY_PATH}")
        page = expect(self._ava.get(f"{prefix}/docs"), 200)
        if not page.headers.get("content-type", "").startswith("text/html"):
            raise FailedError(f"{prefix}/docs is not a page")

    def _post_key(self) -> None:
        new = NewKey(vapi_api_key=Secret(self._credentials.key.reveal()))
        expect(self._ava.post(KEY_PATH, json=new.model_dump(mode="json")), 200, 201)

    def _status(self) -> KeyStatus:
        return read(KeyStatus, expect(self._ava.get(KEY_PATH), 200))

    def _clean_up(self) -> None:
        """Leave the account and Vapi as they were, the key first."""
        self._ava.timeout = self._vapi.timeout = CLEAN_UP_TIMEOUT
        undoing = (
            (self._saved and not self._key_was_there, self._delete, "The key may still be saved at the backend"),
            (self._key_was_there and not self._saved, self._post_key, "The key that was there may be gone"),
            (
                self._assistant.may_exist,
                self._assistant.remove_whatever_is_left,
                f"Vapi may have, now or soon, an assistant named {self._assistant.name}",
            ),
        )
        due = [(undo, remains) for needed, undo, remains in undoing if needed]
        for number, (undo, remains) in enumerate(due):
            try:
                undone = run_check("", "", undo)
            except KeyboardInterrupt:
                self.left += [f"{remains} (interrupted)" for _, remains in due[number:]]
                raise
            if undone.outcome is Outcome.FAILED:
                self.left.append(f"{remains} ({undone.detail})")
