"""Which language is spoken, and what it is called."""

import pytest

from ava_onboard import locales


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("fr", "fr"),
        ("FR", "fr"),
        (" fr ", "fr"),
        ("fr_CA.UTF-8", "fr"),
        ("fr-BE", "fr"),
        ("en_GB", "en"),
        ("de_DE.UTF-8", None),
        ("C.UTF-8", None),
        ("", None),
        (None, None),
    ],
)
def test_a_language_is_read_from_many_spellings(text: str | None, language: str | None) -> None:
    assert locales.parse(text) is language


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "C"}, "en"),
    ],
)
def test_the_system_s_language_comes_from_its_locale(
    variables: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert locales.of_system() is language


def test_a_sentence_is_translated_when_it_is_shown() -> None:
    assert locales._("Configured") == "Configured"
    locales.use("fr")
    assert locales._("Configured") == "Configuré"
    assert locales._("a sentence that nobody marked") == "a sentence that nobody marked"


def test_the_switch_leads_to_the_other_language_by_its_own_name() -> None:
    assert [(language.own_name, language.other) for language in str] == [
        ("English", "fr"),
        ("Français", "en"),
    ]
