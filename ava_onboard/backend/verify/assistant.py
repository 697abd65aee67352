"""The assistant that a verification makes, and that nobody finds at Vapi afterwards."""

import secrets
import time
from collections.abc import Sequence

import httpx

from ava_onboard.backend.verify.check import FailedError, expect
from ava_onboard.contract.assistants import PATH, Assistant, CreatedAssistant, NewAssistant
from ava_onboard.contract.parse import parse
from ava_onboard.domain.api_key import ApiKey

ASSISTANT_NAME = "Ava verification"
LOOKS = (0.0, 0.5, 1.0, 1.5)
"""Seconds before each look for an assistant that may be under way: its request was given up."""
_LISTED = 1_000
"""As many as Vapi lists at once, the newest first."""


class VerificationAssistant:
    """It is made by the backend, under a name of this run alone, and removed at Vapi itself with the same key."""

    def __init__(self, vapi: httpx.Client, urls: Sequence[str], key: ApiKey) -> None:
        """Prepare; nothing is sent yet.

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
        self._looks: tuple[float, ...] = ()
        """How to look for it by its name: not at all, once, or several times."""

    @property
    def may_exist(self) -> bool:
        """Whether there may be something to remove."""
        return self._id is not None or bool(self._looks)

    def create(self, ava: httpx.Client) -> None:
        """Let the backend make it."""
        self._looks = LOOKS
        response = ava.post(PATH, json=NewAssistant(name=self.name).model_dump(exclude_unset=True))
        self._looks = LOOKS[:1]
        created = parse(CreatedAssistant, expect(response, 200, 201).content)
        if created is None or not _is_id(created.assistant.id):
            raise FailedError("the answer holds no id of an assistant")
        self._id, self._looks = created.assistant.id, ()

    def remove(self) -> None:
        """Delete what the backend said it has made."""
        expect(self._ask("DELETE", f"/assistant/{self._id}"), 200)
        self._id = None

    def remove_whatever_is_left(self) -> None:
        """Delete it also if nobody has said its id, or that it was deleted already."""
        if self._id is not None:
            expect(self._ask("DELETE", f"/assistant/{self._id}"), 200, 404)
        for pause in self._looks:
            time.sleep(pause)
            if found := self._found_by_name():
                for identity in found:
                    expect(self._ask("DELETE", f"/assistant/{identity}"), 200, 404)
                return
        if len(self._looks) > 1:
            raise FailedError("it is not there yet")

    def _found_by_name(self) -> list[str]:
        listed = parse(list[Assistant], expect(self._ask("GET", f"/assistant?limit={_LISTED}"), 200).content)
        if listed is None:
            raise FailedError("Vapi's list cannot be read")
        return [found.id for found in listed if found.name == self.name and _is_id(found.id)]

    def _ask(self, method: str, path: str) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self._key.reveal()}"}
        for url in self._urls:
            answer = self._vapi.request(method, f"{url}{path}", headers=headers)
            if answer.status_code != 401:  # that is a key of the other region
                break
        return answer


def _is_id(text: str) -> bool:
    return text.isascii() and text.replace("-", "").isalnum()
