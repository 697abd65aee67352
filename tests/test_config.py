"""Settings from the environment: their meaning, refused values, and that no secret is repeated."""

import traceback
from collections.abc import Mapping
from pathlib import Path

import pytest

from ava_onboard import config
from ava_onboard.config import AVA_URL, Config
from ava_onboard.domain.failure import ProblemError
from ava_onboard.domain.secret import Token
from ava_onboard.domain.verdict import VAPI_URLS, Region

URLS = ("AVA_API_URL", "VAPI_API_URL", "VAPI_EU_API_URL")
SECRET = "facade-marked-secret-0123456789"
MINE, EUROPE = "https://vapi.example", "https://eu.vapi.example"

MEANINGS = [
    ({}, Config()),
    (dict.fromkeys((*URLS, "AVA_TOKEN", "AVA_ONBOARD_LANG", "AVA_ONBOARD_HOME"), ""), Config()),
    ({"AVA_API_URL": "https://ava.example"}, Config(ava_url="https://ava.example", ava_url_is_said=True)),
    ({"AVA_API_URL": " https://ava.example/base// "}, Config(ava_url="https://ava.example/base", ava_url_is_said=True)),
    ({"AVA_API_URL": "https://äva.example"}, Config(ava_url="https://äva.example", ava_url_is_said=True)),
    ({"AVA_API_URL": "https://ava.example."}, Config(ava_url="https://ava.example.", ava_url_is_said=True)),
    ({"AVA_API_URL": "HTTPS://ava.example:8443"}, Config(ava_url="HTTPS://ava.example:8443", ava_url_is_said=True)),
    *(
        ({"AVA_API_URL": base + cut + slash}, Config(ava_url=base, ava_url_is_said=True, ava_url_cut=cut))
        for base in ("https://ava.example", "https://ava.example/base", "https://api", "http://localhost:8000")
        for cut in ("/api", "/api/v1", "/API/v1", "//api//v1", "/api/v1/vapi-settings", "/api/v1/auth/login")
        for slash in ("", "/", "//")
    ),
    *(
        ({"AVA_API_URL": url}, Config(ava_url=url, ava_url_is_said=True))
        for url in ("https://api.ava.example", "https://ava.example/apis", "https://ava.example/my-api", "https://api")
    ),
    ({"VAPI_API_URL": MINE}, Config(vapi_urls={Region.US: MINE})),
    ({"VAPI_API_URL": MINE, "VAPI_EU_API_URL": EUROPE}, Config(vapi_urls={Region.US: MINE, Region.EU: EUROPE})),
    ({"VAPI_EU_API_URL": EUROPE}, Config(vapi_urls={Region.US: VAPI_URLS[Region.US], Region.EU: EUROPE})),
    ({"AVA_TOKEN": f" {SECRET}\n"}, Config(token=Token(SECRET))),
    ({"AVA_ONBOARD_LANG": "fr"}, Config(language="fr")),
    ({"AVA_ONBOARD_LANG": "en_GB.UTF-8"}, Config(language="en")),
    ({"AVA_ONBOARD_HOME": "/somewhere"}, Config(home=Path("/somewhere"))),
    ({"UNRELATED": "value"}, Config()),
]

INSECURE = [
    "http://ava.example",
    "http://192.168.1.10:8000",
    "http://localhost.example",
    "http://127.0.0.1.example",
    "http://0.0.0.0:8000",
    "http://10.0.0.1",
    "http://[2001:db8::1]",
    "HTTP://ava.example",
]
LOOPBACK = [
    "http://localhost",
    "http://LOCALHOST:8000",
    "http://127.0.0.1:8000",
    "http://127.8.8.8",
    "http://[::1]",
    "http://[::1]:8000/base",
    "https://localhost",
]
NONSENSE = [
    "ava.example",
    "localhost:8000",
    "//ava.example",
    "ftp://ava.example",
    "file:///etc/passwd",
    "https://",
    "https:///path",
    "https://[::1",
    "https://256.1.1.1",
    "https://1.2.3.999/api",
    "https://1.2.3",
    "https://ava.7",
    "https://[v1.a]",
    "https://[::g]",
    "https://ava.example:port",
    "https://ava.example:70000",
    "https://ava.example:0",
    "https://ava,example",
    "https://ava.example;other.example",
    "https://<ava.example>",
    'https://"ava.example"',
    "https://ava%20.example",
    f"https://someone:{SECRET}@ava.example",
    f"https://:{SECRET}@ava.example",
    f"https://{SECRET}@ava.example",
    f"https://ava.example/?token={SECRET}",
    "https://ava.example?",
    "https://ava.example/#",
    "https://ava.example/#part",
    "https://ava .example",
    "https://ava.exa\nmple",
    "https://ava.example/\x1b[2J",
    "https://ava..example",
    "https://.ava.example",
    f"https://{'a' * 64}.example",
    "https://☃.example",
    "https://ava\u200b.example",
    "https://-é.example",
    "https://é\u0300\u0300-.example",
    "https://xn--é.example",
]


def refused(environment: Mapping[str, str], language: str | None = None, profile: str | None = None) -> tuple[str, str]:
    """Return the code of the refusal and the name of the setting; fail if it repeats a value."""
    with pytest.raises(ProblemError) as caught:
        config.read(environment, language=language, profile=profile)
    failure = caught.value.failure
    shown = [repr(caught.value), repr(failure), failure.sentence, failure.remedy]
    shown += traceback.format_exception(caught.value)
    assert SECRET not in "".join(shown)
    assert failure.problem.exit == 2
    return failure.code, failure.values["name"]


@pytest.mark.parametrize(
    ("environment", "expected"), MEANINGS, ids=[",".join(names) or "nothing" for names, _ in MEANINGS]
)
def test_the_environment_gives_the_settings(environment: dict[str, str], expected: Config) -> None:
    assert config.read(environment) == expected


@pytest.mark.parametrize("url", LOOPBACK)
@pytest.mark.parametrize("name", URLS)
def test_this_computer_itself_may_be_reached_without_tls(name: str, url: str) -> None:
    config.read({name: url})


@pytest.mark.parametrize("url", INSECURE)
@pytest.mark.parametrize("name", URLS)
def test_everything_else_must_be_secure(name: str, url: str) -> None:
    assert refused({name: url}) == ("C01", name)


@pytest.mark.parametrize("url", NONSENSE)
@pytest.mark.parametrize("name", URLS)
def test_an_invalid_address_is_refused(name: str, url: str) -> None:
    assert refused({name: url}) == ("C02", name)


YES = ["1", "true", "TRUE", "yes", "Yes", "on", " on ", "y", "Y", "t", "oui", "Oui", "o", "vrai"]
NO = ["0", "false", "No", "off", "OFF", "", "  ", "n", "N", "f", "non", "NON", "faux"]


@pytest.mark.parametrize("name", ["AVA_ONBOARD_ACCESSIBLE", "ACCESSIBLE"])
@pytest.mark.parametrize(("value", "meaning"), [(yes, True) for yes in YES] + [(no, False) for no in NO])
def test_a_switch_is_set_with_the_usual_words(name: str, value: str, meaning: bool) -> None:
    assert config.read({name: value}).accessible is meaning


@pytest.mark.parametrize("value", ["maybe", "2", "-1", "ouais", "yy", "of", "10", "true false", "y/n", "ｏｎ"])
def test_any_other_word_is_refused_in_our_own_switch_and_ignored_in_that_of_all_programs(value: str) -> None:
    assert refused({"AVA_ONBOARD_ACCESSIBLE": value, "ACCESSIBLE": "1"}) == ("C02", "AVA_ONBOARD_ACCESSIBLE")
    assert not config.read({"ACCESSIBLE": value}).accessible


@pytest.mark.parametrize(("value", "meaning"), [("off", False), ("no", False), ("1", True), ("", True), (None, True)])
def test_offering_the_clipboard_can_be_switched_off(value: str | None, meaning: bool) -> None:
    assert config.read({} if value is None else {"AVA_ONBOARD_CLIPBOARD": value}).offers_clipboard is meaning
    assert refused({"AVA_ONBOARD_CLIPBOARD": "maybe"}) == ("C02", "AVA_ONBOARD_CLIPBOARD")


def test_our_own_switch_takes_precedence_over_that_of_all_programs() -> None:
    assert not config.read({"AVA_ONBOARD_ACCESSIBLE": "off", "ACCESSIBLE": "1"}).accessible
    assert config.read({"AVA_ONBOARD_ACCESSIBLE": "on", "ACCESSIBLE": "0"}).accessible


@pytest.mark.parametrize(("value", "meaning"), [("1", True), ("off", False), ("", None)])
def test_the_bell_is_set_like_other_switches(value: str, meaning: bool | None) -> None:
    assert config.read({"AVA_ONBOARD_BELL": value}).bell is meaning
    assert refused({"AVA_ONBOARD_BELL": "loud"}) == ("C02", "AVA_ONBOARD_BELL")


@pytest.mark.parametrize("token", [f"Bearer {SECRET}", f"{SECRET}\n{SECRET}", f"{SECRET}é", f"{SECRET}\x00"])
def test_a_token_that_does_not_fit_into_a_header_is_refused(token: str) -> None:
    assert refused({"AVA_TOKEN": token}) == ("C02", "AVA_TOKEN")


def test_the_token_is_in_no_repr() -> None:
    settings = config.read({"AVA_TOKEN": SECRET})
    assert settings.token == Token(SECRET)
    assert SECRET not in repr(settings) + str(settings)


def test_the_language_option_overrides_the_variable() -> None:
    assert config.read({"AVA_ONBOARD_LANG": "en"}, language="fr").language == "fr"


@pytest.mark.parametrize(("variable", "option", "name"), [("tlh", None, "AVA_ONBOARD_LANG"), ("fr", "tlh", "--lang")])
def test_a_language_that_does_not_exist_is_refused(variable: str, option: str | None, name: str) -> None:
    assert refused({"AVA_ONBOARD_LANG": variable}, option) == ("C02", name)


def test_the_profile_option_overrides_the_variable() -> None:
    assert config.read({}).profile == "default"
    assert config.read({"AVA_ONBOARD_PROFILE": "shop-2"}).profile == "shop-2"
    assert config.read({"AVA_ONBOARD_PROFILE": "shop-2"}, profile="office").profile == "office"


NO_PROFILES = ["Shop", "a b", "a/b", "..", "-a", "é", "a_b", "con", "lpt1", "x" * 33, "a\n", "²"]


@pytest.mark.parametrize("name", NO_PROFILES)
def test_a_profile_that_is_not_a_valid_file_name_everywhere_is_refused(name: str) -> None:
    assert refused({"AVA_ONBOARD_PROFILE": name}) == ("C02", "AVA_ONBOARD_PROFILE")
    assert refused({}, profile=name) == ("C02", "--profile")


def test_an_empty_profile_is_refused_as_an_option_only() -> None:
    assert config.read({"AVA_ONBOARD_PROFILE": ""}).profile == "default"
    with pytest.raises(ProblemError):
        config.read({}, profile="")


def test_each_profile_has_its_own_file(tmp_path: Path) -> None:
    assert Config(home=tmp_path, profile="shop").state_file != Config(home=tmp_path).state_file


def test_the_home_of_an_unknown_user_is_refused() -> None:
    assert refused({"AVA_ONBOARD_HOME": "~nobody-of-this-name/ava"}) == ("C02", "AVA_ONBOARD_HOME")


def test_the_regions_are_asked_in_their_order() -> None:
    assert list(Config().regions.items()) == list(VAPI_URLS.items())
    assert list(config.read({"VAPI_EU_API_URL": EUROPE}).regions) == [Region.US, Region.EU]
    assert config.read({"VAPI_API_URL": MINE}).regions == {Region.US: MINE}


def test_the_defaults_are_secure() -> None:
    defaults = {"AVA_API_URL": AVA_URL, "VAPI_API_URL": VAPI_URLS[Region.US], "VAPI_EU_API_URL": VAPI_URLS[Region.EU]}
    assert config.read(defaults) == Config(ava_url_is_said=True, vapi_urls=VAPI_URLS)


def test_the_home_variable_gives_one_folder_for_everything(tmp_path: Path) -> None:
    settings = config.read({"AVA_ONBOARD_HOME": str(tmp_path)})
    assert settings.state_file == tmp_path / "state" / "default.json"
    assert settings.log_file == tmp_path / "log" / "ava-onboard.log"


def test_without_it_the_system_s_folders_are_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "XDG_STATE_HOME", "LOCALAPPDATA", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    for path in (Config().state_file, Config().log_file):
        assert "ava-onboard" in path.parts[-2:] or "ava-onboard" in path.parent.parts


def test_the_variables_that_have_set_an_address_are_known() -> None:
    own = config.read({"AVA_API_URL": "https://ava.example", "VAPI_EU_API_URL": "https://eu.example"})
    assert (own.ava_setting, own.vapi_settings) == ("AVA_API_URL", {Region.EU: "VAPI_EU_API_URL"})
    assert (config.read({}).ava_setting, config.read({}).vapi_settings) == (None, {})
    assert (own._replace(simulated=True).ava_setting, own._replace(simulated=True).vapi_settings) == (None, {})
