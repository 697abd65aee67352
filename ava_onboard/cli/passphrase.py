"""Choose and open the secret store of a command. The passphrase is AVA_ONBOARD_PASSPHRASE, or is typed."""

from functools import partial

from ava_onboard.cli.console import EndOfInputError
from ava_onboard.cli.context import Run
from ava_onboard.domain import store_kind
from ava_onboard.domain.failure import Failure
from ava_onboard.domain.problems import BAD_SETTING, REFUSED
from ava_onboard.domain.secret import Passphrase
from ava_onboard.domain.store_kind import StoreKind
from ava_onboard.locales import _
from ava_onboard.text import store_words, waiting
from ava_onboard.text.line import labelled

_TRIES = 3


async def keep_in(run: Run, name: str | None) -> Failure | None:
    """Switch to the secret store that the person chose; return what prevents that, without showing it.

    Args:
        run: The run.
        name: The kind of store to use from now on, as ``--keep-in`` calls it; None for the one in use.
    """
    kind = store_kind.named(name) if name else run.onboarding.store
    if kind == run.onboarding.store:
        return None
    if refused := await run.onboarding.ask_to_unlock(partial(unlock, run), again=True):
        return refused  # a wrong passphrase must not cost what the store holds
    return await use(run, kind)


async def make_ready(run: Run, name: str | None) -> Failure | None:
    """Do the same, and open the store if it is already in use."""
    return await keep_in(run, name) or await run.onboarding.ask_to_unlock(partial(unlock, run))


async def unlock(run: Run) -> Failure | None:
    """Open the store in use; return what prevents that, None if the person continues without it."""
    kind, console = run.onboarding.store, run.console
    if kind.locked_problem is None:
        return None
    if run.settings.passphrase:
        failure = await run.wait(run.onboarding.unlock(run.settings.passphrase), _waiting(run, kind))
        _offer_to_forget(run, failure)
        return failure
    failure = Failure(kind.locked_problem)
    for _try in range(_TRIES):
        try:
            text = console.ask_at_terminal(_(store_words.of_passphrase(kind).question))
        except EndOfInputError:
            return failure
        if not text:
            return None
        refused = await run.wait(run.onboarding.unlock(Passphrase(text)), _waiting(run, kind))
        if refused is None:
            return None
        failure = refused
        if failure.problem not in REFUSED:
            break
        console.complain("✗ " + failure.sentence)
    _offer_to_forget(run, failure)
    return failure


async def use(run: Run, kind: StoreKind) -> Failure | None:
    """Use a store of this kind from now on; return what prevents that."""
    passphrase = None
    if kind.locked_problem:
        passphrase = run.settings.passphrase or _new(run, kind)
        if passphrase is None:
            return Failure(kind.locked_problem)
        if not passphrase.is_long_enough:
            return Failure(BAD_SETTING, {"name": "AVA_ONBOARD_PASSPHRASE"})
    return await run.wait(run.onboarding.use_store(kind, passphrase), _waiting(run, kind))


def _new(run: Run, kind: StoreKind) -> Passphrase | None:
    """Return a passphrase that was typed twice; None if there is no terminal to ask at, or nothing was typed."""
    console, words = run.console, store_words.of_passphrase(kind)
    try:
        console.complain("▲ " + _(words.new), "  " + _(words.if_forgotten))
        while True:
            first = Passphrase(console.ask_at_terminal(_("New passphrase (at least 8 characters): ")))
            if not first:
                return None
            if not first.is_long_enough:
                console.complain("✗ " + store_words.too_short())
            elif Passphrase(console.ask_at_terminal(_("Again: "))) != first:
                console.complain("✗ " + store_words.differ())
            else:
                return first
    except EndOfInputError:
        return None


def _offer_to_forget(run: Run, failure: Failure | None) -> None:
    """After a wrong passphrase, print the command that removes the store."""
    if failure and failure.problem in REFUSED:
        forget = run.settings.command("logout --forget-file")
        run.console.complain("▲ " + labelled(_("If you have forgotten the passphrase"), forget))


def _waiting(run: Run, kind: StoreKind) -> str:
    """Return what to print while a store of this kind is being opened or filled."""
    words = store_words.of(kind).passphrase or store_words.of(run.onboarding.store).passphrase
    return _(words.opening) if words else waiting.store(kind)
