"""The guide's validation check list, carried out against a running backend with the account and key of a person.

Example: `Verification(ava_url=..., vapi_urls=(...), credentials=...).run()`.
"""

import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

import httpx

from ava_onboard import __version__
from ava_onboard.domain.api_key import ApiKey

KEY_PATH = "/api/v1/vapi-settings"
ASSISTANT_NAME = "Ava verification"
_LISTED = 1_000
"""As many as Vapi lists at once, the newest first."""
LOOKS = (0.0, 0.5, 1.0, 1.5)
"""Seconds before each look for an assistant that may be under way: its request was given up."""
TIMEOUT = 60.0
"""Seconds for an answer: a backend that sleeps on free hosting takes up to a minute to wake."""
CLEAN_UP_TIMEOUT = 10.0
"""The same once it is about what to take away: whoever ends this waits for it."""


class Outcome(StrEnum):
    """What became of a check."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"
    """The backend does not tell."""
    SKIPPED = "skipped"
    """A check that it builds on has failed."""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the list. The detail never holds a key, a password or a token."""

    name: str
    title: str
    outcome: Outcome
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who signs in, and the key that is saved. Never shown."""

    identifier: str
    password: str
    key: ApiKey

    def __repr__(self) -> str:
        return "Credentials(...)"


class _FailedError(Exception):
    """A check failed; the message says how."""


class _UnknownError(Exception):
    """A check cannot be made; the message says why."""


class Verification:
    """The list, to be gone through once. What it creates it takes away again, whatever happens in between.

    What could not be taken away is in `left` afterwards, a sentence each.

    A key that the account has already is left alone: the check fails before anything is saved, unless it is the
    same key, which is saved again at the end.
    """

    def __init__(self, *, ava_url: str, vapi_urls: Sequence[str], credentials: Credentials) -> None:
        """Prepare; nothing is sent yet.

        Args:
            ava_url: Base URL of the backend.
            vapi_urls: Base URLs of Vapi's regions; the key belongs to one of them.
            credentials: An account of the backend and a Vapi key.
        """
        headers = {"User-Agent": f"ava-onboard/{__version__}"}
        self._ava = httpx.Client(base_url=ava_url, headers=headers, timeout=TIMEOUT)
        self._vapi = httpx.Client(headers=headers, timeout=TIMEOUT)
        self._vapi_urls = vapi_urls
        self._credentials = credentials
        self._key_was_there = False
        self._saved = False
        self._assistant: str | None = None
        self._assistant_name = f"{ASSISTANT_NAME} {secrets.token_hex(4)}"
        self._looks: tuple[float, ...] = ()
        """How to look for an assistant that may be there under its name: not at all, once, or several times."""
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
        """Make the checks one after the other; each one is given out as soon as it is made."""
        yield _checked("alive", "The backend answers", self._alive)
        yield _checked("migrated", "The database is migrated", self._migrated)
        yield _checked("reachable", "The settings endpoint is there and asks for a sign-in", self._reachable)
        building_on_each_other = (
            ("signed_in", "Signing in works", self._sign_in),
            ("saved", "A key can be saved", self._save),
            ("shown", "The saved key is shown by its first characters", self._show),
            ("assistant_created", "An assistant is created with the user's key", self._create_assistant),
            ("assistant_removed", "The assistant is removed again at Vapi", self._remove_assistant),
        )
        going_on = True
        for name, title, check in building_on_each_other:
            if not going_on:
                yield Check(name, title, Outcome.SKIPPED)
                continue
            made = _checked(name, title, check)
            yield made
            going_on = made.outcome is Outcome.PASSED
        title = "The key can be deleted"
        yield _checked("deleted", title, self._delete) if self._saved else Check("deleted", title, Outcome.SKIPPED)
        yield _checked("documented", "The documentation is served", self._documented)

    def _alive(self) -> None:
        _expect(self._ava.get("/healthz"), 200)

    def _migrated(self) -> None:
        answer = self._ava.get("/readyz")
        if answer.status_code == 404:
            raise _UnknownError("this backend has no /readyz")
        _expect(answer, 200)

    def _reachable(self) -> None:
        _json(_expect(self._ava.get(KEY_PATH), 401, 403))

    def _sign_in(self) -> None:
        body = {"identifier": self._credentials.identifier, "password": self._credentials.password}
        token = _json(_expect(self._ava.post("/api/v1/auth/login", json=body), 200)).get("access_token")
        if not isinstance(token, str) or not token.isascii() or not token.isprintable():
            raise _FailedError("the answer holds no usable token")
        self._ava.headers["Authorization"] = f"Bearer {token}"

    def _save(self) -> None:
        before = self._status()
        if before.get("has_vapi_key"):
            if not self._credentials.key.matches(_text(before.get("vapi_api_key_preview"))):
                raise _FailedError("the account has another key already, which is left alone; use another account")
            self._key_was_there = True
        self._saved = True  # also if the answer gets lost
        self._post_key()

    def _show(self) -> None:
        status = self._status()
        if status.get("has_vapi_key") is not True:
            raise _FailedError("no key is shown")
        if not self._credentials.key.matches(_text(status.get("vapi_api_key_preview"))):
            raise _FailedError("another key is shown")

    def _create_assistant(self) -> None:
        self._looks = LOOKS
        response = self._ava.post("/api/v1/assistants", json={"name": self._assistant_name})
        self._looks = LOOKS[:1]
        assistant = _json(_expect(response, 200, 201)).get("assistant")
        identity = _text(assistant.get("id")) if isinstance(assistant, dict) else None
        if identity is None or not _is_id(identity):
            raise _FailedError("the answer holds no id of an assistant")
        self._assistant, self._looks = identity, ()

    def _remove_assistant(self) -> None:
        _expect(self._at_vapi("DELETE", f"/assistant/{self._assistant}"), 200)
        self._assistant = None

    def _remove_what_is_left_of_it(self) -> None:
        if self._assistant is not None:
            _expect(self._at_vapi("DELETE", f"/assistant/{self._assistant}"), 200, 404)
        for pause in self._looks:
            time.sleep(pause)
            if found := self._found_by_name():
                for identity in found:
                    _expect(self._at_vapi("DELETE", f"/assistant/{identity}"), 200, 404)
                return
        if len(self._looks) > 1:
            raise _FailedError("it is not there yet")

    def _found_by_name(self) -> list[str]:
        listed = _parsed(_expect(self._at_vapi("GET", f"/assistant?limit={_LISTED}"), 200))
        if not isinstance(listed, list):
            raise _FailedError("Vapi's list cannot be understood")
        assistants = [entry for entry in listed if isinstance(entry, dict)]
        ids = [_text(entry.get("id")) for entry in assistants if entry.get("name") == self._assistant_name]
        return [identity for identity in ids if identity is not None and _is_id(identity)]

    def _at_vapi(self, method: str, path: str) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self._credentials.key.reveal()}"}
        for url in self._vapi_urls:
            answer = self._vapi.request(method, f"{url}{path}", headers=headers)
            if answer.status_code != 401:  # that is a key of the other region
                break
        return answer

    def _delete(self) -> None:
        _expect(self._ava.delete(KEY_PATH), 200, 204)
        if self._status().get("has_vapi_key") is not False:
            raise _FailedError("the key is still shown")
        self._saved = False

    def _documented(self) -> None:
        paths = _json(_expect(self._ava.get("/openapi.json"), 200)).get("paths")
        if not isinstance(paths, dict) or KEY_PATH not in paths:
            raise _FailedError(f"/openapi.json does not describe {KEY_PATH}")
        page = _expect(self._ava.get("/docs"), 200)
        if not page.headers.get("content-type", "").startswith("text/html"):
            raise _FailedError("/docs is no page")

    def _post_key(self) -> None:
        _expect(self._ava.post(KEY_PATH, json={"vapi_api_key": self._credentials.key.reveal()}), 200, 201)

    def _status(self) -> dict[str, Any]:
        return _json(_expect(self._ava.get(KEY_PATH), 200))

    def _clean_up(self) -> None:
        """Leave the account and Vapi as they were, the key first."""
        self._ava.timeout = self._vapi.timeout = CLEAN_UP_TIMEOUT
        for needed, undo, remains in (
            (self._saved and not self._key_was_there, self._delete, "The key may still be saved at the backend"),
            (self._key_was_there and not self._saved, self._post_key, "The key that was there may be gone"),
            (
                self._assistant is not None or self._looks,
                self._remove_what_is_left_of_it,
                f"Vapi may have, now or soon, an assistant named {self._assistant_name}",
            ),
        ):
            if needed and (undone := _checked("", "", undo)).outcome is Outcome.FAILED:
                self.left.append(f"{remains} ({undone.detail})")


def _checked(name: str, title: str, check: Callable[[], None]) -> Check:
    try:
        with _told():
            check()
    except _FailedError as failure:
        return Check(name, title, Outcome.FAILED, str(failure))
    except _UnknownError as reason:
        return Check(name, title, Outcome.UNKNOWN, str(reason))
    return Check(name, title, Outcome.PASSED)


@contextmanager
def _told() -> Iterator[None]:
    """Failures of the network by their kind alone: their text may hold what was sent."""
    try:
        yield
    except httpx.TimeoutException:
        raise _FailedError("no answer in time") from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise _FailedError(f"it cannot be reached ({type(error).__name__})") from None


def _expect(answer: httpx.Response, *statuses: int) -> httpx.Response:
    if answer.status_code not in statuses:
        request = answer.headers.get("x-request-id", "")
        named = f", request {request}" if request.replace("-", "").isalnum() and len(request) <= 64 else ""
        raise _FailedError(f"status {answer.status_code}{named}")
    return answer


def _json(answer: httpx.Response) -> dict[str, Any]:
    body = _parsed(answer)
    if not isinstance(body, dict):
        raise _FailedError("the answer is not a JSON object: is this an Ava backend?")
    return body


def _parsed(answer: httpx.Response) -> object:
    try:
        return answer.json()
    except (ValueError, RecursionError):
        return None


def _is_id(text: str) -> bool:
    return text.isascii() and text.replace("-", "").isalnum()


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
