"""The certificates that the system trusts, read so that one which cannot be read does not hide the others."""

import contextlib
import os
import re
import ssl
import sys
from collections.abc import Iterator
from pathlib import Path


def of_the_system() -> ssl.SSLContext:
    """Make a context that trusts the authorities of the system, or those that ``SSL_CERT_FILE`` and the like name."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if sys.version_info >= (3, 13):  # as create_default_context does
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN | ssl.VERIFY_X509_STRICT
    add_those_of_the_system(context)
    return context


def add_those_of_the_system(context: ssl.SSLContext) -> None:
    """Add the certificates that OpenSSL finds by itself, without those of Windows' store that it cannot read.

    One of them makes Python give up the whole store before 3.13 (cpython#104135), and warn or fail since.
    """
    for certificate in _of_windows():
        with contextlib.suppress(ssl.SSLError, ValueError):
            context.load_verify_locations(cadata=certificate)
    context.set_default_verify_paths()


def folder_of_the_system() -> str | None:
    """Return the folder in which OpenSSL looks up each authority when one is asked for; None if there is none.

    Linux distributions have the same authorities in it as in the file that holds all of them.
    """
    folder = None if sys.platform == "win32" else ssl.get_default_verify_paths().capath
    return folder if folder and are_in(folder) else None


def are_in(folders: str) -> bool:
    """Return whether OpenSSL finds a certificate in one of the folders: it looks them up by a hash of their owner.

    It says nothing about a folder that is missing or empty: every connection would be refused.
    """
    paths = [Path(folder) for folder in folders.split(os.pathsep) if Path(folder).is_dir()]
    return any(re.fullmatch(r"[0-9a-f]{8}\.\d+", entry.name) for path in paths for entry in path.iterdir())


def _of_windows() -> Iterator[bytes]:
    """Yield the certificates of Windows' store that may vouch for a server, as DER; none elsewhere."""
    certificates_in = getattr(ssl, "enum_certificates", lambda _store: ())  # only Windows has it
    for store in ("CA", "ROOT"):
        with contextlib.suppress(OSError):
            for certificate, encoding, purposes in certificates_in(store):
                if encoding == "x509_asn" and (purposes is True or ssl.Purpose.SERVER_AUTH.oid in purposes):
                    yield certificate
