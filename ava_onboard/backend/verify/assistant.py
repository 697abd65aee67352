"""The assistant that a verification creates and removes again."""

import secrets
import time
from collections.abc import Sequence

import httpx

from ava_onboard.backend.verify.check import FailedError, expect
from ava_onboard.contract.assistants import PATH, Assistant, CreatedAssistant, NewAssistant
from ava_onboard.contract.parse import parse
from ava_onboard.domain.api_key import ApiKey

ASSISTANT_NAME = "Ava verification"
SEARCHES = (0.0, 0.5, 1.0, 1.5)
"""Seconds before each search for an assistant whose request got no answer."""
_LISTED = 1_000
"""The most that Vapi lists at once, newest first."""


class VerificationAssistant:
    """An assistant that the backend creates, with a unique name, and that is removed directly at Vapi."""

    def __init__(self, vapi: httpx.Client, urls: Sequence[str], key: ApiKey) -> None:
        """Prepare; sends nothing.

        Args:
            vapi: Sends the requests.
            urls: Base URLs of Vapi's regions; the key belongs to one of them.
            key: The user's.
        """
        self.name = f"{ASSISTANT_NAME} {secrets.token_hex(4)}"
        self._vapi = vapi
        self._urls = urls
        self._key = key
        self._id: str | None = None
        self._searches: tuple[float, ...] = ()
        """Pauses before each search by name: none, one, or several."""

    @property
    def may_exist(self) -> bool:
        """Whether there may be something to remove."""
        return self._id is not None or bool(self._searches)

    def create(self, ava: httpx.Client) -> None:
        """Have the backend create it, with the four fields that a deployed one requires (measured in November 2026).

        Raises:
            FailedError: It did not, or does not name the assistant.
        """
        self._searches = SEARCHES
        new = NewAssistant(name=self.name, voice_provider="11labs", voice_id="sarah", first_message="Bonjour, ici Ava.")
        response = ava.post(PATH, json=new.model_dump())
        self._searches = SEARCHES[:1]
        created = parse(CreatedAssistant, expect(response, 200, 201).content)
        if created is None or not _is_id(created.assistant.id):
            raise FailedError("the answer has no assistant id")
        self._id, self._searches = created.assistant.id, ()

    def remove(self) -> None:
        """Delete the assistant that the backend named.

        Raises:
            FailedError: Vapi did not.
        """
        expect(self._ask("DELETE", f"/assistant/{self._id}"), 200)
        self._id = None

    def remove_whatever_is_left(self) -> None:
        """Delete it even if its id is unknown, or it may be deleted already.

        Raises:
            FailedError: Vapi did not, or does not list it yet.
        """
        if self._id is not None:
            expect(self._ask("DELETE", f"/assistant/{self._id}"), 200, 404)
        for pause in self._searches:
            time.sleep(pause)
            if found := self._found_by_name():
                for identity in found:
                    expect(self._ask("DELETE", f"/assistant/{identity}"), 200, 404)
                return
        if len(self._searches) > 1:
            raise FailedError("the assistant is not listed yet")

    def _found_by_name(self) -> list[str]:
        listed = parse(list[Assistant], expect(self._ask("GET", f"/assistant?limit={_LISTED}"), 200).content)
        if listed is None:
            raise FailedError("Vapi's list cannot be read")
        return [found.id for found in listed if found.name == self.name and _is_id(found.id)]

    def _ask(self, method: str, path: str) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self._key.reveal()}"}
        for url in self._urls:
            answer = self._vapi.request(method, f"{url}{path}", headers=headers)
            if answer.status_code != 401:  # 401: a key of the other region
                break
        return answer


def _is_id(text: str) -> bool:
    return text.isascii() and text.replace("-", "").isalnum()
