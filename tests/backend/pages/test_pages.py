"""The language of a page, its situation code, and the operators' page."""

import pytest

from ava_onboard import locales
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.fact import Answer
from ava_onboard.domain.situation.facts import AtAva, AtVapi, InUse
from ava_onboard.domain.situation.scenes import Answered, Asking, Checked, Dialog, OnCard, Pasting, System
from ava_onboard.domain.situation.troubles import Trouble
from ava_onboard.sandbox.samples import KEYS
from ava_onboard.sandbox.world import World
from tests.backend.conftest import Backend, Template
from tests.backend.db.places import sqlite_only
from tests.backend.pages.conftest import open_backend
from tests.backend.pages.test_journey import CHECK, DELETE, SAVE
from tests.backend.pages.test_sessions import SIGN_IN
from tests.backend.pages.visitor import SETTINGS, Visitor, situation, words

pytestmark = sqlite_only


@pytest.mark.parametrize(
    ("wanted", "language"),
    [
        ("fr", "fr"),
        ("fr-CA,en;q=0.8", "fr"),
        ("en;q=0.5, fr;q=0.9", "fr"),
        ("he,fr;q=0.1", "fr"),
        ("he", "en"),
        ("de;q=x, fr;q=0", "en"),
        ("*", "en"),
        ("", "en"),
        (",;q=,é", "en"),
    ],
)
async def test_a_page_speaks_the_language_that_the_browser_wants_most(
    visitor: Visitor, wanted: str, language: str
) -> None:
    answer = await visitor.client.get(SIGN_IN, headers={b"Accept-Language": wanted.encode()})
    assert f'<html lang="{language}">' in answer.text
    assert ("Mot de passe" in answer.text) == (language == "fr")
    assert locales.language() == "en"


async def test_the_switch_is_remembered_and_leads_back_to_the_page(alice: Visitor) -> None:
    answer = await alice.get(f"{DELETE}?lang=fr")
    assert (answer.url.path, answer.url.query) == (SETTINGS, b"")  # without a key there is nothing to delete
    assert "● Configuré" not in words(answer)
    assert "Non configuré" in words(answer)
    saved = await alice.post(SAVE, key=KEYS["valid"])
    assert "Enregistrée chez Ava" in words(saved)
    assert "Paramètres ▸ Vapi" in words(saved)
    assert "Not configured" in words(await alice.get(f"{SETTINGS}?lang=en")) or "Configured" in words(alice.answers[-1])
    assert 'lang="en"' in (await alice.get(f"{SETTINGS}?lang=xx")).text


async def test_the_guide_and_the_questions_are_those_of_the_client(alice: Visitor) -> None:
    page = words(alice.answers[-1])
    for sentence in (
        "Create a key named “Ava.ai Production”",
        "Beside Private API Keys , click Add Key .",
        "The page as it looked in August 2026",
        "Paste it above. Vapi is asked before it is saved.",
        "What happens if I configure nothing?",
        "This page keeps no key in your browser.",
        "https://vapi.ai/pricing (opens in a new tab)",
    ):
        assert sentence in page
    assert "keyring" not in page


async def test_the_situation_code_says_what_is_on_the_page(backend: Backend, visitor: Visitor) -> None:
    at_door = situation(await visitor.get(SIGN_IN))
    assert isinstance(at_door.scene, Asking)
    assert (at_door.scene.dialog, at_door.scene.trouble, at_door.system) == (Dialog.SIGN_IN, None, System.WINDOWS)
    refused = situation(await visitor.sign_in(backend.alice.email, "wrong"))
    assert isinstance(refused.scene, Asking)
    assert refused.scene.trouble == Trouble("S02")

    empty = situation(await visitor.sign_in(backend.alice.email))
    assert isinstance(empty.scene, OnCard)
    assert (empty.scene.facts.kept, empty.scene.facts.ava) == (Answer.NO, AtAva.NO)

    pasted = situation(await visitor.post(CHECK, SAVE, key="Ava.ai Production"))
    assert isinstance(pasted.scene, Pasting)
    unanswered = situation(await visitor.post(CHECK, SAVE, key=KEYS["down"]))
    assert isinstance(unanswered.scene, Answered)
    assert (unanswered.scene.checked, unanswered.scene.trouble) == (Checked.NOT, Trouble("V02"))
    accepted = situation(await visitor.post(CHECK, SAVE, key=KEYS["eu"]))
    assert isinstance(accepted.scene, Answered)
    assert (accepted.scene.checked, accepted.scene.trouble) == (Checked.EUROPE, None)

    saved = situation(await visitor.post(SAVE, key=KEYS["valid"]))
    assert isinstance(saved.scene, OnCard)
    facts = saved.scene.facts
    assert (facts.ava, facts.vapi, facts.use) == (AtAva.YES, AtVapi.MAIN, InUse.YES)


async def test_operators_see_how_the_launch_stands(template: Template, world: World) -> None:
    operators = ("ALICE@example.com", "nobody@example.com")
    async with open_backend(template, world, operators=operators, documentation_url=f"{world.ava_url}/docs") as backend:
        alice, bob, nobody = (Visitor(backend.app) for _ in range(3))
        assert "Launch check list" in words(await alice.sign_in(backend.alice.email))
        assert "Launch check list" not in words(await bob.sign_in(backend.bob.email))

        page = words(await alice.get(f"{SETTINGS}/launch"))
        for row in (
            "✓ passed: The backend answers",
            "✓ passed: The database is migrated",
            "? unknown: A key can be saved verify tries this",
            "✓ passed: The guide is published",
            "? unknown: The settings page can be reached AVA_BACKEND_SETTINGS_PAGE_URL is not set",
            "? unknown: The announcement is sent it has not started; users without a key who would get it: 2",
        ):
            assert row in page
        assert (await bob.get(f"{SETTINGS}/launch")).status_code == 404
        assert (await nobody.get(f"{SETTINGS}/launch")).url.path == SIGN_IN


async def test_without_operators_there_is_no_launch_page(alice: Visitor) -> None:
    assert (await alice.get(f"{SETTINGS}/launch")).status_code == 404


async def test_under_a_path_of_a_proxy_every_address_begins_with_it(template: Template, world: World) -> None:
    async with open_backend(template, world, root_path="/ava") as backend:
        visitor = Visitor(backend.app)
        leading = await visitor.client.get(SETTINGS)
        assert leading.headers["Location"] == f"/ava{SIGN_IN}"
        page = await visitor.client.get(SIGN_IN)
        assert 'action="/ava/settings/sign-in"' in page.text
        assert 'href="/ava/settings/sign-in?lang=fr"' in page.text


async def test_the_start_of_a_key_is_shown_as_text(backend: Backend, alice: Visitor) -> None:
    await backend.keys.save(backend.alice.id, ApiKey("<script>alert(1)</script>"))
    answer = await alice.get()
    assert "<script>" not in answer.text
    assert "&lt;script&gt;…" in answer.text
