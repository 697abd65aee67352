"""A browser without scripts, as far as HTTP goes: cookies, forms with their tokens, redirects."""

import re
from html import unescape
from html.parser import HTMLParser

import httpx
from fastapi import FastAPI

from ava_onboard.domain.situation import symbols
from ava_onboard.domain.situation.coding import decode
from ava_onboard.domain.situation.of_commands import Situation
from tests.backend.conftest import PASSWORD

SETTINGS = "/settings"
AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chromium"


class _Forms(HTMLParser):
    """Collects the hidden fields of each form, by the path of its action."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, str]] = {}
        self._current: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._current = self.forms.setdefault(values["action"], {})
        if tag == "input" and values.get("type") == "hidden":
            self._current[values["name"]] = values["value"]


class Visitor:
    """Visits a backend over https."""

    def __init__(self, app: FastAPI, base_url: str = "https://ava.test", language: str = "en") -> None:
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app),
            base_url=base_url,
            headers={"Accept-Language": language, "User-Agent": AGENT, "Sec-Fetch-Site": "same-origin"},
        )
        self.answers: list[httpx.Response] = []

    async def get(self, path: str = SETTINGS, **headers: str) -> httpx.Response:
        """Open a page, and follow where it leads."""
        return await self._followed(await self.client.get(path, headers=headers))

    async def post(self, path: str, token_of: str = "", **fields: str) -> httpx.Response:
        """Send a form of the page that was opened last, and follow where it leads."""
        return await self._followed(await self.send(path, token_of, **fields))

    async def send(self, path: str, token_of: str = "", **fields: str) -> httpx.Response:
        """Send a form, and return the answer to it."""
        hidden = forms(self.answers[-1])[token_of or path]
        answer = await self.client.post(path, data=hidden | fields)
        self.answers.append(answer)
        return answer

    async def sign_in(self, identifier: str, password: str = PASSWORD) -> httpx.Response:
        """Sign in, and return the page after it."""
        await self.get(f"{SETTINGS}/sign-in")
        return await self.post(f"{SETTINGS}/sign-in", identifier=identifier, password=password)

    async def _followed(self, answer: httpx.Response) -> httpx.Response:
        while answer.is_redirect:
            answer = await self.client.get(answer.headers["Location"])
            assert len(self.answers) < 100
        self.answers.append(answer)
        return answer


def forms(answer: httpx.Response) -> dict[str, dict[str, str]]:
    """Return the hidden fields of each form of a page, by its address."""
    parser = _Forms()
    parser.feed(answer.text)
    return parser.forms


def words(answer: httpx.Response) -> str:
    """Return the text of a page in one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def situation(answer: httpx.Response) -> Situation:
    """Return what the page's situation code says."""
    code = re.search(r"<summary>[^<]*?((?:\w\s?){6})</summary>", unescape(answer.text))
    assert code is not None
    found = decode(re.sub(r"\s", "", code[1]))
    assert symbols.fits(re.sub(r"\s", "", code[1]))
    assert found is not None
    return found
