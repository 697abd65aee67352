"""Where lines are broken, and where they never are."""

from hypothesis import example, given
from hypothesis import strategies as st

from ava_onboard.text.wrapping import spans, wrapped

NBSP = "\u00a0"
TEXTS = st.text(alphabet=f"ab «»:!é{NBSP}\n", max_size=60)


def test_a_no_break_space_holds_what_is_around_it() -> None:
    words = f"Créez la clé «{NBSP}Ava{NBSP}» ici{NBSP}: maintenant"
    assert wrapped(words, 14) == ["Créez la clé", f"«{NBSP}Ava{NBSP}» ici{NBSP}:", "maintenant"]


def test_a_word_that_would_be_alone_on_the_last_line_takes_another_along() -> None:
    assert wrapped("four short steps lead to one", 25) == ["four short steps lead", "to one"]
    assert wrapped("the first\nfour steps lead to one", 18) == ["the first", "four steps lead", "to one"]


def test_a_word_stays_alone_where_the_line_before_cannot_spare_one() -> None:
    assert wrapped("two words alone", 9) == ["two words", "alone"]
    assert wrapped("at an immeasurably long-winded", 21) == ["at an immeasurably", "long-winded"]
    assert wrapped("a b https://vapi.ai", 12) == ["a b", "https://vapi", ".ai"]


def test_a_word_that_is_too_long_is_cut() -> None:
    assert wrapped("https://vapi.ai and", 8) == ["https://", "vapi.ai", "and"]


def test_empty_lines_stay() -> None:
    assert wrapped("a\n\nb", 5) == ["a", "", "b"]


@given(TEXTS, st.integers(1, 20))
def test_every_line_fits_and_nothing_but_spaces_is_lost(words: str, width: int) -> None:
    lines = wrapped(words, width)
    assert all(len(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == words.replace(" ", "").replace("\n", "")


@given(TEXTS)
@example(f" b{NBSP}")
@example(f"\n:\n  b{NBSP}b ")
def test_a_line_starts_at_a_no_break_space_only_where_a_word_is_cut(words: str) -> None:
    longest = max((len(word) for line in words.split("\n") for word in line.split(" ")), default=0)
    for start, end in spans(words, max(longest, 1)):
        line = words[start:end]
        assert not line.startswith(NBSP) or start == 0 or words[start - 1] in " \n"
