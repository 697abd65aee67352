"""Each kind of secret store has the words that screens and commands need."""

import re

import pytest

from ava_onboard.domain.store_kind import KINDS, OPTIONAL, StoreKind
from ava_onboard.text import store_words

each_optional = pytest.mark.parametrize("kind", OPTIONAL, ids=lambda kind: kind.name)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_kind_can_be_shown_and_has_words_for_its_passphrase_if_it_takes_one(kind: StoreKind) -> None:
    words = store_words.of(kind)
    assert all((words.kept, words.unread, words.reading, words.help, kind.unread))
    assert (words.passphrase is not None) is kind.takes_passphrase
    assert bool(kind.closed and kind.unlock) is kind.takes_passphrase


@pytest.mark.parametrize(
    ("platform", "desktop", "name"),
    [
        ("win32", "", "Credential Manager"),
        ("darwin", "", "Keychain"),
        ("linux", "KDE", "KWallet"),
        ("linux", "ubuntu:GNOME", "Your keyring"),
    ],
)
def test_the_keyring_is_named_as_on_this_system(platform: str, desktop: str, name: str) -> None:
    said = store_words.waiting_for_keyring(platform, {"XDG_CURRENT_DESKTOP": desktop})
    assert name in said
    assert ("another window" in said) is (platform != "win32"), "Credential Manager has none"


@each_optional
def test_an_optional_kind_can_be_offered_and_is_named_by_the_help(kind: StoreKind) -> None:
    words = store_words.of(kind)
    assert all((words.use, words.use_question, words.try_again, words.doctor_opens))
    assert bool(words.doctor_closed) is kind.takes_passphrase
    assert kind.name in re.findall(r"\w+", store_words.KEEP_IN)
    assert len(words.letter) == 1
    assert kind.suffix


def test_kinds_differ_in_name_file_and_letter() -> None:
    for field in ([kind.name for kind in KINDS], [kind.suffix for kind in KINDS]):
        assert len(set(field)) == len(KINDS)
    assert len({store_words.of(kind).letter for kind in OPTIONAL}) == len(OPTIONAL)
