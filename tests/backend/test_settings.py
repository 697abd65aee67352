import base64
import hashlib
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError
from sqlalchemy import make_url

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


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("MARKED", "expected sqlite"),
        ("mysql+aiomysql://a:MARKED@localhost/a", "expected sqlite"),
        ("sqlite:///MARKED.db", r"begin with sqlite\+aiosqlite://"),
        ("postgresql+psycopg://a:MARKED@localhost/a", r"begin with postgresql\+asyncpg://"),
        ("postgresql+asyncpg://a:x@MARKED:MARKED@localhost/a", "percent-encoded"),
        ("postgresql+asyncpg://a:x@MARKED@localhost/a", "percent-encoded"),
        ("postgresql+asyncpg://a:MARKED@localhost:99999/a", "a port is a number"),
        (
            "postgresql+asyncpg://a:MARKED@localhost/a?command_timeout=5",
            "the only options after . are application_name, host",
        ),
        ("postgresql+asyncpg://a:MARKED@localhost/a?port=MARKED", "port .* an unusable value"),
        ("postgresql+asyncpg://a:MARKED@localhost/a?port=99999", "port .* an unusable value"),
        ("postgres://a:MARKED@localhost/a?sslmode=MARKED", "ssl .* an unusable value"),
        ("postgres://a:MARKED@localhost/a?sslmode=require&sslmode=disable", "ssl .* an unusable value"),
        ("postgres://a:MARKED@localhost/a?target_session_attrs=MARKED", "target_session_attrs .* an unusable value"),
        ("sqlite+aiosqlite:///ava.db?timeout=MARKED", "an unusable value"),
    ],
)
def test_an_unusable_database_url_is_refused_and_not_repeated(url: str, words: str) -> None:
    with pytest.raises(SettingsError, match=f"AVA_BACKEND_DATABASE_URL: .*{words}") as caught:
        Settings.from_environment(COMPLETE | {"AVA_BACKEND_DATABASE_URL": url})

    assert "MARKED" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "sqlite+aiosqlite://",
        "sqlite+aiosqlite:///a@b:c.db?timeout=0.5",
        "postgresql+asyncpg://ava:p%40ss%3Aw0rd@db.example:5432/ava?ssl=require",
        "postgresql+asyncpg:///ava?host=/run/postgresql",
    ],
)
def test_a_usable_database_url_is_not_changed(url: str) -> None:
    assert Settings.from_environment(COMPLETE | {"AVA_BACKEND_DATABASE_URL": url}).database_url == url


@pytest.mark.parametrize(
    ("url", "translated"),
    [
        ("postgres://a:b@h/d", "postgresql+asyncpg://a:b@h/d"),
        ("postgresql://a:b@h/d", "postgresql+asyncpg://a:b@h/d"),
        ("postgres://a:12/s?#@h/d", "postgresql+asyncpg://a:12%2Fs%3F%23@h/d"),
        ("postgres://a:p%40%2Fs@h:6/d?sslmode=require", "postgresql+asyncpg://a:p%40%2Fs@h:6/d?ssl=require"),
        (
            "postgresql://a:b@ep-x.neon.tech/d?sslmode=require&channel_binding=require",
            "postgresql+asyncpg://a:b@ep-x.neon.tech/d?ssl=require",
        ),
        (
            "postgres://a:b@h/d?sslmode=verify-full&sslrootcert=/c/ca.pem",
            "postgresql+asyncpg://a:b@h/d?ssl=verify-full&sslrootcert=%2Fc%2Fca.pem",
        ),
        ("postgresql+asyncpg://a:b@h/d?sslmode=require", "postgresql+asyncpg://a:b@h/d?ssl=require"),
        (" postgres://a:b@h/d ", "postgresql+asyncpg://a:b@h/d"),
        ("postgres://a:b@h/d?connect_timeout=10&gssencmode=disable", "postgresql+asyncpg://a:b@h/d"),
        (
            "postgres://a:b@h/d?sslmode=require&application_name=x&options=endpoint%3Dep-x",
            "postgresql+asyncpg://a:b@h/d?ssl=require&application_name=x&options=endpoint%3Dep-x",
        ),
    ],
)
def test_the_url_of_a_host_is_translated(url: str, translated: str) -> None:
    found = Settings.from_environment(COMPLETE | {"AVA_BACKEND_DATABASE_URL": url}).database_url
    assert make_url(found) == make_url(translated)


@pytest.mark.parametrize("url", ["sqlite+aiosqlite://", "postgresql+asyncpg://a:MARKED@localhost/a"])
def test_a_driver_that_is_not_installed_is_named(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    driver = url.partition("+")[2].partition(":")[0]
    monkeypatch.setitem(sys.modules, driver, None)

    with pytest.raises(SettingsError, match=f"the driver {driver} is not installed"):
        Settings.from_environment(COMPLETE | {"AVA_BACKEND_DATABASE_URL": url})


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


@pytest.mark.parametrize("networks", ["0.0.0.0/0", "127.0.0.1,::/0", "nonsense", "10.0.0.1/8"])
def test_unusable_proxies_are_refused(networks: str) -> None:
    with pytest.raises(SettingsError, match="AVA_BACKEND_TRUSTED_PROXIES"):
        Settings.from_environment(COMPLETE | {"AVA_BACKEND_TRUSTED_PROXIES": networks})


@pytest.mark.parametrize(
    "origin", ["*", "shop.example", "https://shop.example/path", "https://a:MARKED@b.c", "ftp://a"]
)
def test_an_invalid_origin_is_refused(origin: str) -> None:
    with pytest.raises(SettingsError, match="AVA_BACKEND_CORS_ORIGINS") as caught:
        Settings.from_environment(COMPLETE | {"AVA_BACKEND_CORS_ORIGINS": origin})

    assert "MARKED" not in str(caught.value)


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
    """Without its token, the page of the metrics would be open to everybody."""
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
