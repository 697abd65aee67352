"""The proxies as the page sets them up: valid as they stand, and honest about the client."""

import http.client
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.backend.attacks.doors import documented, door, free_port, nginx_command
from tests.backend.operate.certificates import Authority
from tests.backend.operate.conftest import PATH

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(sys.platform != "linux", reason="the proxies are Debian's"),
]
CLIENT = "127.0.0.2"
"""Not the proxy's own address, which is trusted."""


def test_a_client_cannot_choose_its_address(proxy: str) -> None:
    with door(proxy) as (port, _):
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=20, source_address=(CLIENT, 0))
        forged = {"X-Forwarded-For": "203.0.113.1", "X-Real-IP": "203.0.113.1", "Forwarded": "for=203.0.113.1"}
        client.request("GET", "/who", headers=forged)
        told = json.load(client.getresponse())
        client.close()

    assert told["client"] == CLIENT


def test_its_configuration_is_valid_as_it_stands(proxy: str, tmp_path: Path) -> None:
    """Except for the certificate, which a test cannot have in /etc, and for ports that only root may use."""
    program = shutil.which(proxy, path=PATH)
    assert program
    certificate = Authority("ours").certificate("ava.example.com", tmp_path)
    configuration = tmp_path / "configuration"
    match proxy:
        case "nginx":
            text = documented(
                "nginx",
                listen=f"listen 127.0.0.1:{free_port()} ssl;",
                certificate=f"ssl_certificate {certificate.both};",
                key=f"ssl_certificate_key {certificate.both};",
            )
            command = [*nginx_command(program, tmp_path, text), "-t"]
        case "haproxy":
            configuration.write_text(documented("haproxy", listen=f"bind :{free_port()} ssl crt {certificate.both}"))
            command = [program, "-c", "-f", str(configuration)]
        case _:
            configuration.write_text(documented("caddy"))
            command = [program, "validate", "--adapter", "caddyfile", "--config", str(configuration)]

    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        env={"HOME": str(tmp_path), "PATH": PATH, "XDG_DATA_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)},
    )

    assert done.returncode == 0, done.stderr
    assert "warning" not in done.stderr.lower()
