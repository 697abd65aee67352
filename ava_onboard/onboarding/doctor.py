"""Run the checks of ``doctor`` in order; skip those that depend on a failed one."""

import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping

from ava_onboard.domain import problems
from ava_onboard.domain.checks import Check, Failed, Outcome, Passed, Reason, Result, Skipped, is_blocked
from ava_onboard.domain.failure import ProblemError
from ava_onboard.domain.secret import Token
from ava_onboard.locales import N_
from ava_onboard.onboarding.ports import Ava, OptionalStore, SecretName, SecretStore
from ava_onboard.onboarding.session import AvaSession

Probe = Callable[[], Awaitable[Outcome]]


async def examine(probes: Mapping[Check, Probe]) -> AsyncGenerator[Result, None]:
    """Run every check, in order.

    Args:
        probes: Makes each check; a ``ProblemError`` is a failure.

    Yields:
        Each result, as soon as it is known.
    """
    results: list[Result] = []
    for check in Check:
        start = time.perf_counter()
        outcome = Skipped(Reason.BLOCKED) if is_blocked(check, results) else await _outcome(probes[check])
        results.append(Result(check, outcome, round((time.perf_counter() - start) * 1000)))
        yield results[-1]


async def session(ava: Ava, store: SecretStore, environment_token: Token | None) -> Outcome:
    """Check that Ava accepts the session, renewing it if it has expired.

    Raises:
        ProblemError: S01-S06 if the person must sign in, or what stopped the call.
    """
    if missing := await _without_session(store, environment_token):
        return Skipped(missing)
    await AvaSession(ava, store, environment_token).call(ava.account)
    if environment_token:
        return Passed(N_("accepted (from AVA_TOKEN)"), {"source": "environment"})
    return Passed(N_("accepted (kept on this computer)"), {"source": "stored"})


async def use(ava: Ava, store: SecretStore, environment_token: Token | None) -> Outcome:
    """Check that Ava can use the key that it has.

    Raises:
        ProblemError: A11 or A12 if it cannot, or what stopped the question whether it has one.
    """
    if missing := await _without_session(store, environment_token):
        return Skipped(missing)
    session = AvaSession(ava, store, environment_token)
    if not (await session.call(ava.stored_key)).present:
        return Skipped(Reason.NO_KEY)
    try:
        seen = await session.call(ava.assistants)
    except ProblemError as error:
        if error.failure.problem in problems.REFUTED:
            raise
        untestable = error.failure.problem is problems.NOT_TESTABLE
        return Skipped(Reason.NOT_TESTABLE if untestable else Reason.NOT_TESTED)
    return Passed(N_("Ava can use the key; assistants: {assistants}"), {"assistants": str(seen)})


async def _without_session(store: SecretStore, environment_token: Token | None) -> Reason | None:
    """Return why there is no session to check; None if there is one."""
    if environment_token:
        return None
    try:
        stored = [await store.get(entry) for entry in (SecretName.ACCESS_TOKEN, SecretName.REFRESH_TOKEN)]
    except ProblemError:
        return Reason.KEYRING_CLOSED
    return None if any(stored) else Reason.SIGNED_OUT


async def chosen_store(store: OptionalStore, backend: str, *, opens: str, closed: str) -> Outcome:
    """Check the store that the person has chosen, and whether it opens without a question.

    Args:
        store: The chosen store.
        backend: What the report calls it.
        opens: The text for a store that opens; English, marked for translation.
        closed: The text for a store that waits for its passphrase.

    Raises:
        ProblemError: the store cannot be used.
    """
    facts = {"backend": backend}
    try:
        for name in SecretName:  # reading a secret that is not in it needs no passphrase
            await store.get(name)
    except ProblemError as error:
        if error.failure.problem not in problems.LOCKED:
            raise
        return Passed(closed, facts)
    return Passed(opens, facts)


async def _outcome(probe: Probe) -> Outcome:
    try:
        return await probe()
    except ProblemError as error:
        return Failed(error.failure)
