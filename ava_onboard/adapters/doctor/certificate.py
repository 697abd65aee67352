"""Who issued a certificate, trusted or not. The ``ssl`` module names the issuer of trusted ones only."""

import warnings

from cryptography import x509

_LONGEST = 60
"""Characters of a name that are shown."""


def issuer(certificate: bytes) -> str | None:
    """Return the organisation that issued a certificate, else its common name; None if neither can be read.

    Args:
        certificate: DER (RFC 5280). It may come from anyone.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # oddities of a certificate that is only looked at
            name = x509.load_der_x509_certificate(certificate).issuer
            attributes = (
                *name.get_attributes_for_oid(x509.NameOID.ORGANIZATION_NAME),
                *name.get_attributes_for_oid(x509.NameOID.COMMON_NAME),
            )
    except (ValueError, TypeError, x509.InvalidVersion, x509.UnsupportedGeneralNameType):
        return None
    text = str(attributes[0].value) if attributes else ""
    return "".join(character for character in text if character.isprintable())[:_LONGEST] or None
