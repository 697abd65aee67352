"""The codes of the live mirror."""

import re

from ava_onboard.contract.live import Code
from ava_onboard.domain.situation.symbols import fits, fits_live, new_live_code
from ava_onboard.domain.speakable import ALPHABET


def test_no_code_is_one_of_a_situation_and_a_wrong_symbol_is_noticed() -> None:
    for code in {new_live_code() for _ in range(200)}:
        assert fits_live(code)
        assert not fits(code)
        wrong = {code[:at] + symbol + code[at + 1 :] for at in range(6) for symbol in ALPHABET} - {code}
        assert not any(map(fits_live, wrong))


def test_neighbours_that_are_swapped_are_noticed() -> None:
    for code in {new_live_code() for _ in range(200)}:
        swapped = {code[:at] + code[at + 1] + code[at] + code[at + 2 :] for at in range(5)} - {code}
        assert not any(map(fits_live, swapped))


def test_what_is_not_a_code_does_not_fit() -> None:
    assert not any(map(fits_live, ("", "MCEFQ", "MCEFQW7", "mcefqw", "0OIL12")))


def test_the_contract_has_the_same_alphabet() -> None:
    pattern = Code.model_json_schema()["properties"]["code"]["pattern"]
    assert sorted(re.findall(r"[0-9A-Z]", pattern.split("]")[0])) == sorted(ALPHABET)
