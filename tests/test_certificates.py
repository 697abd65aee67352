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


@pytest.mark.not_on_windows("the system's certificates are in no folder there")
@pytest.mark.parametrize(("name", "is_used"), [("9d66eef0.0", True), ("company.pem", False)])
def test_a_folder_counts_if_openssl_can_look_certificates_up_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, is_used: bool
) -> None:
    (tmp_path / name).touch()
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    assert certificates.folder_of_the_system() == (str(tmp_path) if is_used else None)


def test_a_system_without_such_a_folder_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "missing"))
    assert certificates.folder_of_the_system() is None
