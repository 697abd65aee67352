"""The card of the settings: how the key is, and what can be done about it."""

from collections.abc import Callable, Sequence

from starlette.responses import Response

from ava_onboard.backend.audit import Event
from ava_onboard.backend.db.verdicts import Verdict as Noted
from ava_onboard.backend.pages import situations
from ava_onboard.backend.pages.card import Card
from ava_onboard.backend.pages.visit import PageSession, Visit
from ava_onboard.backend.vapi_check import check as ask_vapi
from ava_onboard.domain import guide, pasted, problems, state_problem
from ava_onboard.domain.failure import Failure
from ava_onboard.domain.hints import Hint
from ava_onboard.domain.pasted import Pasted
from ava_onboard.domain.verdict import Accepted, Refusal, Rejected, Undecided, Verdict
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
    return _card(visit, session, card, said=_just_done(visit.request.query_params.get("done"), card))


async def check(visit: Visit) -> Response:
    """Ask Vapi about the key in the field, or about the one that is stored. Nothing is saved."""
    session = await visit.session()
    fields = await visit.form(KEY, session.id)
    found = pasted.read(fields.get("key", ""))
    card = await visit.card(session)
    if found.key is None:
        return _card(visit, session, card, said=lambda: _no_key(found), scene=situations.pasted(card.status))
    visit.parts.vapi_calls.count(session.account.id)
    verdict = await ask_vapi(visit.parts.vapi, found.key)
    return _card(
        visit,
        session,
        card,
        said=lambda: [*_answer(found, verdict), *([text(page.paste_again())] if isinstance(verdict, Accepted) else [])],
        scene=situations.answered(card.status, verdict),
        failure=_failure(verdict),
    )


async def save(visit: Visit) -> Response:
    """Ask Vapi about the key in the field, store it unless Vapi refuses it, and try it as Ava does."""
    session = await visit.session()
    fields = await visit.form(KEY, session.id)
    found = pasted.read(fields.get("key", ""))
    card = await visit.card(session)
    if found.key is None:
        scene = situations.pasted(card.status)
        return _card(visit, session, card, said=lambda: _no_key(found), scene=scene, status=422)
    user = session.account.id
    visit.parts.vapi_calls.count(user)
    verdict = await ask_vapi(visit.parts.vapi, found.key)
    if isinstance(verdict, Rejected) or (isinstance(verdict, Undecided) and "anyway" not in fields):
        undecided = isinstance(verdict, Undecided)
        return _card(
            visit,
            session,
            card,
            said=lambda: [*_answer(found, verdict), *_how_to_save(undecided=undecided)],
            scene=situations.answered(card.status, verdict),
            failure=_failure(verdict),
            anyway=undecided,
            status=422,
        )
    await visit.parts.keys.save(user, found.key)
    visit.parts.audit.record(Event.KEY_SAVED, user=user, **visit.origin)
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
    user = session.account.id
    await visit.parts.keys.delete(user)
    visit.parts.audit.record(Event.KEY_DELETED, user=user, **visit.origin)
    return visit.redirect("?done=deleted")


async def check_stored(visit: Visit) -> Response:
    """Ask Vapi about the key that is stored, as Ava does when it uses it."""
    session = await visit.session()
    await visit.form(STORED, session.id)
    verdict = await _try_stored(visit, session)
    card = await visit.card(session)
    if verdict is None:  # it was deleted meanwhile
        return visit.redirect()
    preview = card.status.known.preview or ""
    return _card(
        visit,
        session,
        card,
        said=lambda: verdict_words.lines(preview, verdict),
        scene=situations.answered(card.status, verdict),
        failure=_failure(verdict),
    )


async def _try_stored(visit: Visit, session: PageSession) -> Verdict | None:
    """Use the stored key as Ava does, and note what Vapi says; return None without a key."""
    user, parts = session.account.id, visit.parts
    found = await parts.keys.read_with_row(user)
    if found is None:
        return None
    key, row = found
    parts.vapi_calls.count(user)
    verdict = await ask_vapi(parts.vapi, key)
    noted = {Accepted: Noted.ACCEPTED, Rejected: Noted.REFUSED}.get(type(verdict))
    if noted is not None:
        parts.verdicts.note(user, row, noted)
        await parts.verdicts.settle_of(user)
    return verdict


def _card(
    visit: Visit,
    session: PageSession,
    card: Card,
    *,
    said: Callable[[], Sequence[Line]],
    scene: situations.SceneOf | None = None,
    failure: Failure | None = None,
    anyway: bool = False,
    status: int = 200,
) -> Response:
    return visit.show(
        "settings",
        scene or situations.card(card.status),
        session=session,
        failure=failure if scene else state_problem.read_out(card.status),
        status=status,
        card=card,
        said=said,
        anyway=anyway,
        places=lambda: _places(card),
        badge=lambda: status_words.badge(card.status.badge),
        advice=lambda: [*status_words.advice(card.status), *status_words.state_code(card.status)],
        history=lambda: page.history(card.status, card.saved_at),
        guide=guide.current,
        words=_Words(),
    )


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
    count = staticmethod(guide_words.count)
    instructions = staticmethod(guide_words.instructions)
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


def _answer(found: Pasted, verdict: Verdict) -> list[Line]:
    hints: tuple[Hint, ...] = found.hints
    preview = found.key.preview if found.key else ""
    return [*paste.removed(found), *verdict_words.lines(preview, verdict, hints)]


def _how_to_save(*, undecided: bool) -> list[Line]:
    return [text(page.not_saved()), text(page.paste_again_to_save_anyway())] if undecided else [text(page.not_saved())]


def _failure(verdict: Verdict) -> Failure | None:
    match verdict:
        case Undecided(failure=failure):
            return failure
        case Rejected(refusal=refusal):
            return Failure(problems.KEY_UNKNOWN if refusal is Refusal.UNKNOWN else problems.KEY_FORBIDDEN)
        case _:
            return None
