"""The one key in a command, in JSON, in settings or in a mail is taken out unchanged; several are not."""

import re
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ava_onboard import locales
from ava_onboard.domain.hints import Look
from ava_onboard.domain.pasted import read
from ava_onboard.domain.surroundings import Source

UUID = "8f14e45f-fade-4dad-8bad-facade000001"
OTHER = "c9f0f895-fade-4dad-8bad-facade000003"
ID = "0a0b0c0d-fade-4dad-8bad-facade000009"

AROUND = {
    f"curl https://api.vapi.ai/assistant/{ID} -H 'Authorization: Bearer KEY'": Source.CURL,
    'curl.exe -X POST https://api.vapi.ai/call \\\n  -H "Authorization: Bearer KEY" \\\n  -d "{}"': Source.CURL,
    'Invoke-RestMethod -Uri https://api.vapi.ai/assistant -Headers @{ Authorization = "Bearer KEY" }': Source.COMMAND,
    "http GET https://api.vapi.ai/assistant Authorization:'Bearer KEY'": Source.COMMAND,
    "https api.vapi.ai/assistant 'Authorization: Bearer KEY'": Source.COMMAND,
    "echo KEY | ava-onboard check": Source.COMMAND,
    '{"vapi_api_key": "KEY"}': Source.JSON,
    '{"vapi_api_key":"KEY"}': Source.JSON,
    f'{{\n  "assistantId": "{ID}",\n  "apiKey": "KEY"\n}}': Source.JSON,
    f'[{{"id": "{ID}", "value": "KEY"}}]': Source.JSON,
    "# settings\nPORT=3000\nVAPI_API_KEY=KEY\nDEBUG=1\n": Source.TEXT,
    f"VAPI_ASSISTANT_ID={ID}\nVAPI_API_KEY='KEY'": Source.TEXT,
    "vapi:\n  api_key: KEY\n  region: us\n": Source.TEXT,
    "GET /assistant HTTP/1.1\nHost: api.vapi.ai\nAuthorization: Bearer KEY\n": Source.TEXT,
    "Bonjour,\nvoici la clé : KEY\nMerci": Source.TEXT,
    "> KEY": Source.TEXT,
    "KEY\n\nKEY, KEY": Source.TEXT,
}

ALPHANUMERIC = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
keys = st.one_of(
    st.uuids().map(str),
    st.uuids().map(lambda uuid: str(uuid).upper()),
    st.text(ALPHANUMERIC + "_-", min_size=8, max_size=60).map(lambda rest: f"sk_live_{rest}"),
)


@pytest.mark.parametrize("text", AROUND, ids=ascii)
@given(key=keys)
@settings(max_examples=30, deadline=None)
def test_a_single_key_is_taken_out_unchanged_and_the_program_says_of_what(text: str, key: str) -> None:
    pasted = read(text.replace("KEY", key) if "_KEY" not in text else re.sub("(?<!_)KEY", key, text))
    assert pasted.key is not None
    assert pasted.key.reveal() == key
    assert pasted.source is AROUND[text]


@pytest.mark.parametrize("language", locales.languages())
@pytest.mark.parametrize("source", Source)
def test_the_remark_about_it_fits_on_one_line(source: Source, language: str) -> None:
    locales.use(language)
    assert len(source.sentence("8f14e45f…")) <= 76


@pytest.mark.parametrize(
    "text",
    [
        f"{UUID} {OTHER}",
        f"{UUID}{OTHER}",
        f'{{"privateKey": "{UUID}", "publicKey": "{OTHER}"}}',
        f"VAPI_API_KEY={UUID}\nVAPI_PUBLIC_KEY={OTHER}\n",
        f"sk_live_MARKED0123456789\n{UUID}",
        f"Private API Keys\n{UUID}\nPublic API Keys\n{OTHER}",
    ],
)
def test_of_several_keys_none_is_chosen(text: str) -> None:
    pasted = read(text)
    assert pasted.key is None
    assert pasted.hints[0].look is Look.MANY
    assert pasted.hints[0].sentence == "There are 2 possible keys in there. Paste only the private one."


@pytest.mark.parametrize(
    "text",
    [
        f"assistantId: {UUID}",
        f'{{"id": "{UUID}"}}',
        f"Org ID: {UUID}",
        f"ASSISTANT_ID={UUID}",
        f"--assistant-id {UUID}",
    ],
)
def test_what_is_called_an_id_is_not_taken_for_a_key(text: str) -> None:
    assert read(text).key is None
    assert read(text).hints[0].look is Look.ID


@pytest.mark.parametrize(
    ("text", "public"),
    [
        (f"VAPI_PUBLIC_KEY={UUID}", True),
        (f"Public API Keys\n{UUID}", True),
        (f"{UUID} (public)", True),
        (f"Clé publique : {UUID}", True),
        (f'{{"publicKey": "{UUID}"}}', True),
        (f"VAPI_PRIVATE_KEY={UUID}", False),
        (f"Private API Keys\n{UUID}\nPublic API Keys", False),
        (f"NEXT_PUBLIC_VAPI_PRIVATE_KEY={UUID}", False),
        (UUID, False),
    ],
)
def test_a_key_that_was_called_public_gets_a_hint_but_may_be_checked(text: str, public: bool) -> None:
    pasted = read(text)
    assert (pasted.hints[0].look is Look.PUBLIC) == public
    assert pasted.key is not None


@pytest.mark.parametrize("break_", ["\n", "\r\n", "\n  ", "\n> ", "=\n", "\\\n"], ids=ascii)
@given(key=st.uuids().map(str), where=st.integers(1, 35))
def test_a_key_that_was_wrapped_is_joined(break_: str, key: str, where: int) -> None:
    wrapped = key[:where] + break_ + key[where:]
    for text in (wrapped, f"curl -H 'Authorization: Bearer {wrapped}' https://api.vapi.ai/assistant"):
        pasted = read(text)
        assert pasted.key is not None
        assert pasted.key.reveal() == key


def test_a_wrapped_key_of_the_guide_is_joined_but_no_word_is_taken_in() -> None:
    joined = read("sk_live_MARKED01234\n56789").key
    assert joined is not None
    assert joined.reveal() == "sk_live_MARKED0123456789"
    for text in ("sk_live_MARKED0123456789\nProduction", f"sk_live_MARKED0123456789\n{UUID}"):
        found = read(text).key
        assert found is None or found.reveal() == "sk_live_MARKED0123456789"


@pytest.mark.parametrize("dash", "‐‑‒–—−－\u00ad")
@given(key=st.uuids().map(str))
def test_dashes_of_a_word_processor_are_put_right(dash: str, key: str) -> None:
    pasted = read(key.replace("-", dash))
    assert pasted.text == key
    assert [(cleaning.change.name, cleaning.count) for cleaning in pasted.cleanings] == [("DASHES", 4)]


PIECES = [
    *("Bearer ", '"', "'Bearer ", "\x1b", "\x1b[", "\x1b]0;", "\x9d", "^[[", "^M", "[1m", "\n", "=\n", "key=", "key: "),
    *(
        "-",
        "a.",
        "a@a.",
        "://",
        "x",
        "{",
        "curl ",
        "public ",
        "•",
        "8f14e45f-",
        "8 ",
        UUID,
        UUID + "\n",
        "sk_live_a1\n",
    ),
]


@pytest.mark.parametrize("piece", PIECES, ids=ascii)
def test_a_hundred_thousand_characters_are_read_at_once(piece: str) -> None:
    started = process_time()
    read((piece * 100_000)[:100_000] + "é")
    assert process_time() - started < 5
