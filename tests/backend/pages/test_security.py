"""What protects the page: headers, cookies, where a form comes from, limits, and that no key comes back."""

import logging
import re

import pytest
from sqlalchemy import update

from ava_onboard.backend.audit import Event
from ava_onboard.backend.db.engine import transaction
from ava_onboard.backend.db.models import User
from ava_onboard.backend.pages import cookies
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.sandbox.samples import KEYS
from ava_onboard.sandbox.world import World
from tests.backend.conftest import PASSWORD, Backend, Template
from tests.backend.db.places import sqlite_only
from tests.backend.pages.conftest import open_backend
from tests.backend.pages.test_journey import CHECK, CHECK_STORED, DELETE, SAVE
from tests.backend.pages.test_sessions import SIGN_IN, SIGN_OUT
from tests.backend.pages.visitor import SETTINGS, Visitor, forms, words

pytestmark = sqlite_only

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
MARKED = "0badcafe-MARKED-4dad-8bad-facade0000ff"


async def test_every_page_and_file_has_the_headers(alice: Visitor) -> None:
    files = [f"{SETTINGS}/assets/{name}" for name in ("page.css", "page.js", "icon.svg")]
    for path in (SETTINGS, SIGN_IN, DELETE, *files):
        answer = await alice.get(path)
        assert answer.status_code == 200
        for name, value in {
            "content-security-policy": POLICY,
            "cache-control": "no-store",
            "referrer-policy": "no-referrer",
            "x-content-type-options": "nosniff",
            "x-frame-options": "DENY",
            "cross-origin-opener-policy": "same-origin",
            "strict-transport-security": "max-age=31536000",
        }.items():
            assert answer.headers.get_list(name) == [value], (path, name)


async def test_nothing_on_a_page_needs_another_host_or_is_written_into_it(alice: Visitor) -> None:
    for path in (SETTINGS, SIGN_IN):
        text = (await alice.get(path)).text
        assert not re.findall(r'(?:src|href)="(?!/settings|#|https://(?:dashboard\.|status\.)?(?:eu\.)?vapi\.ai)', text)
        assert not re.search(r"<style|style=|<script(?! src=)|\son\w+=", text)


async def test_the_cookies_are_for_this_host_only_and_for_no_script(visitor: Visitor, backend: Backend) -> None:
    form = await visitor.client.get(SIGN_IN)
    visitor.answers.append(form)
    session = await visitor.send(SIGN_IN, identifier=backend.alice.email, password=PASSWORD)
    language = await visitor.client.get(f"{SETTINGS}?lang=fr")
    for answer, name in ((form, cookies.FORM), (session, cookies.SESSION), (language, cookies.LANGUAGE)):
        written = answer.headers["set-cookie"]
        assert written.startswith(f"{name}=")
        attributes = {part.strip().lower() for part in written.split(";")[1:]}
        assert {"httponly", "secure", "samesite=strict", "path=/"} <= attributes
        assert not any(part.startswith("domain") for part in attributes)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "same-site", "Origin": "https://other.ava.test"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://ava.test"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://ava.test"},
        {"Origin": "https://ava.test.evil.example"},
        {"Origin": "null"},
        {},
    ],
    ids=str,
)
async def test_a_form_from_elsewhere_is_refused_everywhere(
    backend: Backend, alice: Visitor, headers: dict[str, str]
) -> None:
    hidden = forms(alice.answers[-1])
    del alice.client.headers["Sec-Fetch-Site"]
    for path in (SAVE, CHECK, CHECK_STORED, DELETE, SIGN_OUT, SIGN_IN):
        fields = hidden.get(path, hidden[SAVE]) | {"key": KEYS["valid"]}
        answer = await alice.client.post(path, data=fields, headers=headers)
        assert answer.status_code == 403
        assert "Nothing was changed." in words(answer)
    assert await backend.keys.read(backend.alice.id) is None


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://ava.test"},
        {"Origin": "https://ava.test"},
        {"Origin": "https://AVA.test"},
    ],
    ids=str,
)
async def test_the_pages_own_forms_are_taken_from_every_browser(alice: Visitor, headers: dict[str, str]) -> None:
    del alice.client.headers["Sec-Fetch-Site"]
    alice.client.headers.update(headers)
    assert "Ava can use it" in words(await alice.post(SAVE, key=KEYS["valid"]))


async def test_the_public_address_is_the_pages_own_behind_a_proxy_that_passes_another_host(
    template: Template, world: World
) -> None:
    async with open_backend(template, world, public_url="https://public.example/ava") as backend:
        alice = Visitor(backend.app)
        alice.client.headers["Origin"] = "https://public.example"
        assert (await alice.sign_in(backend.alice.email)).url.path == SETTINGS


async def test_a_token_is_for_one_form_of_one_session(backend: Backend, alice: Visitor) -> None:
    bob = Visitor(backend.app)
    await bob.sign_in(backend.bob.email)
    of_bob, own = forms(bob.answers[-1])[SAVE], forms(alice.answers[-1])
    nonce = own[SAVE]["token"].partition(".")[0]
    wrong = [of_bob["token"], own[SIGN_OUT]["token"], "", ".", "é", f"{nonce}.", nonce, own[SAVE]["token"][:-1]]
    for token in wrong:
        answer = await alice.client.post(SAVE, data={"token": token, "key": KEYS["valid"]})
        assert answer.status_code == 403
    assert (await alice.client.post(SAVE, data={"key": KEYS["valid"]})).status_code == 403
    assert (await alice.client.post(SAVE, json={"token": own[SAVE]["token"]})).status_code == 403
    many = "&".join(f"a{number}=1" for number in range(50))
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert (await alice.client.post(SAVE, content=many, headers=form)).status_code == 403
    assert await backend.keys.read(backend.alice.id) is None
    assert (await alice.get()).text != (await alice.get()).text  # each form gets a token of its own


async def test_a_key_comes_back_in_no_page_header_or_log(alice: Visitor, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    page = alice.answers[-1]
    for path in (SAVE, CHECK):
        for key in (
            MARKED,
            f"Bearer {MARKED}",
            f"VAPI_API_KEY={MARKED}",
            f"{MARKED} {MARKED}",
            f"<b>{MARKED}",
            MARKED * 9,
        ):
            alice.answers.append(page)
            answer = await alice.post(path, SAVE, key=key)
            assert "MARKED" not in answer.text + str(answer.headers) + str(answer.url)
            for redirected in answer.history:
                assert "MARKED" not in str(redirected.headers)
    too_large = await alice.client.post(SAVE, data={"key": MARKED * 1000})
    assert too_large.status_code == 413
    assert "MARKED" not in too_large.text
    assert "MARKED" not in caplog.text


async def test_over_plain_http_the_page_opens_on_this_computer_only(backend: Backend) -> None:
    for host, status in (("ava.test", 403), ("127.0.0.1:8000", 200), ("localhost", 200), ("[::1]:9", 200)):
        visitor = Visitor(backend.app, f"http://{host}")
        answer = await visitor.get(SIGN_IN)
        assert answer.status_code == status
        assert ("https://" in words(answer)) == (status == 403)
        assert ("set-cookie" in answer.headers) == (status == 200)


async def test_a_link_from_another_site_opens_the_page_once_more_with_its_cookies(alice: Visitor) -> None:
    arriving = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    answer = await alice.client.get(SETTINGS, headers=arriving)
    assert answer.status_code == 200
    assert '<meta http-equiv="refresh" content="0; url=/settings?again">' in answer.text
    assert "set-cookie" not in answer.headers
    assert "Alice" not in answer.text
    again = await alice.client.get(f"{SETTINGS}?again", headers=arriving)
    assert "Alice" in again.text  # never twice, whatever the browser says then


async def test_the_limits_of_the_api_count_the_page_too(template: Template, world: World) -> None:
    async with open_backend(template, world, settings_calls_per_minute=3, assistant_calls_per_minute=1) as backend:
        alice, bob = Visitor(backend.app), Visitor(backend.app)
        await alice.sign_in(backend.alice.email)
        page = alice.answers[-1]
        assert (await alice.send(SAVE, key=KEYS["down"])).status_code == 303
        alice.answers.append(page)
        limited = await alice.send(CHECK, SAVE, key=KEYS["valid"])
        assert limited.status_code == 429
        assert int(limited.headers["Retry-After"]) > 0
        assert "Code A03" in words(limited)
        assert (await alice.client.get(SETTINGS)).status_code == 429
        assert (await backend.client.get("/api/v1/vapi-settings", headers=backend.alice.headers)).status_code == 429
        assert (await bob.sign_in(backend.bob.email)).status_code == 200


async def test_failed_sign_ins_are_limited_together_with_those_of_the_api(template: Template, world: World) -> None:
    async with open_backend(template, world, login_failures_per_account=2) as backend:
        visitor = Visitor(backend.app)
        assert "Code S02" in words(await visitor.sign_in(backend.alice.email, "wrong"))
        login = {"identifier": backend.alice.email, "password": "wrong"}
        assert (await backend.client.post("/api/v1/auth/login", json=login)).status_code == 401
        limited = await visitor.sign_in(backend.alice.email)
        assert limited.status_code == 429
        assert int(limited.headers["Retry-After"]) > 0
        assert "Code S07" in words(limited)


async def test_the_page_can_be_switched_off(template: Template, world: World) -> None:
    async with open_backend(template, world, settings_page=False) as backend:
        for path in (SETTINGS, SIGN_IN, f"{SETTINGS}/assets/page.css"):
            assert (await backend.client.get(path)).status_code == 404


async def test_the_page_is_not_part_of_the_apis_description(backend: Backend) -> None:
    assert not [path for path in backend.app.openapi()["paths"] if path.startswith(SETTINGS)]
    assert (await backend.client.get(f"{SETTINGS}/assets/../routes.py")).status_code == 404
    assert (await backend.client.get(f"{SETTINGS}/assets/base.html")).status_code == 404


async def test_what_is_done_on_the_page_is_in_the_audit_log(alice: Visitor, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "ava_onboard.backend.audit")
    await alice.post(SAVE, key=KEYS["valid"])
    await alice.get(DELETE)
    await alice.post(DELETE)
    await alice.post(SIGN_OUT)
    await alice.sign_in("alice@example.com")

    events = [record.__dict__["ava_fields"]["event"] for record in caplog.records]
    assert events == [Event.KEY_SAVED, Event.KEY_DELETED, Event.SIGNED_OUT, Event.SIGNED_IN]


async def test_a_stored_key_that_cannot_be_read_is_a_page_with_a_code(backend: Backend, alice: Visitor) -> None:
    await backend.keys.save(backend.alice.id, ApiKey(KEYS["valid"]))
    await alice.get()
    async with transaction(backend.engine) as connection:
        await connection.execute(update(User).values(vapi_key_ciphertext=b"x" * 40))

    answer = await alice.post(CHECK_STORED)
    assert answer.status_code == 503
    assert "Code A04, request " in words(answer)


async def test_a_database_that_is_away_is_a_page_with_a_code(backend: Backend, alice: Visitor) -> None:
    for file in backend.databases.files(backend.settings.database_url):
        file.write_bytes(b"no database" * 1000)

    answer = await alice.get()
    assert answer.status_code == 503
    assert "Ava is having a problem." in words(answer)
    assert "Code A04, request " in words(answer)
