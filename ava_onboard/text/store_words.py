"""The words of each kind of secret store, in English and marked for translation, and those of every passphrase."""

import os
import sys
from collections.abc import Mapping
from typing import NamedTuple

from ava_onboard.domain.secret import SHORTEST_PASSPHRASE
from ava_onboard.domain.store_kind import FILE, KEYRING, MEMORY, StoreKind
from ava_onboard.locales import N_, _

KEEP_IN = N_("where to keep the key and the session from now on: keyring, or file (protected by a passphrase)")
"""Help of ``--keep-in``."""
FORGET = N_("remove the protected file too (passphrase forgotten)")
"""Help of ``--forget-file``."""
TRY_AGAIN = N_("Enter to try again, w to go on without a copy here, q to quit: ")
"""What line mode asks if a key could not be kept and there is no other store."""


class PassphraseWords(NamedTuple):
    """What is said about choosing a passphrase, entering it and having forgotten it."""

    new_title: str
    new_note: str
    new: str
    """What a command says before it asks for a new one."""
    if_forgotten: str
    create: str
    title: str
    note: str
    question: str
    """What a command asks to open the store."""
    opening: str
    forget: str
    """The action of line mode for a forgotten passphrase."""
    forget_question: str
    removing: str
    gone: str
    removed: str
    """The same in a command, which also mentions that the person is signed out."""
    keep: str


class StoreWords(NamedTuple):
    """What is said about a kind of store."""

    kept: str
    """The first of the four facts: a key is kept in it."""
    unread: str
    """The same while it is not known whether a key is kept in it."""
    reading: str
    """The same while it is being read."""
    waiting: str
    """What is said while it has not answered."""
    help: str
    """The sentence of the help screen."""
    name: str
    """The store itself, in one or two words."""
    how: str
    """How a key is kept in it: at most 30 characters."""
    use: str = ""
    """The button that offers it instead of a store that fails."""
    use_question: str = ""
    """The same as a question."""
    try_again: str = ""
    """``TRY_AGAIN`` with this kind as one of the answers."""
    letter: str = ""
    """That answer."""
    doctor_opens: str = ""
    """What ``doctor`` says about the keyring if this store is used instead, and opens."""
    doctor_closed: str = ""
    """The same for a store that waits for its passphrase."""
    passphrase: PassphraseWords | None = None
    """None for a kind without one."""


_WORDS: Mapping[StoreKind, StoreWords] = {
    KEYRING: StoreWords(
        kept=N_("On this computer"),
        unread=N_("Keyring not read"),
        reading=N_("Reading the keyring"),
        waiting=N_("Your keyring may be asking for its password in another window."),
        help=N_("On this computer, a saved key is kept in the keyring and nowhere else."),
        name=N_("keyring"),
        how=N_("in the keyring, then read back"),
    ),
    MEMORY: StoreWords(
        kept=N_("Kept for this demo only"),
        unread=N_("Not read"),
        reading=N_("Reading"),
        waiting=N_("Waiting for the demo."),
        help=N_("In the demo, a saved key is kept until the program ends, and nowhere else."),
        name=N_("demo only"),
        how=N_("until the demo ends"),
    ),
    FILE: StoreWords(
        kept=N_("In a protected file"),
        unread=N_("Protected file not read"),
        reading=N_("Reading the protected file"),
        waiting=N_("Waiting for the protected file."),
        help=N_("On this computer, a saved key is kept in a protected file and nowhere else."),
        name=N_("protected file"),
        how=N_("in a file, then read back"),
        use=N_("Use a protected file"),
        use_question=N_("Keep it in a file protected by a passphrase?"),
        try_again=N_("Enter to try again, f for a protected file, w to go on without a copy here, q to quit: "),
        letter="f",
        doctor_opens=N_("not used: a protected file takes its place, and it opens"),
        doctor_closed=N_("not used: a protected file, opened by your passphrase, takes its place"),
        passphrase=PassphraseWords(
            new_title=N_("Keep the key in a protected file"),
            new_note=N_("Protected by a passphrase you choose. You will be asked for it next time."),
            new=N_("Choose a passphrase for the protected file."),
            if_forgotten=N_("If you forget it, the copy on this computer is lost. What Ava has stays there."),
            create=N_("Create the file"),
            title=N_("Your protected file"),
            note=N_("It holds your key and your Ava session, and opens with your passphrase."),
            question=N_("Passphrase of the protected file (just Enter to go on without it): "),
            opening=N_("Opening the protected file."),
            forget=N_("remove the protected file (passphrase forgotten)"),
            forget_question=N_("Remove the protected file?"),
            removing=N_("Removing the protected file."),
            gone=N_("The protected file has been removed."),
            removed=N_("The protected file has been removed, and you are signed out of Ava."),
            keep=N_("Keep the file"),
        ),
    ),
}


_CREDENTIAL_MANAGER = N_("Waiting for Credential Manager.")
"""It never asks for a password."""
_KEYCHAIN = N_("Keychain may be asking for its password in another window.")
_KWALLET = N_("KWallet may be asking for its password in another window.")


def waiting_for_keyring(platform: str = sys.platform, environment: Mapping[str, str] = os.environ) -> str:
    """Return what is said while the keyring has not answered, with the name that people know it by here."""
    if platform == "win32":
        return _CREDENTIAL_MANAGER
    if platform == "darwin":
        return _KEYCHAIN
    return _KWALLET if "KDE" in environment.get("XDG_CURRENT_DESKTOP", "") else _WORDS[KEYRING].waiting


def of(kind: StoreKind) -> StoreWords:
    """Return the words of a kind."""
    return _WORDS[kind]


def of_passphrase(kind: StoreKind) -> PassphraseWords:
    """Return the words about the passphrase of a kind.

    Raises:
        ValueError: the kind has none.
    """
    words = _WORDS[kind].passphrase
    if words is None:
        raise ValueError(kind.name)
    return words


def may_lose_key() -> str:
    """Return what removing a store costs if Ava may not have the key in it."""
    return _("Ava may not have the key in it: that key would be lost with the file.")


def passphrase() -> str:
    """Return the name of the field for a passphrase."""
    return _("Passphrase")


def new_passphrase() -> str:
    """Return the name of the field for a new passphrase."""
    return _("New passphrase, at least 8 characters")


def once_more() -> str:
    """Return the name of the field for the same passphrase once more."""
    return _("Repeat the passphrase")


def passphrase_missing() -> str:
    """Say that nothing was entered."""
    return _("Enter your passphrase first.")


def too_short() -> str:
    """Return how long a passphrase must be."""
    return _("The passphrase needs at least {count} characters.").format(count=SHORTEST_PASSPHRASE)


def differ() -> str:
    """Say that the two passphrases differ."""
    return _("The two do not match.")
