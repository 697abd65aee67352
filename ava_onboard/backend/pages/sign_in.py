"""The pages that begin and end a session."""

import secrets
from collections.abc import Callable, Sequence
from functools import partial

from pydantic import Secret, ValidationError
from starlette.responses import Response

from ava_onboard.backend.metrics import metrics
from ava_onboard.backend.pages import cookies, languages, situations
from ava_onboard.backend.pages.visit import SignInNeededError, Visit
from ava_onboard.backend.security.login_limits import LoginLimitedError
from ava_onboard.backend.security.sign_in import WrongCredentialsError
from ava_onboard.contract.session import Login
from ava_onboard.domain import identifier, problems
from ava_onboard.domain.failure import Failure
from ava_onboard.text import account as words
from ava_onboard.text import page, problem, waiting
from ava_onboard.text.line import Line, Tone, text

_FORM = "sign-in"


async def show(visit: Visit) -> Response:
    """Return the form; redirect to the settings if someone is signed in already."""
    try:
        await visit.session()
    except SignInNeededError:
        pass
    else:
        return visit.redirect()
    asked = visit.request.query_params
    owner = visit.request.cookies.get(cookies.FORM, "")
    if told := visit.told(owner):
        answer = _form(visit, said=lambda: told.lines, symbols=told.symbols, typed=told.typed)
        cookies.drop(answer, cookies.TOLD)
        return answer
    if "ended" in asked:
        return _form(visit, said=_ended, failure=Failure(problems.SESSION_ENDED))
    return _form(visit, said=_signed_out if "signed-out" in asked else list)


async def submit(visit: Visit) -> Response:
    """Sign in."""
    owner = visit.request.cookies.get(cookies.FORM)
    if not owner:
        return _form(visit, said=page.needs_cookies, status=403)
    fields = await visit.form(_FORM, owner)
    typed, password = fields.get("identifier", "").strip(), fields.get("password", "")
    spelled = identifier.spellings(typed, languages.country(visit.request))[0] if typed else ""
    try:
        login = Login(identifier=spelled, password=Secret(password))
        account = await visit.parts.sign_in(login.identifier, login.password.get_secret_value(), visit.origin)
    except (WrongCredentialsError, ValidationError):
        failure = Failure(problems.WRONG_CREDENTIALS)
        said, shown = partial(problem.lines, failure), _shown(typed)
        return visit.tell("/sign-in", said, situations.signing_in, owner=owner, failure=failure, typed=shown)
    except LoginLimitedError as error:
        metrics.limited("sign_ins")
        failure = Failure(problems.TOO_MANY_SIGN_INS, retry_after=error.retry_after)
        answer = _form(visit, said=partial(problem.lines, failure), failure=failure, status=429, typed=_shown(typed))
        answer.headers["Retry-After"] = str(int(error.retry_after))
        return answer
    answer = visit.redirect()
    cookies.put(answer, cookies.SESSION, visit.parts.tokens.page(account.id, version=account.token_version))
    return answer


async def sign_out(visit: Visit) -> Response:
    """End the session."""
    session = await visit.session()
    await visit.form("sign-out", session.id)
    await visit.end_session()
    answer = visit.redirect("/sign-in?signed-out")
    cookies.drop(answer, cookies.SESSION)
    return answer


def _form(
    visit: Visit,
    *,
    said: Callable[[], Sequence[Line]],
    failure: Failure | None = None,
    symbols: str | None = None,
    status: int = 200,
    typed: str = "",
) -> Response:
    known = visit.request.cookies.get(cookies.FORM)
    owner = known or secrets.token_urlsafe(16)
    answer = visit.show(
        "sign_in",
        situations.signing_in,
        owner=owner,
        failure=failure,
        symbols=symbols,
        status=status,
        said=said,
        typed=typed,
        words=_Words(),
    )
    if not known:
        cookies.put(answer, cookies.FORM, owner)
    return answer


class _Words:
    """What the form says, in the language of the page."""

    why = staticmethod(lambda: words.why(None))
    identifier = staticmethod(words.identifier_label)
    password = staticmethod(words.password_label)
    waiting = staticmethod(waiting.asking_ava)


def _ended() -> list[Line]:
    failure = Failure(problems.SESSION_ENDED)
    happened, remedy, *codes = problem.lines(failure)
    return [happened, text(page.lost_with_session()), remedy, *codes]


def _signed_out() -> list[Line]:
    return [Line("✓", Tone.GOOD, words.signed_out())]


def _shown(typed: str) -> str:
    """Return what was typed as the account, if it looks like one: some people type their password there."""
    return typed if "@" in typed or identifier.phone(typed, None) else ""
