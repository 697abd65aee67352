"""Reading the issuer of a certificate from untrusted bytes."""

import datetime as dt

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import example, given
from hypothesis import strategies as st

from ava_onboard.adapters.doctor.certificate import issuer

ORGANISATION, COMMON, COUNTRY = x509.NameOID.ORGANIZATION_NAME, x509.NameOID.COMMON_NAME, x509.NameOID.COUNTRY_NAME
Names = list[tuple[x509.ObjectIdentifier, str]]


def certificate(names: Names) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(COMMON, "server.example")])
    issued_by = x509.Name([x509.NameAttribute(identifier, text) for identifier, text in names])
    now = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
    builder = x509.CertificateBuilder(issued_by, subject, key.public_key(), 1, now, now + dt.timedelta(1))
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        pytest.param([(COUNTRY, "US"), (ORGANISATION, "Zscaler Inc."), (COMMON, "Root")], "Zscaler Inc.", id="company"),
        pytest.param([(COMMON, "Mon école")], "Mon école", id="common name only"),
        pytest.param([(ORGANISATION, "x" * 64)], "x" * 60, id="long"),
        pytest.param([(ORGANISATION, "a\x1b[31mb\n")], "a[31mb", id="control characters"),
        pytest.param([(COUNTRY, "FR")], None, id="neither"),
    ],
)
def test_the_issuer_is_the_organisation_or_the_common_name(names: Names, expected: str | None) -> None:
    assert issuer(certificate(names)) == expected


WHOLE = certificate([(ORGANISATION, "Somebody"), (COMMON, "Root")])


@given(st.integers(0, 200), st.binary(max_size=8))
@example(WHOLE.index(b"\xa0\x03\x02\x01") + 4, b"\x01")
def test_a_broken_certificate_raises_nothing(place: int, noise: bytes) -> None:
    for broken in (WHOLE[:place], WHOLE[:place] + noise + WHOLE[place + len(noise) :], noise):
        assert isinstance(issuer(broken), str | None)
