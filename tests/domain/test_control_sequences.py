"""Control sequences of terminals are removed as wholes; what is left of one is not sent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ava_onboard.domain.hints import Look
from ava_onboard.domain.pasted import Change, read

ESCAPES = st.sampled_from(["\x1b", "^[", "\\e", "\\033", "\\x1b", "\\u001b", "\x1b\x1b"])
parameters = st.text("0123456789;", max_size=8)
words = st.text("abc /:;=?.é", max_size=20)
csi = st.tuples(parameters, st.sampled_from("mKJHABCDhlnr~u")).map("".join)

sequences = st.one_of(
    st.tuples(ESCAPES, st.just("["), csi).map("".join),
    st.tuples(st.just("\x9b"), csi).map("".join),
    st.sampled_from(["\x1b[200~", "\x1b[201~", "^[[200~", "\x1b[[A", "\x1b[?25h", "\x1b[>0c", "\x1b[1;5 q"]),
    st.tuples(st.sampled_from(["\x1bO", "\x1bN", "\x8f", "\x8e"]), st.sampled_from("ABCDPQRS")).map("".join),
    st.tuples(
        st.sampled_from(["\x1b]", "\x9d", "\x1bP", "\x90", "\x1b_", "\x9f", "\x1b^", "\x9e", "\x1bX", "\x98"]),
        words,
        st.sampled_from(["\x07", "\x1b\\", "\x9c"]),
    ).map("".join),
    st.sampled_from(["\x1b(B", "\x1b)0", "\x1b=", "\x1b>"]),
)
keys = st.one_of(st.uuids().map(str), st.text("abcXYZ019", min_size=8).map(lambda rest: f"sk_live_{rest}"))


@given(keys, st.lists(sequences, min_size=1, max_size=4), st.lists(sequences, max_size=4))
def test_a_key_among_sequences_comes_out_unchanged(key: str, before: list[str], behind: list[str]) -> None:
    pasted = read("".join(before) + key + "".join(behind))
    assert pasted.key is not None
    assert pasted.key.reveal() == key
    assert [cleaning.change for cleaning in pasted.cleanings] == [Change.CONTROL]


@given(st.uuids().map(str), sequences, st.integers(1, 35))
def test_a_sequence_inside_a_key_is_removed_too(key: str, sequence: str, where: int) -> None:
    pasted = read(key[:where] + sequence + key[where:])
    assert pasted.text == key


@pytest.mark.parametrize(
    "text",
    [
        "\x1bsk_live_MARKED0123456789",
        "sk_live_MARKED0123456789\x1b[31",
        "\x1b]0;a title sk_live_MARKED0123456789",
        "\x1bPsk_live_MARKED0123456789",
        "sk_live_MARKED0123456789\x1b7",
        "\x9dsk_live_MARKED0123456789",
    ],
    ids=ascii,
)
def test_a_text_with_an_incomplete_sequence_is_not_sent(text: str) -> None:
    pasted = read(text)
    assert pasted.key is None
    assert pasted.hints[0].look is Look.CONTROL
    assert "\x1b" not in pasted.text


@given(st.text(st.one_of(st.sampled_from("\x1b[]0;mPO^\\~\x07\x9b\x9c\x9d"), st.characters()), max_size=60))
def test_no_control_character_is_left_whatever_is_pasted(text: str) -> None:
    assert not any(character < " " and character not in "\t\n\r\v\f" for character in read(text).text)


@pytest.mark.parametrize(
    "around",
    [
        "[<0;10;10M{}",
        "[?1;2c{}",
        "ESC[31m{}",
        "^[(B{}",
        "200~{}201~",
        "00~{}01~",
        "[01;31m[K{}[m[K",
    ],
)
def test_what_is_left_of_sequences_around_a_whole_key_is_removed(around: str) -> None:
    key = "8f14e45f-fade-4dad-8bad-facade000001"
    pasted = read(around.format(key))
    assert pasted.text == key
    assert pasted.looks_like_key
