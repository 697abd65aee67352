"""Codes that are read out on the phone."""

import re

import pytest

from ava_onboard.domain.speakable import ALPHABET, new_code, new_request_id, spoken


def test_no_character_looks_like_another() -> None:
    for alike in ("0O", "1IL", "2Z", "5S", "6G", "8B", "UV"):
        assert len(set(alike) & set(ALPHABET)) <= 1
    assert not set("01OIL") & set(ALPHABET)
    assert len(set(ALPHABET)) == len(ALPHABET)


@pytest.mark.parametrize("groups", [1, 2, 4])
def test_a_code_has_groups_of_four_characters(groups: int) -> None:
    group = f"[{ALPHABET}]{{4}}"
    assert re.fullmatch("-".join([group] * groups), new_code(groups))


def test_two_groups_of_our_own_request_id_are_read_out() -> None:
    request_id = new_request_id()
    assert spoken(request_id) == request_id[:9]
    assert len({new_request_id() for _ in range(100)}) == 100


@pytest.mark.parametrize(
    "request_id",
    [
        "req-1",
        "8f14e45f-fade-4dad-8bad-facade000001",
        "facade" * 5,
        "K7QF-3XRD",
        "k7qf-3xrd-9ace-hjkm",
        "1000-1000-1000-1000",
    ],
)
def test_the_whole_of_another_request_id_is_read_out(request_id: str) -> None:
    assert spoken(request_id) == request_id
