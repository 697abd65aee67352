"""What is known of a key in one place, short enough for the drawing of the three places."""

from ava_onboard.domain.fact import Answer, Fact
from ava_onboard.domain.status import Status
from ava_onboard.domain.store_kind import StoreKind
from ava_onboard.locales import _, ngettext
from ava_onboard.text import store_words
from ava_onboard.text.line import Line, Tone, shortened


def this_computer() -> str:
    """Return the name of the first place."""
    return _("This computer")


def roles(store: StoreKind) -> list[tuple[str, Line, str]]:
    """Return each place, what it does with the key, and where or what for."""
    return [
        (this_computer(), Line("○", Tone.MUTED, _("keeps it")), _(store_words.of(store).name)),
        ("Ava", Line("○", Tone.MUTED, _("uses it")), _("for your calls")),
        ("Vapi", Line("○", Tone.MUTED, _("creates it")), _("free to start")),
    ]


def here(kept: Fact) -> Line:
    """Return what is known of the key on this computer."""
    match kept.answer:
        case Answer.YES:
            return _there(kept)
        case Answer.NO:
            return Line("–", Tone.MUTED, _("not kept"))
        case _:
            return Line("?", Tone.DOUBT, _("not read"))


def at_ava(status: Status) -> Line:
    """Return what is known of the key at Ava, now or from its last answer."""
    if status.account_gone:
        return Line("✗", Tone.BAD, _("no account"))
    match status.at_ava.answer:
        case Answer.YES:
            return _there(status.at_ava)
        case Answer.NO:
            return no_key()
        case _:
            return Line("?", Tone.DOUBT, _("no answer") if status.known.failure else _("not asked"))


def at_vapi(accepts: Answer) -> Line:
    """Return what Vapi says of the key."""
    match accepts:
        case Answer.YES:
            return Line("✓", Tone.GOOD, _("accepted"))
        case Answer.NO:
            return Line("✗", Tone.BAD, _("refused"))
        case _:
            return Line("?", Tone.DOUBT, _("not checked"))


def no_key() -> Line:
    """Say that there is no key."""
    return Line("○", Tone.MUTED, _("no key"))


def being_asked() -> Line:
    """Say that a place has not answered yet."""
    return Line("…", Tone.ACTIVE, _("being asked"))


def assistants(used: Fact) -> str:
    """Return how many assistants Ava has found with the key; empty if it has not."""
    if used.answer is not Answer.YES or used.assistants is None:
        return ""
    return ngettext("{n} assistant", "{n} assistants", used.assistants).format(n=used.assistants)


def _there(fact: Fact) -> Line:
    return Line("✓", Tone.GOOD, shortened(fact.preview) if fact.preview else _("a key"))
