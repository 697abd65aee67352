"""The content of the protected file: secrets encrypted with a key derived from a passphrase.

The file is one JSON object: ``schema``, ``profile``, ``cost`` and ``salt`` of scrypt, ``proof`` (a sealed empty text,
which opens only with the right passphrase), ``entries`` with each sealed secret under its name, and ``only_here``, the
names of secrets that no other store holds (absent in files of 0.1). Sealed means AES-256-GCM: a nonce of 12 bytes, the
ciphertext, and a tag of 16 bytes, in base64. The profile and the name are authenticated too, so entries cannot be
exchanged.
"""

import json
import unicodedata
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ava_onboard.domain.secret import Passphrase

SCHEMA = 1
COST = 2**17
"""The N of scrypt, with r=8 and p=1: 128 MiB and about 0.3 s, as OWASP's Password Storage Cheat Sheet recommends."""
COSTS = frozenset(2**exponent for exponent in range(10, 19))
"""The costs that are accepted: a tampered file cannot demand more than 256 MiB."""

_BLOCK = 8
_SALT, _KEY, _NONCE, _TAG = 16, 32, 12, 16
_PROOF = ""
"""The name of the proof; no secret has it."""


class DamagedError(Exception):
    """The file was changed, or is not one of this program and profile."""


class WrongPassphraseError(Exception):
    """The file was created with another passphrase."""


@dataclass(frozen=True, slots=True)
class Document:
    """The content of the file."""

    cost: int
    salt: bytes
    proof: bytes
    entries: Mapping[str, bytes]
    only_here: frozenset[str] = frozenset()
    """Names of the secrets that no other store holds."""

    def dump(self, profile: str) -> bytes:
        """Return the bytes of the file."""
        fields = {
            "schema": SCHEMA,
            "profile": profile,
            "cost": self.cost,
            "salt": _text(self.salt),
            "proof": _text(self.proof),
            "entries": {name: _text(sealed) for name, sealed in self.entries.items()},
            "only_here": sorted(self.only_here),
        }
        return json.dumps(fields, indent=2).encode("ascii")


class Cipher:
    """Encrypts and decrypts the secrets of one file. It holds the key and never shows it."""

    def __init__(self, passphrase: Passphrase, profile: str, salt: bytes, cost: int) -> None:
        """Derive the key, which takes a fraction of a second."""
        from hashlib import scrypt

        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        # macOS and Windows type accented letters as different code points.
        secret = unicodedata.normalize("NFC", passphrase.reveal()).encode("utf-8", "surrogatepass")
        memory = 2 * 128 * cost * _BLOCK
        self._cipher: AESGCM = AESGCM(
            scrypt(secret, salt=salt, n=cost, r=_BLOCK, p=1, maxmem=memory, dklen=_KEY),
        )
        self._profile = profile
        self.salt = salt

    def seal(self, name: str, text: str) -> bytes:
        """Encrypt ``text`` as the entry ``name``."""
        from os import urandom

        nonce = urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, text.encode(), self._bound_to(name))

    def open(self, name: str, sealed: bytes) -> str:
        """Decrypt the entry ``name``.

        Raises:
            DamagedError: it was changed, belongs to another entry, or was sealed with another key.
        """
        from cryptography.exceptions import InvalidTag

        try:
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], self._bound_to(name)).decode()
        except (InvalidTag, ValueError):
            pass
        raise DamagedError

    def _bound_to(self, name: str) -> bytes:
        return f"ava-onboard:{SCHEMA}:{self._profile}:{name}".encode()


def create(passphrase: Passphrase, profile: str, cost: int = COST) -> tuple[Document, Cipher]:
    """Return an empty document with a new salt, and its cipher; ``cost`` is the N of scrypt, one of ``COSTS``."""
    from os import urandom

    cipher = Cipher(passphrase, profile, urandom(_SALT), cost)
    return Document(cost, cipher.salt, cipher.seal(_PROOF, ""), {}), cipher


def unlock(document: Document, passphrase: Passphrase, profile: str) -> Cipher:
    """Return the cipher of the document.

    Raises:
        WrongPassphraseError: the passphrase is wrong, or the salt, the cost or the proof was changed.
    """
    cipher = Cipher(passphrase, profile, document.salt, document.cost)
    try:
        cipher.open(_PROOF, document.proof)
    except DamagedError:
        pass
    else:
        return cipher
    raise WrongPassphraseError


def parse(content: bytes, profile: str, is_name: Callable[[str], bool]) -> Document:
    """Parse the file of ``profile``; ``is_name`` returns whether a secret can have a name.

    Raises:
        DamagedError: it cannot be parsed, or has another profile or schema.
    """
    try:
        fields = json.loads(content)
        document = Document(
            fields["cost"],
            _bytes(fields["salt"], _SALT),
            _bytes(fields["proof"]),
            {name: _bytes(sealed) for name, sealed in fields["entries"].items()},
            frozenset(fields.get("only_here", ())),
        )
        names = [*document.entries, *document.only_here]
        known = (type(fields["schema"]), fields["schema"], fields["profile"]) == (int, SCHEMA, profile)
        if known and type(document.cost) is int and document.cost in COSTS and all(map(is_name, names)):
            return document
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        pass
    raise DamagedError


def _text(data: bytes) -> str:
    return b64encode(data).decode("ascii")


def _bytes(text: Any, size: int | None = None) -> bytes:
    data = b64decode(text, validate=True)
    if len(data) < (size or _NONCE + _TAG) or (size and len(data) != size):
        raise ValueError("wrong length")
    return data
