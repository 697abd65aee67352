"""A complete answer, and what its headers say."""

import json
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from ava_onboard.adapters.http.unpacking import foreign, unpacked

LARGEST_BODY = 1024 * 1024
"""The most bytes of an answer that are read, packed and unpacked."""
LONGEST_WAIT = 24 * 60 * 60.0
"""Seconds: more than a service can mean by ``Retry-After``. A longer one is taken for this."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer with any status. Its body may hold a secret, so ``repr`` leaves it out."""

    status: int
    html: bool
    request_id: str | None
    retry_after: float | None
    body: bytes = field(repr=False)
    compressed: str | None = None
    """The encoding that keeps the body from being read; None if it can be read, or is empty."""

    @property
    def lacks_call(self) -> bool:
        """Whether the server has no such call."""
        return self.status in {404, 405, 501}

    def json(self) -> object:
        """Return the parsed body; None if it is not JSON, or ``null``."""
        try:
            value: object = json.loads(self.body)
        except (ValueError, RecursionError):
            return None
        return value


async def read_body(response: httpx.Response) -> bytes:
    """Read the body and unpack it, ``LARGEST_BODY`` bytes at most."""
    content = bytearray()
    async for chunk in response.aiter_raw():
        content += chunk
        if len(content) >= LARGEST_BODY:
            break
    encodings = response.headers.get("content-encoding", "")
    return unpacked(bytes(content[:LARGEST_BODY]), encodings, LARGEST_BODY)


def answer_of(response: httpx.Response, content: bytes, sent_id: str | None = None) -> Answer:
    """Return the answer that a response and its body make; ``sent_id`` names the request if the answer does not."""
    headers = response.headers
    answer = Answer(
        status=response.status_code,
        html="html" in headers.get("content-type", "") or content.lstrip()[:1] == b"<",
        request_id=_request_id(headers) or sent_id,
        retry_after=_retry_after(headers),
        body=content,
    )
    encoding = foreign(headers.get("content-encoding", "")) if content else None
    return replace(answer, compressed=encoding) if encoding and answer.json() is None else answer


def _request_id(headers: httpx.Headers) -> str | None:
    for name in ("x-request-id", "x-correlation-id"):
        value = str(headers.get(name, ""))
        if re.fullmatch(r"[\w.:-]{1,64}", value, re.ASCII):
            return value
    return None


def _retry_after(headers: httpx.Headers) -> float | None:
    """Return the seconds of a ``Retry-After`` in either form, ``LONGEST_WAIT`` at most; None if it is neither.

    A date is compared with the server's own ``Date``.
    """
    text = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d+", text, re.ASCII):
        return min(float(text), LONGEST_WAIT)
    then, now = _date(text), _date(headers.get("date", "")) or datetime.now(UTC)
    return min(max((then - now).total_seconds(), 0.0), LONGEST_WAIT) if then else None


def _date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, OverflowError):  # OverflowError: a year of twenty digits
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
