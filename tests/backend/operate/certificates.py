"""Certificates for tests, of an authority that nobody else knows."""

import ipaddress
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Files:
    """A certificate and its key, in PEM: each, and both in one file."""

    certificate: Path
    key: Path
    both: Path


class Authority:
    """Signs certificates of servers."""

    def __init__(self, name: str) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
        self._certificate = (
            _valid(self._name, self._name, self._key.public_key())
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(usage, critical=True)
            .sign(self._key, hashes.SHA256())
        )

    def write(self, file: Path) -> Path:
        """Write the authority's own certificate."""
        file.write_bytes(self._certificate.public_bytes(serialization.Encoding.PEM))
        return file

    def certificate(self, host: str, folder: Path) -> Files:
        """Make a certificate for a host, which is a name or an IP address."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        made = (
            _valid(subject, self._name, key.public_key())
            .add_extension(x509.SubjectAlternativeName([_general(host)]), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
            .sign(self._key, hashes.SHA256())
        )
        files = Files(folder / "server.crt", folder / "server.key", folder / "server.pem")
        public = made.public_bytes(serialization.Encoding.PEM)
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        for file, content in ((files.certificate, public), (files.key, private), (files.both, public + private)):
            file.touch(mode=0o600)
            file.write_bytes(content)
        return files


def in_the_store_of_windows(authority: Path, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """Put an authority's certificate there, behind one that cannot be read, and return it as DER."""
    own = ssl.PEM_cert_to_DER_cert(authority.read_text())
    store = [(b"no certificate", "x509_asn", True), (own, "x509_asn", True)]
    monkeypatch.setattr(ssl, "enum_certificates", lambda name: store if name == "ROOT" else [], raising=False)
    return own


def _valid(subject: x509.Name, issuer: x509.Name, public_key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
    )


def _general(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)
