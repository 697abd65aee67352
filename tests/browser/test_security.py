"""Other sites, other tabs, the back button, and where a key must not be found."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Page, expect

from ava_onboard.sandbox.samples import KEYS
from tests.browser.conftest import Site
from tests.browser.steps import expect_badge, expect_result, paste, sign_in

MARKED = "0badcafe-MARKED-4dad-8bad-facade0000ff"


@pytest.fixture
def elsewhere(site: Site) -> Iterator[str]:
    """Another site, with a link to the settings and a form that posts to them. Returns its address."""
    page = (
        f'<!doctype html><title>Elsewhere</title><a href="{site.url}">settings</a>'
        f'<form method="post" action="{site.url}/save"><input name="key" value="{KEYS["valid"]}">'
        "<button>go</button></form>"
    ).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/" else 204)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(page) if self.path == "/" else 0))
            self.end_headers()
            if self.path == "/":
                self.wfile.write(page)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://localhost:{server.server_port}/"
        server.shutdown()
        thread.join()


def saved_preview(site: Site) -> str | None:
    with closing(sqlite3.connect(site.world.database)) as connection:
        found: str | None = connection.execute("SELECT vapi_key_preview FROM users").fetchone()[0]
        return found


def end_every_session(site: Site) -> None:
    with closing(sqlite3.connect(site.world.database)) as connection, connection:
        connection.execute("UPDATE users SET token_version = token_version + 1")


def test_a_form_on_another_site_changes_nothing(site: Site, elsewhere: str) -> None:
    tab = site.open()
    sign_in(site, tab)
    expect_badge(tab, "Not configured")
    tab.goto(elsewhere)
    with tab.expect_response("**/settings/save") as answer:
        tab.get_by_role("button", name="go").click()
    assert answer.value.status == 403
    expect_result(tab, "Nothing was changed.")
    assert saved_preview(site) is None


def test_a_link_on_another_site_leads_to_the_settings_without_signing_in_again(site: Site, elsewhere: str) -> None:
    tab = site.open()
    sign_in(site, tab)
    expect_badge(tab, "Not configured")
    tab.goto(elsewhere)
    tab.get_by_role("link", name="settings").click()
    expect_badge(tab, "Not configured")

    stranger = site.open()
    stranger.goto(elsewhere)
    stranger.get_by_role("link", name="settings").click()
    expect(stranger.locator("#password")).to_be_visible()


def test_the_content_policy_stops_what_is_written_into_a_page_and_its_files_break_no_rule(site: Site) -> None:
    tab = site.open()
    sign_in(site, tab)
    expect_badge(tab, "Not configured")
    assert site.complaints == []
    with tab.expect_console_message(lambda message: "img-src" in message.text):
        tab.evaluate("""() => {
        const script = document.createElement("script");
        script.textContent = "document.title = 'MARKED'";
        document.body.append(script);
        document.body.append(Object.assign(new Image(), {src: "https://elsewhere.invalid/MARKED.png"}));
    }""")
    assert tab.title() != "MARKED"
    expect_badge(tab, "Not configured")
    assert len(site.complaints) == 2
    assert all("Content Security Policy" in complaint for complaint in site.complaints)
    site.complaints.clear()


def test_the_back_button_shows_no_key_and_nothing_of_an_ended_session(site: Site) -> None:
    tab = site.open()
    sign_in(site, tab)
    paste(tab, KEYS["public"])
    expect_result(tab, "Vapi refuses the key")
    paste(tab, KEYS["valid"])
    expect_badge(tab, "Configured")
    for move in (tab.go_back, tab.go_back, tab.reload):
        move()  # no page is the answer to a form: nothing is sent again
        expect_badge(tab, "Configured")
        expect(tab.locator("#key")).to_have_value("")
    assert len(site.world.requests.all(server="ava", method="POST", path="/settings/save")) == 2
    tab.get_by_role("button", name="Sign out").click()
    expect(tab.locator("#password")).to_be_visible()
    tab.go_back()
    expect(tab.locator("#password")).to_be_visible()
    assert "Camille" not in tab.content()


def test_a_second_tab_follows_and_cannot_act_after_the_first_has_signed_out(site: Site) -> None:
    first = site.open()
    sign_in(site, first)
    expect_badge(first, "Not configured")
    second = site.open(context=first.context)
    second.goto(site.url)
    paste(first, KEYS["valid"])
    expect_badge(first, "Configured")
    paste(second, KEYS["other"])
    expect_badge(second, "Configured")
    assert saved_preview(site) == "c9f0f895..."

    first.get_by_role("button", name="Sign out").click()
    expect(first.locator("#password")).to_be_visible()
    paste(second, KEYS["valid"])
    expect(second.locator("#password")).to_be_visible()
    assert saved_preview(site) == "c9f0f895..."


@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without a script"])
def test_a_button_that_is_pressed_twice_does_its_work_once(site: Site, script: bool) -> None:
    tab = site.open(java_script_enabled=script)
    sign_in(site, tab)
    tab.locator("#key").fill(KEYS["slow"])
    tab.locator("form.key button.primary").dblclick(no_wait_after=True)
    expect_badge(tab, "Configured")
    expect_result(tab, "Stored at Ava")
    if script:
        assert len(site.world.requests.all(server="ava", method="POST", path="/settings/save")) == 1


def test_a_session_that_ends_in_the_middle_leads_back_without_saving(site: Site) -> None:
    tab = site.open()
    sign_in(site, tab)
    expect_badge(tab, "Not configured")
    end_every_session(site)
    paste(tab, KEYS["valid"])
    expect_result(tab, "If you had pasted a key, paste it again.")
    assert saved_preview(site) is None
    sign_in(site, tab)
    paste(tab, KEYS["valid"])
    expect_badge(tab, "Configured")


def test_a_key_is_in_no_page_address_history_storage_or_log(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    tab = site.open()
    sign_in(site, tab)
    for text, only_check, said in (
        (MARKED, True, "Vapi refuses the key 0badcafe…"),
        (f"{MARKED} {MARKED}", False, "Cleaned"),
        (f"Bearer {MARKED}", False, "Vapi refuses the key 0badcafe…"),
        (f"{MARKED}{MARKED}é", False, "✗"),
    ):
        paste(tab, text, only_check=only_check)
        expect(tab.locator("section.result")).to_be_visible()
        assert "MARKED" not in _everywhere(tab), said
    tab.go_back()
    assert "MARKED" not in _everywhere(tab)
    assert "MARKED" not in caplog.text


def _everywhere(tab: Page) -> str:
    """Return the page, the values of its fields, the history's addresses, and what is stored for the site."""
    session = tab.context.new_cdp_session(tab)
    history = session.send("Page.getNavigationHistory")
    values = tab.evaluate("[...document.querySelectorAll('input')].map((field) => field.value)")
    stored = tab.evaluate("JSON.stringify([localStorage, sessionStorage, history.state])")
    session.detach()
    return f"{tab.content()} {history} {values} {stored} {tab.context.cookies()}"
