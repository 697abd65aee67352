"""Which language is spoken, and what it is called."""

import pytest

from ava_onboard import locales
from ava_onboard.locales import Language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("fr", Language.FR),
        ("FR", Language.FR),
        (" fr ", Language.FR),
        ("fr_CA.UTF-8", Language.FR),
        ("fr-BE", Language.FR),
        ("en_GB", Language.EN),
        ("de_DE.UTF-8", None),
        ("C.UTF-8", None),
        ("", None),
        (None, None),
    ],
)
def test_a_language_is_read_from_many_spellings(text: str | None, language: Language | None) -> None:
    assert locales.parse(text) is language


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({"LANG": "fr_FR.UTF-8"}, Language.FR),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "en_US.UTF-8"}, Language.EN),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "fr_FR.UTF-8"}, Language.FR),
        ({"LANG": "de_DE.UTF-8"}, Language.EN),
        ({"LANG": "C"}, Language.EN),
    ],
)
def test_the_system_s_language_comes_from_its_locale(
    variables: dict[str, str], language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert locales.of_system() is language


def test_a_sentence_is_translated_when_it_is_shown() -> None:
    assert locales._("Configured") == "Configured"
    locales.use(Language.FR)
    assert locales._("Configured") == "Configuré"
    assert locales._("a sentence that nobody marked") == "a sentence that nobody marked"


def test_the_switch_leads_to_the_other_language_by_its_own_name() -> None:
    assert [(language.own_name, language.other) for language in Language] == [
        ("English", Language.FR),
        ("Français", Language.EN),
    ]
