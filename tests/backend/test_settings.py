import base64
import hashlib
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from ava_onboard.backend.settings import Form, Settings, new_master_key
from ava_onboard.backend.variables import SettingsError

# The same in every run, because they name tests.
KEY = base64.b64encode(hashlib.sha256(b"key").digest()).decode()
SECRET = f"MARKED{hashlib.sha256(b'secret').hexdigest()}"
COMPLETE = {
    "AVA_BACKEND_DATABASE_URL": "sqlite+aiosqlite:///ava.db",
    "AVA_BACKEND_MASTER_KEYS": f"2026:{KEY}",
    "AVA_BACKEND_TOKEN_SECRET": SECRET,
}


def test_the_environment_gives_the_settings() -> None:
    ring = {"AVA_BACKEND_MASTER_KEYS": f"2025:{new_master_key().get_secret_value()}, 2026:{KEY}"}
    rest = {
        "AVA_BACKEND_CURRENT_MASTER_KEY": "2026",
        "AVA_BACKEND_FORM": "deployed",
        "AVA_BACKEND_ACCESS_LIFETIME": "60",
    }
    settings = Settings.from_environment(COMPLETE | ring | rest)

    assert settings.master_key_bytes()["2026"] == base64.b64decode(KEY)
    assert (settings.current_master_key, set(settings.master_keys)) == ("2026", {"2025", "2026"})
    assert (settings.form, settings.access_lifetime, settings.refresh_lifetime) == (Form.DEPLOYED, 60, 604_800)


def test_one_master_key_and_the_documented_form_are_defaults() -> None:
    settings = Settings.from_environment(COMPLETE | {"AVA_BACKEND_FORM": ""})

    assert (settings.current_master_key, settings.form) == ("2026", Form.DOCUMENTED)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DATABASE_URL", ""),
        ("MASTER_KEYS", ""),
        ("MASTER_KEYS", "2026:MARKED"),
        ("MASTER_KEYS", "2026:MARKEDMARKED=é"),
        ("MASTER_KEYS", f"2026:{base64.b64encode(b'x' * 31).decode()}"),
        ("MASTER_KEYS", KEY),
        ("MASTER_KEYS", f"2025:{KEY},2026:{KEY}"),
        ("MASTER_KEYS", f"2026:{KEY},2026:{KEY}"),
        ("MASTER_KEYS", f"2026:{base64.b64encode(bytes(32)).decode()}, 2026 :{KEY}"),
        ("CURRENT_MASTER_KEY", "2027"),
        ("TOKEN_SECRET", ""),
        ("TOKEN_SECRET", "MARKED" * 5),
        ("FORM", "MARKED"),
        ("ACCESS_LIFETIME", "MARKED"),
        ("ACCESS_LIFETIME", "0"),
        ("CLIENT_ADDRESS_HEADER", "X-Forwarded-For"),
        ("CLIENT_ADDRESS_HEADER", "X-Real-IP: MARKED"),
    ],
)
def test_a_missing_or_bad_secret_is_refused(variable: str, value: str) -> None:
    with pytest.raises(SettingsError, match="AVA_BACKEND_") as caught:
        Settings.from_environment(COMPLETE | {f"AVA_BACKEND_{variable}": value})

    assert "MARKED" not in str(caught.value)
    assert KEY not in str(caught.value)


@pytest.mark.parametrize("variable", ["VAPI_URL", "VAPI_EU_URL"])
def test_vapi_is_not_called_without_tls(variable: str) -> None:
    with pytest.raises(SettingsError, match=f"AVA_BACKEND_{variable}: .*https"):
        Settings.from_environment(COMPLETE | {f"AVA_BACKEND_{variable}": "http://vapi.example"})


def test_origins_and_addresses_come_from_the_environment() -> None:
    environment = COMPLETE | {
        "AVA_BACKEND_CORS_ORIGINS": "https://shop.example, http://localhost:3000",
        "AVA_BACKEND_OPERATORS": "camille@example.com, +33612345678",
        "AVA_BACKEND_VAPI_URL": "http://127.0.0.1:9",
    }
    settings = Settings.from_environment(environment)

    assert settings.cors_origins == ("https://shop.example", "http://localhost:3000")
    assert settings.operators == ("camille@example.com", "+33612345678")
    assert settings.vapi_url == "http://127.0.0.1:9"


@pytest.mark.parametrize(
    "origin", ["https://shop.example/", "HTTPS://Shop.Example", " https://shop.example", "https://shop.example:443"]
)
def test_an_origin_is_written_as_browsers_send_it(origin: str) -> None:
    settings = Settings.from_environment(COMPLETE | {"AVA_BACKEND_CORS_ORIGINS": origin})

    assert settings.cors_origins == ("https://shop.example",)


@pytest.mark.parametrize(
    "networks",
    [
        "0.0.0.0/0",
        "127.0.0.1,::/0",
        "nonsense",
        "10.0.0.1/8",
        "0.0.0.0/1,128.0.0.0/1",
        "128.0.0.0/1",
        "0.0.0.0/2,64.0.0.0/2,127.0.0.1",
        "::/1,8000::/1",
    ],
)
def test_unusable_proxies_are_refused(networks: str) -> None:
    with pytest.raises(SettingsError, match="AVA_BACKEND_TRUSTED_PROXIES"):
        Settings.from_environment(COMPLETE | {"AVA_BACKEND_TRUSTED_PROXIES": networks})


@pytest.mark.parametrize(
    "origin",
    [
        "*",
        "null",
        "shop.example",
        "https://shop.example/path",
        "https://a:MARKED@b.c",
        "ftp://a",
        "https://*.MARKED.example",
        "https://shop.example:",
        "https://shop.example:0",
        "https://shop.example:0443",
        "https://shop.example:99999",
        "https://shop.example:MARKED",
        "https://shop.example?MARKED",
        "https://shop.example#MARKED",
        "https://MARKED..example",
        "https://.example",
        "https://shop.example.",
        "https://[::1",
        "https://[MARKED]",
        "https://bücher.example",
        "https://sh%6fp.example",
        "https://shop example",
        "https:/shop.example",
        "https://shop.example\\MARKED",
    ],
)
def test_an_invalid_origin_is_refused(origin: str) -> None:
    with pytest.raises(SettingsError, match="AVA_BACKEND_CORS_ORIGINS") as caught:
        Settings.from_environment(COMPLETE | {"AVA_BACKEND_CORS_ORIGINS": origin})

    assert "MARKED" not in str(caught.value)


@pytest.mark.parametrize(
    "origin", ["http://localhost:3000", "http://127.0.0.1", "http://[::1]:8080", "https://xn--bcher-kva.example"]
)
def test_a_usual_origin_is_kept(origin: str) -> None:
    assert Settings.from_environment(COMPLETE | {"AVA_BACKEND_CORS_ORIGINS": origin}).cors_origins == (origin,)


@pytest.mark.parametrize("port", ["0", "65536", "MARKED"])
def test_a_port_of_the_metrics_that_does_not_exist_is_refused(port: str) -> None:
    with pytest.raises(SettingsError, match="AVA_BACKEND_METRICS_PORT") as caught:
        Settings.from_environment(COMPLETE | {"AVA_BACKEND_METRICS_PORT": port})

    assert "MARKED" not in str(caught.value)


def test_each_setting_can_come_from_a_file(tmp_path: Path) -> None:
    changed = {name: value for name, value in COMPLETE.items() if name != "AVA_BACKEND_TOKEN_SECRET"}
    file = tmp_path / "secret"
    file.write_text(f"{SECRET}\n")
    file.chmod(0o600)

    settings = Settings.from_environment(changed | {"AVA_BACKEND_TOKEN_SECRET_FILE": str(file)})
    assert settings.token_secret.get_secret_value() == SECRET

    with pytest.raises(SettingsError, match="set either this or"):
        Settings.from_environment(COMPLETE | {"AVA_BACKEND_TOKEN_SECRET_FILE": str(file)})
    with pytest.raises(SettingsError, match=r"AVA_BACKEND_TOKEN_SECRET_FILE: .* cannot be read \(FileNotFoundError\)"):
        Settings.from_environment(changed | {"AVA_BACKEND_TOKEN_SECRET_FILE": str(tmp_path / "none")})


@pytest.mark.parametrize("before", ["", "\ufeff"])
@pytest.mark.parametrize("after", ["", "\n", "\r\n"])
def test_what_editors_put_around_a_value_is_not_part_of_it(tmp_path: Path, before: str, after: str) -> None:
    file = tmp_path / "secret"
    file.write_bytes(f"{before}{SECRET}{after}".encode())
    file.chmod(0o600)
    changed = {name: value for name, value in COMPLETE.items() if name != "AVA_BACKEND_TOKEN_SECRET"}

    settings = Settings.from_environment(changed | {"AVA_BACKEND_TOKEN_SECRET_FILE": str(file)})

    assert settings.token_secret.get_secret_value() == SECRET


@pytest.mark.parametrize("content", ["", "\n", " \r\n", "\ufeff"])
def test_an_empty_file_is_not_an_absent_setting(tmp_path: Path, content: str) -> None:
    """Without its token, the page of the metrics would be open to everyone."""
    file = tmp_path / "token"
    file.write_text(content)
    file.chmod(0o600)

    with pytest.raises(SettingsError, match=r"AVA_BACKEND_METRICS_TOKEN_FILE: .* is empty"):
        Settings.from_environment(COMPLETE | {"AVA_BACKEND_METRICS_TOKEN_FILE": str(file)})


@pytest.mark.parametrize(
    ("misspelt", "meant"),
    [
        ("AVA_BACKEND_MASTER_KEY", "AVA_BACKEND_MASTER_KEYS"),
        ("AVA_BACKEND_TOKENSECRET", "AVA_BACKEND_TOKEN_SECRET"),
        ("AVA_BACKEND_TOKEN_SECRETS_FILE", "AVA_BACKEND_TOKEN_SECRET"),
    ],
)
def test_a_misspelt_setting_is_named(misspelt: str, meant: str) -> None:
    with pytest.raises(SettingsError, match=f"{misspelt}: there is no such setting; is {meant} meant") as caught:
        Settings.from_environment(COMPLETE | {misspelt: "MARKED"})

    assert "MARKED" not in str(caught.value)


@pytest.mark.parametrize(
    "name",
    [
        "SERVICE_HOST",
        "SERVICE_PORT",
        "SERVICE_PORT_HTTP",
        "PORT_8000_TCP",
        "PORT_8000_TCP_ADDR",
        "PORT_8000_TCP_PORT",
        "PORT_8000_TCP_PROTO",
        "PORT_53_UDP",
        "METRICS_SERVICE_HOST",
        "METRICS_PORT_9000_TCP_ADDR",
    ],
)
def test_what_kubernetes_says_about_services_is_not_a_setting(name: str) -> None:
    Settings.from_environment(COMPLETE | {f"AVA_BACKEND_{name}": "10.0.0.1"})


@pytest.mark.parametrize("service", ["", "METRICS_", "CANARY_"])
def test_a_port_of_kubernetes_is_an_address(service: str) -> None:
    settings = Settings.from_environment(COMPLETE | {f"AVA_BACKEND_{service}PORT": "tcp://10.0.0.1:8000"})

    assert settings.metrics_port is None


@pytest.mark.parametrize(
    ("name", "option"), [("PORT", "--port"), ("HOST", "--host"), ("WORKERS", "--workers"), ("LOG_LEVEL", "--log-level")]
)
def test_an_option_is_named_as_one(name: str, option: str) -> None:
    with pytest.raises(SettingsError, match=f"^AVA_BACKEND_{name}: there is no such setting; serve has {option}$"):
        Settings.from_environment(COMPLETE | {f"AVA_BACKEND_{name}": "8000"})


def test_a_name_unlike_any_setting_gets_no_suggestion() -> None:
    with pytest.raises(SettingsError, match=r"^AVA_BACKEND_COLOUR: there is no such setting$"):
        Settings.from_environment(COMPLETE | {"AVA_BACKEND_COLOUR": "red"})


def test_settings_without_a_master_key_are_refused() -> None:
    with pytest.raises(ValidationError, match="master_keys"):
        Settings(database_url="x", master_keys={}, current_master_key="", token_secret=SecretStr(SECRET))


def test_a_refusal_does_not_show_the_value() -> None:
    with pytest.raises(ValidationError) as caught:
        Settings.model_validate({"database_url": ["MARKED"], "form": "MARKED", "master_keys": {"MARKED": "MARKED"}})

    assert "MARKED" not in str(caught.value).replace("master_keys.MARKED", "")


def test_settings_do_not_show_their_secrets() -> None:
    url = "postgresql+asyncpg://ava:MARKED@localhost/ava"
    settings = Settings.from_environment(COMPLETE | {"AVA_BACKEND_DATABASE_URL": url})

    assert "MARKED" not in f"{settings} {settings!r}"
    assert KEY not in repr(settings)


def test_importing_the_package_loads_nothing() -> None:
    code = "import sys, ava_onboard.backend; print({'fastapi', 'sqlalchemy', 'pydantic'} & set(sys.modules))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert shown.stdout.strip() == "set()"
