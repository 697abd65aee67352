"""What is known of a key beside its three places: the proof, Vapi's region, since when Ava has it, and as of when."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from ava_onboard.domain.fact import Answer, Fact
from ava_onboard.domain.local_time import day, day_and_time
from ava_onboard.domain.status import Status
from ava_onboard.domain.verdict import Region
from ava_onboard.locales import _
from ava_onboard.text import places
from ava_onboard.text.line import labelled, shortened

_AT_ONCE = timedelta(minutes=2)
"""Answers that are no further apart than this were learnt together: their time is said once."""


class _Seen(NamedTuple):
    """Something that was learnt."""

    label: str
    learnt: datetime
    words: str
    """With ``{date}``."""
    undated: str
    """What is left to say where the time is said elsewhere; empty if the drawing of the places says it all."""


def of(status: Status) -> list[tuple[str, str]]:
    """Return what is known, each behind its label, and each time once.

    A state in which all is well has said in its title when Ava used the key.
    """
    seen = [*_test(status), *_verdict(status), *_key_at_ava(status)]
    if len(seen) < 2 or max(it.learnt for it in seen) - min(it.learnt for it in seen) > _AT_ONCE:
        dated = [(it.label, it.words.format(date=day_and_time(it.learnt))) for it in seen]
        return [*_last_success(status), *dated]
    shown = [*_last_success(status), *((it.label, it.undated) for it in seen if it.undated)]
    if status.agree and status.proof.answer is Answer.YES:
        return shown
    return [*shown, (_("Checked"), _("on {date}").format(date=day_and_time(seen[0].learnt)))]


def _last_success(status: Status) -> Iterator[tuple[str, str]]:
    """Yield when Ava could use its key last, if it cannot or if that is not known."""
    last = status.last_used.about(status.at_ava.preview)
    if status.at_ava.answer is last.answer is Answer.YES and status.proof.answer is not Answer.YES and last.learnt:
        yield _("Last success"), _counted(day_and_time(last.learnt), last)


def _test(status: Status) -> Iterator[_Seen]:
    """Yield how Ava's last test of its key ended."""
    used = status.proof
    if used.learnt and status.at_ava.answer is Answer.YES:
        dated, undated = _result(used)
        label = _("Proof") if used.answer is Answer.YES else _("Last test")
        yield _Seen(label, used.learnt, _counted(dated, used), _counted(undated, used))


def _result(used: Fact) -> tuple[str, str]:
    match used.answer:
        case Answer.YES:
            return _("Ava used it on {date}"), _("Ava used it")
        case Answer.NO:
            return _("Ava could not use it on {date}"), _("Ava could not use it")
        case _:
            return _("no result on {date}"), _("no result")


def _verdict(status: Status) -> Iterator[_Seen]:
    """Yield what Vapi said."""
    said = status.verdict
    if said.learnt is None or said.answer is Answer.UNKNOWN:
        return
    accepted = said.answer is Answer.YES
    words = _("accepted on {date}") if accepted else _("refused on {date}")
    in_main_region = said.region is Region.US and not _differ(status)
    yield _Seen(_("At Vapi"), said.learnt, _about(said, words, status), _("main region") if in_main_region else "")


def _key_at_ava(status: Status) -> Iterator[_Seen]:
    """Yield whether Ava has a key, and since when."""
    ava = status.at_ava
    if ava.learnt is None or ava.answer is Answer.UNKNOWN:
        return
    has_it = ava.answer is Answer.YES
    words = _("seen on {date}") if has_it else _("no key on {date}")
    first = day(ava.since) if has_it and ava.since else day(ava.learnt)
    since = "" if first == day(ava.learnt) else _("seen since {date}").format(date=first)
    yield _Seen(_("At Ava"), ava.learnt, _about(ava, words, status), since)


def _counted(words: str, used: Fact) -> str:
    """Return ``words``, and how many assistants Ava found."""
    found = places.assistants(used)
    return labelled(words, found) if found else words


def _about(known: Fact, words: str, status: Status) -> str:
    """Return ``words``, behind the start of the key that they are about unless there is only one key."""
    return f"{shortened(known.preview)}, {words}" if known.preview and _differ(status) else words


def _differ(status: Status) -> bool:
    return len({fact.preview for fact in (status.kept, status.at_ava, status.verdict)} - {None}) > 1
