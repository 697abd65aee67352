"""The certificates of the system, for whatever connects with them."""

import ssl
from pathlib import Path

import pytest

from ava_onboard import certificates
from tests.backend.operate.certificates import Authority, in_the_store_of_windows


def test_an_unreadable_certificate_of_windows_does_not_hide_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    company = in_the_store_of_windows(Authority("company").write(tmp_path / "authority.pem"), monkeypatch)

    made = certificates.of_the_system()

    assert company in made.get_ca_certs(binary_form=True)
    assert (made.verify_mode, made.check_hostname) == (ssl.CERT_REQUIRED, True)
