"""What is said of a status, in commands and on the card."""

import pytest

from ava_onboard import locales
from ava_onboard.config import Config
from ava_onboard.domain.fact import Answer, Fact
from ava_onboard.domain.status import Status
from ava_onboard.text import status as words
from ava_onboard.tui.drawing.arrangement import arrange
from ava_onboard.tui.drawing.blocks import Moment
from ava_onboard.tui.widgets import card_blocks
from ava_onboard.tui.widgets.card_blocks import Card

SAID = {
    "en": "Ava shows too little of its key to tell whether it is the one on this computer.",
    "fr": "Ava ne montre pas assez de sa clé pour savoir si c’est celle de cet ordinateur.",
}


@pytest.mark.parametrize("language", SAID)
@pytest.mark.parametrize(
    ("here", "ava", "said"),
    [
        ("sk_live_...", "sk_live_...", True),
        ("sk-proj-...", "sk-proj-...", True),
        ("***", "***", True),
        ("8f14e45f...", None, True),
        ("8f14e45f...", "8f14e45f...", False),
        ("8f14e45f...", "c9f0f895...", False),
        ("sk_live_...", "8f14e45f...", False),
    ],
)
def test_the_words_say_when_two_keys_cannot_be_told_apart(
    language: str, here: str, ava: str | None, said: bool
) -> None:
    locales.use(language)
    kept = Fact(Answer.YES, here)
    status = Status(kept, Fact(Answer.YES, ava), kept, Fact(Answer.YES, ava), signed_in=True)
    printed = words.lines(status, None, settings=Config())
    drawn = arrange(card_blocks.of(Card(status)), 98, Moment(40)).lines
    for shown in ("\n".join(printed), "\n".join(line.plain for line in drawn)):
        assert (SAID[language] in shown) is said


def test_where_one_has_no_key_there_is_nothing_to_tell_apart() -> None:
    here, none = Fact(Answer.YES, "sk_live_..."), Fact(Answer.NO)
    assert Status(here, here).may_be_another
    assert Status(here, last_known=here).may_be_another
    assert not Status(none, here).may_be_another
    assert not Status(here, none).may_be_another
