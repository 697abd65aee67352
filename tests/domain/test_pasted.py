"""Cleaning: it removes everything around a key, and nothing of the key."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ava_onboard import locales
from ava_onboard.domain.api_key import LONGEST, SHORTEST
from ava_onboard.domain.hints import Look, Severity
from ava_onboard.domain.pasted import Change, Cleaning, Pasted, read

UUID = "8f14e45f-fade-4dad-8bad-facade000001"
SK_LIVE = "sk_live_ava-sandbox-facade000002"

ONE_MESS = {
    f"  {UUID} ": [(Change.SPACES, 3)],
    f"\t{UUID}": [(Change.SPACES, 1)],
    f"{UUID}\n": [(Change.LINE_BREAKS, 1)],
    f"\r\n{UUID}\r\n": [(Change.LINE_BREAKS, 2)],
    f"\ufeff{UUID}": [(Change.INVISIBLE, 1)],
    "8f14e45f-\u200bfade-4dad-8bad-\u00adfacade000001": [(Change.INVISIBLE, 2)],
    f"\u00a0{UUID}\u202f": [(Change.INVISIBLE, 2)],
    f"\u200e{UUID}\u200f": [(Change.INVISIBLE, 2)],
    f"\x1b[200~{UUID}\x1b[201~": [(Change.CONTROL, 2)],
    f"[200~{UUID}[201~": [(Change.CONTROL, 2)],
    f"^[[200~{UUID}^[[201~": [(Change.CONTROL, 2)],
    f"{UUID}\x00": [(Change.CONTROL, 1)],
    f'"{UUID}"': [(Change.QUOTES, 2)],
    f"'{UUID}'": [(Change.QUOTES, 2)],
    f"`{UUID}`": [(Change.QUOTES, 2)],
    f"“{UUID}”": [(Change.QUOTES, 2)],
    f"«\u00a0{UUID}\u00a0»": [(Change.INVISIBLE, 2), (Change.QUOTES, 2)],
    f'{UUID}"': [(Change.QUOTES, 1)],
    f"Bearer {UUID}": [(Change.BEARER, 1)],
    f"bearer\u00a0{UUID}": [(Change.BEARER, 1)],
    f"Authorization: Bearer {UUID}": [(Change.AUTHORIZATION, 1), (Change.BEARER, 1)],
    f'"Authorization: Bearer {UUID}"': [(Change.QUOTES, 2), (Change.AUTHORIZATION, 1), (Change.BEARER, 1)],
    f"VAPI_API_KEY={UUID}": [(Change.ASSIGNMENT, 1)],
    f'export VAPI_API_KEY="{UUID}"': [(Change.QUOTES, 2), (Change.ASSIGNMENT, 1)],
    f"set VAPI_TOKEN={UUID}": [(Change.ASSIGNMENT, 1)],
    f"$env:VAPI_API_KEY = '{UUID}'": [(Change.QUOTES, 2), (Change.ASSIGNMENT, 1)],
    f'"vapi_api_key": "{UUID}",': [(Change.QUOTES, 3), (Change.ASSIGNMENT, 1), (Change.PUNCTUATION, 1)],
    f"Private key: {UUID}": [(Change.ASSIGNMENT, 1)],
    f"{UUID};": [(Change.PUNCTUATION, 1)],
    f"{UUID}{UUID}": [(Change.REPEATED, 1)],
    f"{UUID}\n{UUID}\n": [(Change.LINE_BREAKS, 1), (Change.REPEATED, 1)],
    f"{UUID} {UUID} {UUID}": [(Change.REPEATED, 2)],
    f"Bearer {UUID}\nBearer {UUID}": [(Change.BEARER, 1), (Change.REPEATED, 1)],
    "8f14e45f-fade-4dad-\n  8bad-facade000001": [(Change.SPACES, 2), (Change.LINE_BREAKS, 1)],
}


@pytest.mark.parametrize("raw", ONE_MESS, ids=ascii)
def test_characters_around_a_key_are_removed_and_reported(raw: str) -> None:
    pasted = read(raw)
    assert pasted.text == UUID
    assert pasted.cleanings == tuple(Cleaning(change, count) for change, count in ONE_MESS[raw])


@pytest.mark.parametrize("text", [UUID, SK_LIVE, "x" * 36, "abc==", "key", "Bearer", "VAPI_API_KEY=", "a b c", ""])
def test_a_clean_text_is_not_changed(text: str) -> None:
    assert read(text) == Pasted(text, (), read(text).hints)


def test_words_are_not_joined_into_something_that_looks_like_a_key() -> None:
    assert read("Ava.ai Production\n").text == "Ava.ai Production"
    assert read(f"{UUID} c9f0f895-fade-4dad-8bad-facade000003").key is None


@pytest.mark.parametrize(
    ("cleaning", "english", "french"),
    [
        (Cleaning(Change.SPACES, 1), "1 space", "1 espace"),
        (Cleaning(Change.SPACES, 2), "2 spaces", "2 espaces"),
        (Cleaning(Change.REPEATED, 1), "1 repetition", "1 répétition"),
        (Cleaning(Change.BEARER, 1), "“Bearer”", "«\u00a0Bearer\u00a0»"),
    ],
)
def test_a_cleaning_is_named_in_the_current_language(cleaning: Cleaning, english: str, french: str) -> None:
    assert cleaning.words == english
    locales.use("fr")
    assert cleaning.words == french


def test_every_change_has_its_words() -> None:
    assert all(Cleaning(change, count).words for change in Change for count in (1, 2))


@pytest.mark.parametrize("length", [0, 1, SHORTEST - 1, SHORTEST, LONGEST, LONGEST + 1])
def test_a_key_has_a_length_that_ava_accepts(length: int) -> None:
    pasted = read("k" * length)
    assert len(pasted.text) == length
    assert (pasted.key is not None) == (SHORTEST <= length <= LONGEST)


def test_the_text_is_not_printed_by_accident() -> None:
    pasted = read(f"Bearer {UUID}")
    assert UUID[:4] not in f"{pasted!r} {pasted} {pasted.hints!r}"


# Properties

thorough = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])

ALPHANUMERIC = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
good_keys = st.one_of(
    st.uuids().map(str),
    st.text(ALPHANUMERIC + "_-", min_size=8, max_size=60).map(lambda rest: f"sk_live_{rest}0"),
    st.tuples(
        st.sampled_from(ALPHANUMERIC),
        st.text(ALPHANUMERIC + "_-~+/", min_size=8, max_size=200),
        st.sampled_from(ALPHANUMERIC),
    ).map("".join),
).filter(lambda key: key not in (key + key)[1:-1])  # one that is itself a repetition is taken for a double paste

white = st.text(" \t\n\r\u00a0\u2009\u200b\ufeff\u200e", max_size=4)
wrappings = st.sampled_from(
    [
        "{}",
        '"{}"',
        "'{}'",
        "`{}`",
        "“{}”",
        "« {} »",
        "{},",
        "{};",
        "\x1b[200~{}\x1b[201~",
        "[200~{}[201~",
        "{}\x00",
        "Bearer {}",
        "Authorization: Bearer {}",
        "VAPI_API_KEY={}",
        "export VAPI_API_KEY={}",
        "vapi_api_key: {}",
    ]
)


@st.composite
def messy(draw: st.DrawFn) -> tuple[str, str]:
    """Draw a key, and the key with up to four layers of other characters around it."""
    key = draw(good_keys)
    text = key
    for wrapping in draw(st.lists(wrappings, max_size=4)):
        text = wrapping.replace("{}", draw(white) + text + draw(white))
    return key, draw(white) + text + draw(white)


@thorough
@given(messy())
def test_cleaning_never_removes_a_character_of_the_key(pair: tuple[str, str]) -> None:
    key, raw = pair
    pasted = read(raw)
    assert pasted.text == key
    assert pasted.key is not None
    assert pasted.key.reveal() == key


@thorough
@given(good_keys.filter(lambda key: len(set(key)) > 4), white, st.integers(2, 4))
def test_a_key_pasted_several_times_is_kept_once(key: str, between: str, times: int) -> None:
    assert read(between.join([key] * times)).text == key


mess = st.sampled_from(
    [
        "\x1b[200~",
        "[201~",
        "\x1b",
        "Bearer ",
        "Authorization:",
        "VAPI_API_KEY=",
        '"',
        "'",
        "«",
        ",",
        ";",
        " ",
        "\n",
        "\r\n",
        "\u00a0",
        "\u200b",
        "\u2028",
        "•",
        "…",
        "é",
        "\u212a",
        "\ud800",
        UUID,
        SK_LIVE,
        "...",
        "key:",
        "a",
        *("sk_live_00000KEY", "00000000-0000-0000-0000-000000000000", "token=", "id", "public", "curl "),
        *(":", "=", "/", "://", "-", "_", "+", ".", "@", "\\", "{", "[", "export ", "$env:"),
    ]
)
anything = st.one_of(st.text(max_size=80), st.lists(mess, max_size=12).map("".join))


@thorough
@given(anything)
@example("\r\u200b\n" + UUID)
@example("sk_live_00000KEY::00000000-0000-0000-0000-000000000000")
@example(f"sk_live_00000KEY:{UUID}")
@example(f"00000000-0000-0000-0000-000000000000 key: {UUID}")
def test_cleaning_twice_is_cleaning_once(raw: str) -> None:
    once = read(raw)
    assert (read(once.text).text, read(once.text).cleanings) == (once.text, ())


@thorough
@given(
    st.sampled_from([UUID, SK_LIVE]), st.sampled_from([" ", "\n", ":", "::", " = ", " key: ", ", ", " token:", '" "'])
)
def test_of_several_keys_none_is_chosen(second: str, between: str) -> None:
    for first in ("sk_live_00000KEY", "sk_live_0000token", "00000000-0000-0000-0000-000000000000"):
        pasted = read(first + between + second)
        assert (pasted.key, pasted.hints[0].look) == (None, Look.MANY)


@thorough
@given(anything)
def test_a_text_is_a_key_unless_a_hint_blocks_it(raw: str) -> None:
    pasted = read(raw)
    blocked = any(hint.severity is Severity.BLOCKING for hint in pasted.hints)
    assert (pasted.key is None) == (blocked or not pasted.text)
    assert all(hint.sentence for hint in pasted.hints)
    assert all(cleaning.words for cleaning in pasted.cleanings)
