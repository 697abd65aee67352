"""Situations as codes: encoding and decoding are inverse, and nothing that can happen is without a code."""

from collections.abc import Sequence
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ava_onboard import locales
from ava_onboard.cli import commands
from ava_onboard.domain import problems, store_kind
from ava_onboard.domain.fact import Answer, Fact
from ava_onboard.domain.situation import coding, of_commands, symbols, troubles
from ava_onboard.domain.situation.coding import decode, encode
from ava_onboard.domain.situation.facts import FACTS, OUTLINES, facts_of, shown
from ava_onboard.domain.situation.scenes import (
    Answered,
    Checked,
    OnCard,
    OnCommandLine,
    Place,
    Scene,
    Situation,
    System,
)
from ava_onboard.domain.situation.troubles import Trouble
from ava_onboard.domain.status import Status
from ava_onboard.domain.verdict import Region


@pytest.mark.slow
def test_every_scene_comes_back_and_no_two_have_the_same_code(scenes: Sequence[Scene]) -> None:
    codes = set()
    for scene in scenes:
        situation = Situation(scene, "fr", System.LINUX, "file")
        code = encode(situation)
        assert decode(code) == situation
        codes.add(code)
    assert len(codes) == len(scenes) > 100_000


@given(st.data(), st.sampled_from(coding.LANGUAGES), st.sampled_from(System), st.sampled_from(coding.STORES))
def test_language_system_and_store_come_back_too(
    scenes: Sequence[Scene], data: st.DataObject, language: str, system: System, store: str
) -> None:
    scene = scenes[data.draw(st.integers(0, len(scenes) - 1))]  # sampling would copy them for each example
    situation = Situation(scene, language, system, store)
    assert decode(encode(situation)) == situation


@given(st.integers(0, symbols.NUMBERS - 1))
def test_every_code_that_fits_is_a_situation_or_of_a_newer_version(number: int) -> None:
    code = symbols.encoded(number)
    situation = decode(code)
    assert situation is None or encode(situation) == code


def test_there_is_room_for_more_and_for_later_versions() -> None:
    for version in range(coding.VERSION + 1):
        places = sorted((it.start, it.start + it.size) for it in coding.layouts() if it.version == version)
        starts, ends = zip(*places, strict=True)
        assert starts == (0, *ends[:-1])
        assert ends[-1] * coding.AROUND_SIZE <= coding.SIZE
    later = symbols.encoded(coding.SIZE * (coding.VERSION + 1))
    assert symbols.fits(later)
    assert decode(later) is None


def test_what_came_later_has_a_code_of_its_own_and_leaves_the_others_as_they_were() -> None:
    def version_of(scene: Scene) -> int:
        number = symbols.decoded(encode(Situation(scene, "en", System.OTHER, "keyring")))
        assert number is not None
        return number // coding.SIZE

    card, answered = OnCard(FACTS[0], None), Answered(Place.GUIDE, Checked.MAIN, None, OUTLINES[0])
    assert [version_of(scene) for scene in (card, answered)] == [0, 0]
    assert [version_of(scene) for scene in (card._replace(unprotected=True), answered._replace(moves=True))] == [1, 1]
    assert encode(Situation(card, "en", System.OTHER, "keyring")) == "PTKT3F"


def test_a_trouble_that_this_version_does_not_know_decodes_to_nothing() -> None:
    room = next(trouble for trouble in troubles.CARD if troubles.is_room(trouble))
    assert decode(encode(Situation(OnCard(FACTS[0], room), "en", System.OTHER, "keyring"))) is None


def test_what_the_format_does_not_list_is_an_error() -> None:
    with pytest.raises(ValueError, match="not in tuple"):
        encode(Situation(OnCard(FACTS[0], Trouble("V99")), "en", System.OTHER, "keyring"))


def test_every_code_of_the_catalogue_has_a_place() -> None:
    """A code that is missing here goes into the room at the end of its list in ``troubles``."""
    listed = {trouble.code for trouble in troubles.ALL if trouble and not troubles.is_room(trouble)}
    assert listed >= set(problems.CATALOGUE)


def test_the_languages_stores_and_commands_of_the_format_exist() -> None:
    assert set(coding.LANGUAGES) <= set(locales.languages())
    assert set(coding.STORES) <= {kind.name for kind in store_kind.KINDS}
    assert set(of_commands.COMMANDS) - {"", of_commands.UNLISTED} <= set(commands.NAMES)


def test_a_trouble_of_the_network_names_its_service_if_that_is_known() -> None:
    assert troubles.named(Trouble("N02", "Vapi"), troubles.APP) == Trouble("N02", "Vapi")
    assert troubles.named(Trouble("N02", "proxy"), troubles.APP) == Trouble("N02", "Ava")
    assert troubles.named(Trouble("V05", "Vapi"), troubles.APP) == Trouble("V05")
    assert troubles.named(Trouble("U01"), troubles.APP) is None
    assert troubles.named(None, troubles.APP) is None


def test_the_facts_of_a_drawn_status_are_the_facts_that_it_was_drawn_from() -> None:
    for facts in FACTS:
        assert facts_of(shown(facts, "1111", "2222", "somebody")) == facts


PREVIEWS = (None, "1111", "2222")
ANY_FACT = [
    Fact(answer, preview, region=region)
    for answer, preview, region in product(Answer, PREVIEWS, (None, Region.US, Region.EU))
]


@given(st.tuples(*[st.sampled_from(ANY_FACT)] * 7), st.booleans(), st.sampled_from([None, "somebody"]))
def test_every_status_has_facts_with_a_code(facts: tuple[Fact, ...], signed_in: bool, owner: str | None) -> None:
    names = ("kept", "known", "accepted", "used", "last_known", "last_accepted", "last_used")
    fields: dict[str, Any] = dict(zip(names, facts, strict=True))
    status = Status(signed_in=signed_in, owner=owner, **fields)
    assert encode(Situation(OnCard(facts_of(status), None), "en", System.OTHER, "keyring"))


def test_the_code_holds_nothing_but_the_listed_values(scenes: Sequence[Scene]) -> None:
    """Not even room for a part of a key: all situations together are fewer than the codes."""
    assert len(scenes) * len(coding.LANGUAGES) * len(System) * len(coding.STORES) < symbols.NUMBERS
    assert all(isinstance(scene.command, str) for scene in scenes if isinstance(scene, OnCommandLine))
