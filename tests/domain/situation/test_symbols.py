"""Six symbols: every number has some, and what is misheard is noticed."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ava_onboard.domain.situation import symbols
from ava_onboard.domain.speakable import ALPHABET

numbers = st.integers(0, symbols.NUMBERS - 1)
places = st.integers(0, symbols.LENGTH - 1)


@given(numbers)
def test_every_number_comes_back(number: int) -> None:
    code = symbols.encoded(number)
    assert len(code) == symbols.LENGTH
    assert set(code) <= set(ALPHABET)
    assert symbols.decoded(code) == number


@given(numbers, places, st.sampled_from(ALPHABET))
def test_one_wrong_symbol_is_noticed(number: int, place: int, symbol: str) -> None:
    code = symbols.encoded(number)
    wrong = code[:place] + symbol + code[place + 1 :]
    assert wrong == code or symbols.decoded(wrong) is None


@given(numbers, places, places)
def test_two_swapped_symbols_are_noticed_wherever_they_are(number: int, one: int, other: int) -> None:
    code = symbols.encoded(number)
    swapped = list(code)
    swapped[one], swapped[other] = swapped[other], swapped[one]
    assert "".join(swapped) == code or symbols.decoded("".join(swapped)) is None


def test_no_change_that_must_be_noticed_leaves_the_sum_as_it_is() -> None:
    """The proof for all codes: the sum is linear, so only the change counts, and it is never a multiple of 23."""
    differences, weights = range(1, symbols.BASE), range(1, symbols.LENGTH + 1)
    assert all(weight * difference % symbols.BASE for weight, difference in product(weights, differences))
    gaps = {one - other for one, other in product(weights, weights) if one != other}
    assert all(gap * difference % symbols.BASE for gap, difference in product(gaps, differences))


@pytest.mark.parametrize("text", ["", "34", "3479ACD", "3479A0", "3479Aé", "3479 A"])
def test_what_is_not_a_code_does_not_fit(text: str) -> None:
    assert not symbols.fits(text)
    assert symbols.decoded(text) is None


def test_a_code_is_shown_in_two_groups() -> None:
    assert symbols.grouped("K7Q3XR") == "K7Q 3XR"
