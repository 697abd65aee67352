"""The card of the settings: the state of the key, and what can be done about it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from starlette.responses import Response

from ava_onboard.backend.db.verdicts import Verdict as Noted
from ava_onboard.backend.pages import cookies, situations
from ava_onboard.backend.pages.card import Card
from ava_onboard.backend.pages.visit import PageSession, Visit
from ava_onboard.backend.vapi_check import check as ask_vapi
from ava_onboard.domain import guide, pasted, state_problem
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.failure import Failure
from ava_onboard.domain.pasted import Pasted
from ava_onboard.domain.verdict import Accepted, Rejected, Undecided, Verdict
from ava_onboard.locales import _
from ava_onboard.text import card as card_words
from ava_onboard.text import deletion, labels, page, paste, places
from ava_onboard.text import guide as guide_words
from ava_onboard.text import status as status_words
from ava_onboard.text import verdict as verdict_words
from ava_onboard.text.line import Line, Tone, text

KEY, STORED, DELETION = "key", "stored", "delete"
"""The forms."""


async def show(visit: Visit) -> Response:
    """Return the card, and what was just done."""
    session = await visit.session()
    card = await visit.card(session)
    told = visit.told(session.id)
    said = told.lines if told else _just_done(visit.request.query_params.get("done"), card)
    status = card.status
    answer = visit.show(
        "settings",
        situations.card(status),
        session=session,
        failure=state_problem.read_out(status),
        symbols=told.symbols if told else None,
        card=card,
        said=said,
        anyway=told is not None and told.anyway,
        places=lambda: _places(card),
        badge=lambda: status_words.badge(status.badge),
        advice=lambda: [*status_words.advice(status), *status_words.state_code(status)],
        history=lambda: page.history(status, card.saved_at),
        guide=guide.current,
        words=_Words(),
    )
    if told:
        cookies.drop(answer, cookies.TOLD)
    return answer


async def check(visit: Visit) -> Response:
    """Ask Vapi about the key in the field. Nothing is saved."""
    session, typed = await _typed(visit)
    if typed.found.key is None:
        return _say(visit, session, lambda: _no_key(typed.found), situations.pasted(typed.card.status))
    verdict = await _asked(visit, session, typed.found.key)
    then = [page.paste_again] if isinstance(verdict, Accepted) else []
    scene = situations.answered(typed.card.status, verdict)
    return _say(visit, session, lambda: _answer(typed.found, verdict, *then), scene, verdict)


async def check_stored(visit: Visit) -> Response:
    """Ask Vapi about the key that is stored, as Ava does when it uses it."""
    session = await visit.session()
    await visit.form(STORED, session.id)
    verdict = await _try_stored(visit, session)
    card = await visit.card(session)
    if verdict is None:  # it was deleted meanwhile
        return visit.redirect()
    preview = card.status.known.preview or ""
    return _say(
        visit,
        session,
        lambda: verdict_words.lines(preview, verdict),
        situations.answered(card.status, verdict),
        verdict,
    )


async def save(visit: Visit) -> Response:
    """Ask Vapi about the key in the field, store it unless Vapi refuses it, and try it as Ava does."""
    session, typed = await _typed(visit)
    if typed.found.key is None:
        return _say(visit, session, lambda: _no_key(typed.found), situations.pasted(typed.card.status))
    verdict = await _asked(visit, session, typed.found.key)
    undecided = isinstance(verdict, Undecided)
    if isinstance(verdict, Rejected) or (undecided and not typed.anyway):
        then = [page.not_saved, page.paste_again_to_save_anyway] if undecided else [page.not_saved]
        scene = situations.answered(typed.card.status, verdict)
        return _say(visit, session, lambda: _answer(typed.found, verdict, *then), scene, verdict, anyway=undecided)
    await visit.parts.changes.save(session.account.id, typed.found.key, visit.origin)
    if isinstance(verdict, Accepted):
        await _try_stored(visit, session)
    return visit.redirect("?done=saved")


async def ask_deletion(visit: Visit) -> Response:
    """Ask once whether the key is to be deleted."""
    session = await visit.session()
    card = await visit.card(session)
    if not card.has_key:
        return visit.redirect()
    return visit.show(
        "delete", situations.deleting(card.status), session=session, question=lambda: _(deletion.QUESTION)
    )


async def delete(visit: Visit) -> Response:
    """Delete the key."""
    session = await visit.session()
    await visit.form(DELETION, session.id)
    await visit.parts.changes.delete(session.account.id, visit.origin)
    return visit.redirect("?done=deleted")


@dataclass(frozen=True, slots=True)
class _Typed:
    """What the form of the key holds, and the card before it."""

    found: Pasted
    anyway: bool
    """Whether the key is to be saved even without an answer of Vapi's."""
    card: Card


async def _typed(visit: Visit) -> tuple[PageSession, _Typed]:
    session = await visit.session()
    fields = await visit.form(KEY, session.id)
    typed = _Typed(pasted.read(fields.get("key", "")), "anyway" in fields, await visit.card(session))
    return session, typed


async def _asked(visit: Visit, session: PageSession, key: ApiKey) -> Verdict:
    """Ask Vapi about a key, and count the call."""
    visit.parts.vapi_calls.count(session.account.id)
    return await ask_vapi(visit.parts.vapi, key)


async def _try_stored(visit: Visit, session: PageSession) -> Verdict | None:
    """Use the stored key as Ava does, and note what Vapi says; return None without a key."""
    user, parts = session.account.id, visit.parts
    found = await parts.keys.read_with_row(user)
    if found is None:
        return None
    key, row = found
    verdict = await _asked(visit, session, key)
    noted = {Accepted: Noted.ACCEPTED, Rejected: Noted.REFUSED}.get(type(verdict))
    if noted is not None:
        parts.verdicts.note(user, row, noted)
        await parts.verdicts.settle_of(user)
    return verdict


def _say(
    visit: Visit,
    session: PageSession,
    said: Callable[[], Sequence[Line]],
    scene: situations.SceneOf,
    verdict: Verdict | None = None,
    *,
    anyway: bool = False,
) -> Response:
    """Return the answer to a form: it leads to the card, which says this."""
    failure = _failure(verdict) if verdict else None
    return visit.tell("", said, scene, owner=session.id, failure=failure, anyway=anyway)


def _places(card: Card) -> list[tuple[str, Line]]:
    """Return each of the three places, and what is known of the key there."""
    status = card.status
    at_vapi = places.at_vapi(status.verdict.answer) if card.has_key else places.no_key()
    return [
        (page.place(), places.here(status.kept)),
        ("Ava", places.at_ava(status)),
        ("Vapi", at_vapi),
    ]


class _Words:
    """Texts of the client that take what they are about, in the language of the page."""

    about = staticmethod(status_words.about)
    how_to = staticmethod(card_words.how_to)
    looked = staticmethod(guide_words.looked)
    checked = staticmethod(guide_words.checked)
    public = staticmethod(guide_words.public)
    questions = staticmethod(guide_words.questions_title)
    notes = staticmethod(guide_words.notes)
    more = staticmethod(guide_words.more)
    your_key = staticmethod(lambda: _(labels.YOUR_KEY))
    asking = staticmethod(lambda: verdict_words.asking().words)


def _just_done(done: str | None, card: Card) -> Callable[[], Sequence[Line]]:
    """Return what was just done, if the state of the key agrees: the address may be an old one."""
    if done == "saved" and card.just_saved:
        return lambda: page.saved(card.status)
    if done == "deleted" and not card.has_key:
        return lambda: [Line("✓", Tone.GOOD, deletion.done()), text(_(deletion.AT_VAPI))]
    return lambda: ()


def _no_key(found: Pasted) -> list[Line]:
    return paste.remarks(found) if found.text else [Line("▲", Tone.DOUBT, paste.missing())]


def _answer(found: Pasted, verdict: Verdict, *then: Callable[[], str]) -> list[Line]:
    preview = found.key.preview if found.key else ""
    answer = verdict_words.lines(preview, verdict, found.hints)
    return [*paste.removed(found), *answer, *(text(words()) for words in then)]


def _failure(verdict: Verdict) -> Failure | None:
    return None if isinstance(verdict, Accepted) else verdict.failure
