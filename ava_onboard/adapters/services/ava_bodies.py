"""What travels in the bodies of Ava's requests and answers, and what an answer means.

It needs the models of ``contract``, and these need pydantic: ``HttpAva`` loads it late.
"""

from collections.abc import Mapping

from pydantic import Secret

from ava_onboard.adapters.http.answer import Answer
from ava_onboard.adapters.services import ava_proof, recognition
from ava_onboard.contract import assistants, vapi_settings
from ava_onboard.contract import session as auth
from ava_onboard.contract.body import Body
from ava_onboard.contract.parse import build, parse
from ava_onboard.domain import problems
from ava_onboard.domain.api_key import PREVIEW_LENGTH, ApiKey
from ava_onboard.domain.failure import Problem
from ava_onboard.domain.secret import Password, Token
from ava_onboard.onboarding.ports import Account, Session, StoredKey

_MEANINGS = {401: problems.TOKEN_REFUSED, 403: problems.TOKEN_REFUSED, 429: problems.AVA_LIMITED}
"""What a status means for most calls."""


class AvaBodies:
    """Functions and paths, as one object that can be passed around.

    A function that makes a body returns None if Ava would refuse it; one that reads a body, if it does not fit. Each
    is a function of its own, because what raises later must not have a body among its variables.
    """

    AUTH = auth.PATH
    KEY = vapi_settings.PATH
    ASSISTANTS = assistants.PATH
    SYNCHRONISE = assistants.SYNCHRONISE_PATH

    unusable = staticmethod(ava_proof.of_answer)
    not_synchronised = staticmethod(ava_proof.not_synchronised)

    @staticmethod
    def login(identifier: str, password: Password) -> Body | None:
        """Make the body that signs in."""
        return build(lambda: auth.Login(identifier=identifier, password=Secret(password.reveal())))

    @staticmethod
    def refresh(token: Token) -> Body | None:
        """Make the body that asks for a new access token."""
        return build(lambda: auth.Refresh(refresh_token=Secret(token.reveal())))

    @staticmethod
    def new_key(key: ApiKey) -> Body | None:
        """Make the body that sends the key."""
        return build(lambda: vapi_settings.NewKey(vapi_api_key=Secret(key.reveal())))

    @staticmethod
    def problem(answer: Answer, meanings: Mapping[int, Problem] = {}) -> Problem | None:
        """Return the problem of an answer; None for a success.

        Args:
            answer: The answer.
            meanings: Those of statuses that mean something else for this call than for most.
        """
        status = answer.status
        if status >= 500:
            return problems.AVA_DOWN
        if ava_proof.is_of_missing_account(answer):
            return problems.ACCOUNT_GONE
        if answer.html or status in {404, 405}:
            return problems.NOT_AVA
        return None if 200 <= status < 300 else {**_MEANINGS, **meanings}.get(status, problems.AVA_REFUSED)

    @staticmethod
    def unprotected(answer: Answer) -> bool | None:
        """Return whether an answer to a request without a token shows the settings; None if it is not Ava's."""
        return recognition.is_unprotected(answer) if recognition.not_ava(answer) is None else None

    @staticmethod
    def session(answer: Answer) -> Session | None:
        """Return the tokens of an answer, and whose they are."""
        session = parse(auth.Session, answer.body)
        if session is None:
            return None
        refresh = session.refresh_token.get_secret_value() if session.refresh_token else ""
        access = Token(session.access_token.get_secret_value())
        return Session(access, Token(refresh) if refresh else None, _account(session.user))

    @staticmethod
    def account(answer: Answer) -> Account | None:
        """Return the account that an answer describes."""
        return _account(parse(auth.Profile, answer.body))

    @staticmethod
    def stored_key(answer: Answer) -> StoredKey | None:
        """Return what an answer says about the key."""
        status = parse(vapi_settings.KeyStatus, answer.body)
        return StoredKey(status.has_vapi_key, _preview(status.vapi_api_key_preview)) if status else None

    @staticmethod
    def assistants(answer: Answer) -> int | Problem:
        """Return how many assistants are listed, or why they are no proof."""
        listed = parse(assistants.ListedAssistants, answer.body)
        if listed is None:
            return problems.AVA_UNREADABLE
        problem = ava_proof.of_list(listed)
        return len(listed.assistants) if problem is None else problem


def _account(profile: auth.Profile | None) -> Account | None:
    """Return the first of name, e-mail and phone that can be shown; None without one."""
    if profile is None:
        return None
    texts = (profile.name, profile.email, profile.phone)
    label = next((label for text in texts if text and (label := printable(text))), None)
    return Account(label) if label else None


def _preview(text: str | None) -> str | None:
    """Return Ava's preview, cut to what a preview may show."""
    shown = printable(text or "")
    whole = len(shown) <= PREVIEW_LENGTH + len("...")
    return (shown if whole else f"{shown[:PREVIEW_LENGTH]}...") or None


def printable(text: str) -> str:
    """Drop control characters, which would break the terminal."""
    return "".join(character for character in text if character.isprintable()).strip()[:80]
