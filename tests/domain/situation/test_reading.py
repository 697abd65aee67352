"""What an agent types while a customer reads out."""

import random
from collections.abc import Sequence

import pytest

from ava_onboard.domain.problems import CATALOGUE
from ava_onboard.domain.situation import coding, symbols
from ava_onboard.domain.situation.reading import (
    HeardProblem,
    HeardSituation,
    Unclear,
    problem_code,
    read,
    similar_codes,
    similar_names,
)
from ava_onboard.domain.situation.scenes import Scene, Situation, System
from ava_onboard.domain.situation.spelling import LETTERS, Alphabet, symbols_of
from ava_onboard.domain.speakable import ALPHABET


def code_of(scene: Scene) -> str:
    return coding.encode(Situation(scene, "en", System.LINUX, "keyring"))


def a_code() -> str:
    return code_of(next(coding.all_scenes()))


@pytest.mark.parametrize(
    "text",
    [
        "V05", "v5", "V-05", "v 0 5", "vo5", " V05 ", "Victor zéro cinq", "victor zero five", "VICTOR ZERO CINQ",
        "code V05", "V comme Victor, 0, 5", "V as in Victor zero five", "V 005", "v.05",
    ],
)  # fmt: skip
def test_a_problem_code_is_understood_however_it_is_typed(text: str) -> None:
    assert read(text) == HeardProblem("V05")


@pytest.mark.parametrize(
    ("text", "code"),
    [("A onze", "A11"), ("K quatorze", "K14"), ("kilo fourteen", "K14"), ("A one one", "A11"),
     ("x ray zero one", "X01"), ("X-ray un", "X01"), ("X comme X-ray un", "X01"),
     ("kléber dix", "K10"), ("K dix", "K10"), ("N thirteen", "N13")],
)  # fmt: skip
def test_numbers_are_understood_as_words(text: str, code: str) -> None:
    assert problem_code(text) == code


@pytest.mark.parametrize(
    ("text", "number"),
    [("vingt et un", "21"), ("twenty one", "21"), ("trente-quatre", "34"), ("quatre-vingt-dix-neuf", "99"),
     ("quarante", "40"), ("soixante-dix", "70"), ("soixante et onze", "71"), ("quatre vingts", "80"),
     ("ninety seven", "97"), ("dix-sept", "17"), ("septante-trois", "73"),
     ("quatre trois", "43"), ("nonante", "90"), ("trente onze", "3011")],
)  # fmt: skip
def test_french_and_english_numbers_below_a_hundred(text: str, number: str) -> None:
    assert symbols_of(text) == number


@pytest.mark.parametrize("alphabet", Alphabet)
def test_every_alphabet_can_be_typed_as_it_is_shown(alphabet: Alphabet) -> None:
    assert symbols_of(" ".join(alphabet.spelled(LETTERS + "0123456789"))) == LETTERS + "0123456789"
    assert [word[0] for word in alphabet.spelled("XYZ")] == ["X", "Y", "Z"]


@pytest.mark.parametrize("alphabet", Alphabet)
def test_a_situation_code_can_be_spelled(alphabet: Alphabet, scenes: Sequence[Scene]) -> None:
    for scene in scenes[::7001]:
        code = code_of(scene)
        heard = read(", ".join(alphabet.spelled(code)))
        assert isinstance(heard, HeardSituation)
        assert (heard.code, heard.situation.scene) == (code, scene)


def test_a_situation_code_can_be_typed_with_spaces_dashes_and_small_letters() -> None:
    code = a_code()
    for text in (code, code.lower(), symbols.grouped(code), "-".join(code), f" {code[:3]}-{code[3:]} "):
        assert isinstance(read(text), HeardSituation)


def test_ten_thousand_typing_errors_never_decode_silently(scenes: Sequence[Scene]) -> None:
    rng = random.Random(13)
    for _attempt in range(10_000):
        typed = list(code_of(rng.choice(scenes)))
        right, place = list(typed), rng.randrange(6)
        match rng.randrange(4):
            case 0:
                typed[place] = rng.choice(ALPHABET)
            case 1:
                other = min(place + 1, 5)
                typed[place], typed[other] = typed[other], typed[place]
            case 2:
                del typed[place]
            case _:
                typed.insert(place, typed[place])
        assert typed == right or isinstance(read("".join(typed)), Unclear | HeardProblem)


def test_a_symbol_that_no_code_has_is_named_with_its_place() -> None:
    code = a_code()
    assert read(code[:2] + "B" + code[3:]) == Unclear(length=6, foreign=((3, "B"),))


def test_a_symbol_that_sounds_alike_is_suspected(scenes: Sequence[Scene]) -> None:
    found = 0
    for scene in scenes[::97]:
        code = code_of(scene)
        if "M" not in code:
            continue
        place = code.index("M")
        heard = read(code[:place] + "N" + code[place + 1 :])
        assert isinstance(heard, Unclear)
        if (place + 1, "N", "M") in heard.suspects:
            found += 1
        else:
            assert len(heard.suspects) == 3, "no more are named"
    assert found > 100


def test_a_code_of_a_newer_version_is_called_so() -> None:
    assert read(symbols.encoded(coding.SIZE * 2)) == Unclear(length=6, newer=True)


@pytest.mark.parametrize("text", ["", "??", "one", "K7Q3X", "K7Q3XRR", "bonjour madame", "0", "🗝"])
def test_anything_else_is_unclear(text: str) -> None:
    assert isinstance(read(text), Unclear)


def test_what_was_typed_is_not_repeated() -> None:
    for text in ("8f14e45f-fade-4dad-8bad-facadeMARKED", "MARKEDMARKED secret", "MARKED" * 100):
        assert "MARKED" not in repr(read(text)).upper().replace("UNCLEAR", "")


def test_codes_that_look_like_it_are_offered() -> None:
    assert similar_codes("V50")[0].startswith("V")
    assert all(code.endswith("12") for code in similar_codes("Q12"))
    assert similar_codes("8f14e45f-fade-4dad-8bad-facade000001") == ()
    assert similar_codes("nothing like a code") == ()
    assert all(similar_codes(code)[0] == code for code in CATALOGUE)


def test_names_that_look_like_it_are_offered() -> None:
    assert similar_names("statut", ["status", "save"]) == ("status",)
    assert similar_names("xyz", ["status", "save"]) == ()
