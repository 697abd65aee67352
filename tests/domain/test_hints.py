"""Hints: what a text looks like, without a request."""

import pytest

from ava_onboard import locales
from ava_onboard.domain.hints import Look, Severity, hints_of
from ava_onboard.domain.pasted import read
from ava_onboard.sandbox.samples import KEYS

LOOKS = {
    "8f14e45f-fade-4dad-8bad-facade000001": Look.UUID,
    "8F14E45F-FADE-4DAD-8BAD-FACADE000001": Look.UUID,
    "sk_live_ava-sandbox-facade000002": Look.SK_LIVE,
    "Ava.ai Production": Look.NAME,
    "ava.ai-production": Look.NAME,
    "••••••••••••••••": Look.MASKED,
    "8f14••••••••0001": Look.MASKED,
    "************": Look.MASKED,
    "............": Look.MASKED,
    "sk_live_...": Look.PLACEHOLDER,
    "sk_live_xxxxxxxxxxxxxxxx": Look.PLACEHOLDER,
    "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx": Look.PLACEHOLDER,
    "XXXXXXXX-XXXX-XXXX-XXXX-XXXXXXXXXXXX": Look.PLACEHOLDER,
    "xxxxxxxx-…": Look.PLACEHOLDER,
    "00000000-0000-0000-0000-000000000000": Look.PLACEHOLDER,
    "your-key-here": Look.PLACEHOLDER,
    "YOUR_VAPI_API_KEY": Look.PLACEHOLDER,
    "votre-cle-api": Look.PLACEHOLDER,
    "<vapi-api-key>": Look.PLACEHOLDER,
    "{{vapiApiKey}}": Look.PLACEHOLDER,
    "8f14e45f...": Look.PREVIEW,
    "8f14e45f…": Look.PREVIEW,
    "https://dashboard.vapi.ai/org/api-keys": Look.URL,
    "dashboard.vapi.ai/org/api-keys": Look.URL,
    "camille@example-company.fr": Look.MAIL,
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJl": Look.TOKEN,
    "8f14e45f fade": Look.WHITE_SPACE,
    "8f14e45f–fade–4dad–8bad–facade000001": Look.FOREIGN,
    "abc12": Look.TOO_SHORT,
    "8f14e45f-fade-4dad-8bad-facade00": Look.CUT,
    "8f14e45f-fade-": Look.CUT,
    "e45f-fade-4dad-8bad-facade000001": Look.CUT,
    "8f14e45f-fad-4dad-8bad-facade000001": Look.CUT,
    "8f14e45f-fade-4dad-8badfacade000001": Look.CUT,
    "8f14e45f-fade-4dad-fac-ade000001": Look.CUT,
    "8f14e45ffade4dad8badfacade000001": Look.CUT,
    "8f14e45f-fade-4dad-8bad-facade0000012": Look.TOO_MUCH,
    "x8f14e45f-fade-4dad-8bad-facade000001": Look.TOO_MUCH,
    "8f14e45f-fade-4dad-8bad-facadeo00001": Look.WRONG_CHARACTER,
    "8f14e45f-fade-4dad-8bad-facade00000l": Look.WRONG_CHARACTER,
    "8f14e45f-fade-4dad-8bad-facade000001c9f0f895-fade-4dad-8bad-facade000003": Look.MANY,
    "8f14\u241b[31": Look.CONTROL,
    "<camille@example-company.fr>": Look.MAIL,
    "Camille <camille@example-company.fr>": Look.MAIL,
    "mailto:camille@example-company.fr": Look.MAIL,
    "www.vapi.ai": Look.URL,
    "//vapi.ai/x": Look.URL,
    "localhost:8000/api/v1": Look.URL,
    "192.168.1.10:8000": Look.URL,
    "● ● ● ● ●": Look.MASKED,
    "○○○○○○○○○○": Look.MASKED,
    "8f14e45f-fade-4dad-8bad-facadeOOOOOl": Look.WRONG_CHARACTER,
    "vapi.ai": Look.URL,
    "url=https://dashboard.vapi.ai/": Look.URL,
    "(https://vapi.ai/abc)": Look.URL,
    "[link](https://vapi.ai)": Look.URL,
    "view-source:https://vapi.ai": Look.URL,
    "http:/dashboard.vapi.ai": Look.URL,
    "https:dashboard.vapi.ai": Look.URL,
    "http%3A%2F%2Fvapi.ai": Look.URL,
    "[::1]:8000/abc": Look.URL,
    "api.acme.tech": Look.URL,
    "acme.cloud/ava": Look.URL,
    "acme.quebec/ava": Look.URL,
    "Email:camille@example-company.fr": Look.MAIL,
    "(camille@example-company.fr)": Look.MAIL,
    "mailto:camille@example-company.fr?subject=hi": Look.MAIL,
    "camille@example-company.fr;ali@example-company.fr": Look.MAIL,
    "camille@localhost": Look.MAIL,
    "ftp://example.com/x": Look.URL,
    "https://dashboard.vapi.ai/assistants/8f14e45f-fade-4dad-8bad-facade000001": Look.URL,
    "k1" * 128: Look.TOO_LONG,
}


@pytest.mark.parametrize("text", LOOKS)
def test_each_text_gets_its_hint(text: str) -> None:
    assert hints_of(text)[0].look is LOOKS[text]


@pytest.mark.parametrize("text", ["", "another-shape-of-key-0123456789", "pk_1234567890", "0123456789abcdef" * 4])
def test_an_empty_field_or_an_unknown_shape_gets_no_hint(text: str) -> None:
    assert hints_of(text) == ()


@pytest.mark.parametrize("name", KEYS)
def test_the_sample_keys_get_a_good_hint(name: str) -> None:
    assert [hint.severity for hint in hints_of(KEYS[name])] == [Severity.GOOD]


_CERTAINLY_NO_KEY = {Look.NAME, Look.MASKED, Look.PREVIEW, Look.URL, Look.MAIL, Look.TOKEN, Look.MANY, Look.CONTROL}
_DOUBTFUL = {Look.PLACEHOLDER, Look.CUT, Look.TOO_MUCH, Look.WRONG_CHARACTER}


@pytest.mark.parametrize("text", [text for text, look in LOOKS.items() if look in _CERTAINLY_NO_KEY])
def test_what_is_certainly_not_a_key_cannot_be_sent(text: str) -> None:
    assert hints_of(text)[0].severity is Severity.BLOCKING
    assert read(text).key is None


@pytest.mark.parametrize("text", [text for text, look in LOOKS.items() if look in _DOUBTFUL])
def test_a_doubt_alone_does_not_stop_the_check(text: str) -> None:
    doubts = hints_of(text)
    assert doubts[0].severity is Severity.DOUBT
    assert (read(text).key is not None) == (len(doubts) == 1)


def test_one_typed_character_is_never_taken_for_an_example() -> None:
    assert [hint.look for hint in hints_of("x")] == [Look.TOO_SHORT]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("8f14e45f–fade", "Character 9, – (U+2013), is never part of a key. Copy the key again."),
        ("8f14e45f\ud800fade", "Character 9, U+D800, is never part of a key. Copy the key again."),
        ("8f14e45f-fade-4dad-8bad-facade00", "4 characters are missing: the key was cut. Use the copy icon."),
        ("8f14e45f-fade-4dad-8bad-facade00000", "1 character is missing: the key was cut. Use the copy icon."),
        (
            "8f14e45f-fade-4dad-8bad-facade0000012",
            "1 character too many for a Vapi key. Copy it again with the icon.",
        ),
        (
            "8f14e45f-fade-4dad-8bad-facadeo00001",
            "Character 31, o (U+006F), is not one of 0–9 and a–f. Use the copy icon.",
        ),
        ("sk-proj-MARKED-0123456789", "This key is for OpenAI, not for Vapi. Paste the one from the API Keys page."),
        ("a", "Too short: 1 character. A key has at least 10."),
        ("abc12", "Too short: 5 characters. A key has at least 10."),
        ("k1" * 128, "Too long: 256 characters. A key has at most 255."),
    ],
)
def test_a_hint_gives_the_position_and_the_number(text: str, sentence: str) -> None:
    assert hints_of(text)[-1].sentence == sentence


@pytest.mark.parametrize("language", locales.languages())
def test_a_hint_does_not_repeat_the_text(language: str) -> None:
    locales.use(language)
    for text in LOOKS:
        assert all(text not in hint.sentence for hint in hints_of(text) if hint.look is not Look.NAME), text
