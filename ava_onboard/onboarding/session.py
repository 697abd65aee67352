"""The Ava session: find its tokens, and renew them when they have expired."""

import asyncio
import json
from base64 import urlsafe_b64decode
from collections.abc import Awaitable, Callable
from enum import Enum
from typing import TypeVar

from ava_onboard import locales
from ava_onboard.domain import problems
from ava_onboard.domain.failure import Failure, ProblemError, failed
from ava_onboard.domain.identifier import spellings
from ava_onboard.domain.secret import Password, Token
from ava_onboard.onboarding.ports import Account, Ava, SecretName, SecretStore, Session

T = TypeVar("T")


class SignIn(Enum):
    """Where the session came from."""

    NONE = "none"
    ENVIRONMENT = "environment"
    """``AVA_TOKEN``: takes precedence over what is stored, and is never written anywhere."""
    STORED = "stored"
    """The secret store, or the memory of this run if it cannot be stored."""
    UNKNOWN = "unknown"
    """The store cannot be read; it may hold one."""


class AvaSession:
    """The bearer tokens of one run of the program."""

    def __init__(self, ava: Ava, store: SecretStore, environment_token: Token | None) -> None:
        self._ava = ava
        self._store = store
        self._environment_token = environment_token
        self._access: Token | None = None
        self._refresh: Token | None = None
        self._loaded = False
        self.not_kept: Failure | None = None
        """Why the session ends with this run; None if the next run finds it."""
        self.unread: Failure | None = None
        """Why the store could not be read; None if it was read, or if it cannot hold a session."""
        self.does_without_store = False
        """Whether the person continues despite a failing store. They sign in for this run only."""
        self._loading = asyncio.Lock()
        self._renewing = asyncio.Lock()

    async def source(self) -> SignIn:
        """Return where the next call's token comes from."""
        if self._environment_token:
            return SignIn.ENVIRONMENT
        await self._load()
        if self._access or self._refresh:
            return SignIn.STORED
        return SignIn.UNKNOWN if self.unread else SignIn.NONE

    async def sign_in(self, identifier: str, password: Password) -> Account:
        """Open a session and keep it.

        Ava's spelling of the identifier is tried first. Only if Ava does not know it (401), what was typed is tried
        too: Ava limits the attempts.

        Raises:
            ProblemError: S02 for wrong credentials, or what stopped the call.
        """
        first, *others = spellings(identifier, locales.country())
        try:
            session = await self._ava.sign_in(first, password)
        except ProblemError as error:
            failure = error.failure
            if failure.problem is not problems.WRONG_CREDENTIALS or failure.values.get("status") != "401" or not others:
                raise
            session = await self._ava.sign_in(others[0], password)
        await self._keep(session)
        return session.account or Account(identifier)

    async def use_token(self, token: Token) -> Account:
        """Make a pasted access token the session, if Ava accepts it.

        Raises:
            ProblemError: S05 if Ava refuses it, or what stopped the call.
        """
        account = await self._ava.account(token)
        await self._keep(Session(token, None, account))
        return account

    async def keep(self) -> None:
        """Keep the session of this run in the store, which may have changed."""
        if self._access:
            await self._keep(Session(self._access, self._refresh))

    async def sign_out(self) -> None:
        """Forget the tokens, here and in the store.

        Raises:
            ProblemError: the store failed (K01-K13). This run has forgotten the tokens anyway.
        """
        self._access = self._refresh = self.unread = None
        self._loaded = True
        await self._store.delete(SecretName.ACCESS_TOKEN)
        await self._store.delete(SecretName.REFRESH_TOKEN)

    async def call(self, use: Callable[[Token], Awaitable[T]]) -> T:
        """Call Ava with the session's token. If it has expired, renew it and call once more.

        Raises:
            ProblemError: S01, S03 or S06 if the person must sign in, K02-K13 if the store could not be read, or what
                stopped the call.
        """
        token = await self._token()
        try:
            return await use(token)
        except ProblemError as error:
            if error.failure.problem is not problems.TOKEN_REFUSED:
                raise
        if self._environment_token:
            raise failed(problems.ENVIRONMENT_TOKEN_REFUSED)
        return await use(await self._renewed(token))

    async def _token(self) -> Token:
        if self._environment_token:
            return self._environment_token
        await self._load()
        if self._access is None:
            if self._refresh is None:
                raise self._no_token()
            return await self._renewed(None)
        return self._access

    def _no_token(self) -> ProblemError:
        """Return the exception for a missing token: the store could not be read, or the person must sign in."""
        if self.unread and not self.does_without_store and self.unread.problem not in problems.CLOSED:
            return ProblemError(self.unread)
        return failed(problems.SIGN_IN_NEEDED)  # the person has left a closed store closed

    async def _renewed(self, refused: Token | None) -> Token:
        """Return a token other than ``refused``. Simultaneous callers share one renewal."""
        async with self._renewing:
            await self._follow_store(refused)
            if self._access is not None and self._access != refused:
                return self._access
            if self._refresh is None:
                await self._end()
                raise failed(problems.SESSION_ENDED)
            shown = self._refresh
            try:
                session = await self._ava.renew(shown)
            except ProblemError as error:
                if error.failure.problem is problems.SESSION_ENDED and self._refresh == shown:
                    await self._end()
                raise
            if self._refresh == shown:
                await self._follow_store(refused)
            if self._refresh != shown:  # signed out or in again while Ava answered: keep that
                if self._access is None:
                    raise failed(problems.SIGN_IN_NEEDED)
                return self._access
            await self._keep(session._replace(refresh=session.refresh or shown))
            return session.access

    async def _load(self) -> None:
        async with self._loading:
            if self._loaded:
                return
            try:
                access, refresh = await self._stored()
            except ProblemError as error:
                # Without a keyring nothing was stored, so the person signs in. A locked one may open later.
                nothing = self._loaded or error.failure.problem in problems.NOWHERE
                self.unread = None if nothing else error.failure
                return
            self.unread = None
            if not self._loaded:  # signed in or out while the keyring answered: keep that
                self._access, self._refresh, self._loaded = access, refresh, True

    async def _stored(self) -> tuple[Token | None, Token | None]:
        """Return the access token and the refresh token in the store."""
        access = await self._store.get(SecretName.ACCESS_TOKEN)
        refresh = await self._store.get(SecretName.REFRESH_TOKEN)
        return _as_token(access), _as_token(refresh)

    async def _follow_store(self, refused: Token | None) -> None:
        """Use the tokens that another running ava-onboard has stored for the same account.

        Raises:
            ProblemError: S01 if it has signed out, or in to another account: the person decides which account to use.
        """
        before = self._access, self._refresh
        if self.not_kept or (self._access is not None and self._access != refused):
            return
        try:
            stored = await self._stored()
        except ProblemError:
            return  # keep the tokens of this run
        if (self._access, self._refresh) != before:  # this run has signed in or out meanwhile: keep that
            return
        if stored != before and _owner(stored) != _owner(before):
            self._access = self._refresh = None
            raise failed(problems.SIGN_IN_NEEDED)
        self._access, self._refresh = stored

    async def _keep(self, session: Session) -> None:
        same_refresh = session.refresh is not None and session.refresh == self._refresh
        self._access, self._refresh, self._loaded = session.access, session.refresh, True
        self.not_kept = self.unread = None
        try:
            # Delete the old refresh token first: it would renew the session of its own account.
            if not same_refresh:
                await self._store.delete(SecretName.REFRESH_TOKEN)
            await self._keep_access(session)
            if session.refresh:
                await self._store.put(SecretName.REFRESH_TOKEN, session.refresh)
        except ProblemError as error:
            # The session lasts for this run only. The stage that keeps the key reports the failure of the store.
            self.not_kept = error.failure

    async def _keep_access(self, session: Session) -> None:
        """Keep the access token. One that is too long for Windows is left out if it can be renewed."""
        try:
            await self._store.put(SecretName.ACCESS_TOKEN, session.access)
        except ProblemError as error:
            if error.failure.problem is not problems.TOO_LONG_FOR_WINDOWS or session.refresh is None:
                raise
            await self._store.delete(SecretName.ACCESS_TOKEN)  # an earlier one may belong to another account

    async def _end(self) -> None:
        """Forget the tokens; in the store only if they are still the ones that Ava has refused."""
        ended = self._access, self._refresh
        self._access = self._refresh = None
        try:
            if await self._stored() == ended:
                await self.sign_out()
        except ProblemError:
            return


def asks_to_sign_in(failure: Failure) -> bool:
    """Return whether signing in solves this failure."""
    return failure.problem in {
        problems.SIGN_IN_NEEDED,
        problems.SESSION_ENDED,
        problems.TOKEN_REFUSED,
        problems.ACCOUNT_GONE,
    }


def _owner(tokens: tuple[Token | None, Token | None]) -> object:
    """Return the owner of tokens: the unverified ``sub`` of a JWT, or the token itself if it is not a JWT."""
    token = tokens[1] or tokens[0]
    if token is None:
        return None
    try:
        claims = token.reveal().split(".")[1]
        return json.loads(urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["sub"]
    except (IndexError, ValueError, TypeError, KeyError):
        return token.reveal()


def _as_token(secret: object) -> Token | None:
    return secret if isinstance(secret, Token) else None
