"""The choice of the language, and the names of languages."""

from ctypes import Array, c_wchar

import pytest

from ava_onboard import locales
from ava_onboard.locales import windows
from ava_onboard.text import answers


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("fr", "fr"),
        ("FR", "fr"),
        (" fr ", "fr"),
        ("fr_CA.UTF-8", "fr"),
        ("fr-BE", "fr"),
        ("en_GB", "en"),
        ("tlh_XX.UTF-8", None),
        ("C.UTF-8", None),
        ("", None),
        (None, None),
    ],
)
def test_a_language_is_read_from_many_spellings(text: str | None, language: str | None) -> None:
    assert locales.parse(text) == language


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "tlh_XX.UTF-8"}, "en"),
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
    assert locales.of_system() == language


def test_a_sentence_is_translated_when_it_is_shown() -> None:
    assert locales._("Configured") == "Configured"
    locales.use("fr")
    assert locales._("Configured") == "Configuré"
    assert locales._("a sentence that nobody marked") == "a sentence that nobody marked"


def test_the_switch_shows_the_next_language_in_its_own_words() -> None:
    codes = locales.languages()
    for code, following in zip(codes, [*codes[1:], codes[0]], strict=True):
        locales.use(code)
        assert (locales.next_language(), locales.switch_label()) == (following, locales.own_name(following))
    assert (locales.own_name("en"), locales.own_name("fr")) == ("English", "Français")


@pytest.mark.parametrize(
    ("name", "language"), [("French_France", "fr"), ("English_United States", "en"), ("Klingon_Nowhere", "en")]
)
def test_windows_names_its_language_in_words(name: str, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr("locale.getlocale", lambda: (name, "1252"))
    assert locales.of_system() == language


@pytest.mark.parametrize(
    ("language", "answer", "yes"),
    [
        ("en", "y", True),
        ("en", " YES ", True),
        ("en", "o", False),
        ("fr", "o", True),
        ("fr", "Oui", True),
        ("fr", "y", True),
        ("fr", "", False),
        ("fr", "non", False),
    ],
)
def test_yes_is_accepted_in_the_language_of_the_question_and_in_english(language: str, answer: str, yes: bool) -> None:
    locales.use(language)
    assert answers.is_yes(answer) is yes


ASKS_WINDOWS = pytest.mark.not_on_windows("Windows itself says the country")


@pytest.mark.parametrize(
    ("variables", "country"),
    [
        ({"LANG": "fr_FR.UTF-8"}, "FR"),
        ({"LANG": "fr_CA.UTF-8", "LC_ALL": "fr_BE"}, "BE"),
        ({"LC_MESSAGES": "fr-CH@euro", "LANG": "en_US"}, "CH"),
        pytest.param({"LANG": "fr"}, None, marks=ASKS_WINDOWS),
        pytest.param({"LANG": "C.UTF-8"}, None, marks=ASKS_WINDOWS),
        pytest.param({"LANG": "es_419"}, None, marks=ASKS_WINDOWS),
        pytest.param({}, None, marks=ASKS_WINDOWS),
    ],
)
def test_the_country_is_that_of_the_locale(
    variables: dict[str, str], country: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert locales.country() == country


class Kernel32:
    """What Windows says about the person, through the two functions that are used."""

    def __init__(self, region: str | None, name: str) -> None:
        self._name = name
        if region is not None:  # Windows 10 of 2017 and newer
            self.GetUserDefaultGeoName = lambda buffer, size: self._fill(buffer, size, region)

    def GetUserDefaultLocaleName(self, buffer: Array[c_wchar], size: int) -> int:  # noqa: N802 - its name in Windows
        return self._fill(buffer, size, self._name)

    def _fill(self, buffer: Array[c_wchar], size: int, text: str) -> int:
        assert len(buffer) == size > len(text)
        buffer.value = text
        return len(text) + 1 if text else 0


@pytest.mark.parametrize(
    ("region", "name", "country"),
    [
        ("FR", "en-US", "FR"),
        (None, "fr-BE", "BE"),
        ("", "fr-CH", "CH"),
        ("001", "zh-Hans-CN", "CN"),
        ("419", "es-419", None),
        (None, "fr", None),
        (None, "", None),
    ],
)
def test_windows_knows_the_country_without_a_variable(region: str | None, name: str, country: str | None) -> None:
    assert windows.country(Kernel32(region, name)) == country


def test_the_country_of_a_variable_takes_precedence_over_that_of_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ava_onboard.locales.windows.kernel32", lambda: Kernel32("FR", "fr-FR"))
    monkeypatch.setenv("LC_ALL", "fr_BE.UTF-8")
    assert locales.country() == "BE"
    monkeypatch.setenv("LC_ALL", "fr")
    assert locales.country() == "FR"
