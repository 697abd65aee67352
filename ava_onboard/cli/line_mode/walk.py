"""Line mode: the whole onboarding as questions and answers, one line at a time.

For screen readers, dumb terminals and calls over SSH: the use cases, the texts and the end of the full screen.
"""

from functools import partial

from ava_onboard.cli import passphrase
from ava_onboard.cli.commands import delete, sync
from ava_onboard.cli.commands import status as statuses
from ava_onboard.cli.console import EndOfInputError
from ava_onboard.cli.context import Run
from ava_onboard.cli.keys import YOUR_KEY, Checked, check, show_end
from ava_onboard.cli.line_mode import menu
from ava_onboard.cli.sign_in import ask_to_sign_in
from ava_onboard.domain import guide, pasted
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.attention import Action, Choice
from ava_onboard.domain.failure import Exit
from ava_onboard.domain.hints import Hint, Severity
from ava_onboard.domain.progress import Step
from ava_onboard.domain.status import Status
from ava_onboard.domain.verdict import Accepted, Rejected
from ava_onboard.locales import _
from ava_onboard.onboarding import Next, Questions, Stage, StageFailed
from ava_onboard.text import accessible, paste, problem, stages, store_words
from ava_onboard.text.guide import printed as step_lines
from ava_onboard.text.guide import title
from ava_onboard.text.line import labelled
from ava_onboard.text.status import lines as status_lines

_LETTERS = {Choice.SEND: "s", Choice.SEND_ANYWAY: "s", Choice.KEEP_AVAS: "k", Choice.REPLACE: "n"}


class _Quit(Exception):  # noqa: N818 - no error
    """The person quits."""


class _ReadAgain(Exception):  # noqa: N818 - no error
    """The language has changed: show the open step again."""


class _Back(Exception):  # noqa: N818 - no error
    """The person goes back one step."""


async def walk(run: Run) -> Exit:
    """Walk from the step where the person stopped to *Configured*; return the exit code of the badge at the end.

    Raises:
        EndOfInputError: stdin is not a terminal, and ended before everything was answered.
    """
    console = run.console
    if run.settings.accessible:
        console.result(accessible.is_on(run.settings.accessible_by))
    console.result(title())
    try:
        await run.onboarding.ask_to_unlock(partial(_unlock, run))
        if run.onboarding.progress.configured_before and not await _wants_another_key(run):
            return statuses.exit_of_badge(run.onboarding.remembered().badge)
        while not await _has_finished(run):
            pass
        return statuses.exit_of_badge(run.onboarding.remembered().badge)
    except _Quit:
        pass
    except EndOfInputError:
        if console.piped or not console.can_ask:
            raise
    if run.onboarding.not_remembered is None:
        console.result("", _("Your place is kept. Start again to carry on."))
    return statuses.exit_of_badge(run.onboarding.remembered().badge)


async def _has_finished(run: Run) -> bool:
    """Do the open step; return whether it was the last one, and the key is saved."""
    try:
        if run.onboarding.progress.journey.step is Step.PASTE_KEY:
            return await _finish_with_key(run)
        await _read_step(run)
    except _ReadAgain:
        pass
    return False


async def _wants_another_key(run: Run) -> bool:
    """Show the status, offer its action, and open the last step; return False if the person is done."""
    status = await statuses.look(run)
    run.console.result(*_status(run, status))
    if await _needs_nothing(run, status) and not run.console.confirm(_("Use another key?")):
        return False
    run.onboarding.remember(journey=run.onboarding.progress.journey.open(Step.PASTE_KEY))
    return True


async def _needs_nothing(run: Run, status: Status) -> bool:
    """Offer the action that the status needs; return whether none is needed."""
    if status.action is Action.SEND and run.console.confirm(_("Send the key kept on this computer to Ava now?")):
        return await sync.sync(run, sync.Options()) is Exit.DONE
    if status.choices:
        return await _chooses(run, status)
    if status.action is Action.DELETE and run.console.confirm(_("Finish deleting the key now?")):
        await delete.delete(run, delete.Options(yes=True))
    if status.session_unread and status.action is Action.RETRY:
        again = await _answer(run, _(store_words.TRY_AGAIN), letters="w", back=False) != "w"
        if again or await ask_to_sign_in(run, None):
            status = await statuses.look(run)
            run.console.result(*_status(run, status))
            return await _needs_nothing(run, status)
    if status.action is Action.SIGN_IN and await ask_to_sign_in(run, None):
        status = await statuses.look(run)
        run.console.result(*_status(run, status))
    return status.agree


async def _chooses(run: Run, status: Status) -> bool:
    """Ask which key to use, without a default; return whether nothing is left to do."""
    letters = {_LETTERS[choice]: choice for choice in status.choices}
    offered = [labelled(letter, _(choice.value)) for letter, choice in letters.items()]
    run.console.result(*offered)
    choice = letters.get(await _answer(run, _("Type a letter, or Enter to change nothing: "), letters="".join(letters)))
    if choice in (Choice.SEND, Choice.SEND_ANYWAY):
        return await sync.sync(run, sync.Options()) is Exit.DONE
    if choice is Choice.KEEP_AVAS:
        return await delete.delete(run, delete.Options(here=True, yes=True)) is Exit.DONE
    return False


def _status(run: Run, status: Status) -> list[str]:
    store, account = run.onboarding.store, run.onboarding.progress.account
    account = "AVA_TOKEN" if run.settings.token else account
    return status_lines(status, account, settings=run.settings, store=store)


async def _read_step(run: Run) -> None:
    journey = run.onboarding.progress.journey
    run.console.result("", *step_lines(guide.current().of(journey.step)))
    try:
        question = _("Enter when done, b to go back, q to quit, h for help: ")
        await _answer(run, run.once(question, _("Enter when done: ")), step=journey.step)
    except _Back:
        run.onboarding.remember(journey=journey.back())
    else:
        run.onboarding.remember(journey=journey.finish())


async def _finish_with_key(run: Run) -> bool:
    """Do the last step; return whether the key is saved."""
    journey = run.onboarding.progress.journey
    run.console.result("", *step_lines(guide.current().of(journey.step)))
    try:
        await _save(run, await _accepted_key(run))
    except _Back:
        run.onboarding.remember(journey=journey.back())
        return False
    run.onboarding.remember(journey=journey.finish())
    show_end(run)
    moved = run.tested is not None and run.tested.moved
    if moved and run.console.confirm(_("Have Ava synchronise its assistants now?")):
        await sync.synchronise(run)
    return True


async def _accepted_key(run: Run) -> Checked:
    """Return a key that may be saved: Vapi accepts it, or was not reached and the person saves it anyway."""
    key, hints = await _key(run)
    while True:
        checked = await check(run, key, hints)
        run.console.result(*checked.lines)
        if isinstance(checked.verdict, Accepted):
            return checked
        if isinstance(checked.verdict, Rejected):
            key, hints = await _key(run, another=True)
            continue
        question = _("Enter to check again, s to save anyway, k for another key, b to go back, q to quit: ")
        answer = await _answer(run, question, letters="sk")
        if answer == "s":
            return checked
        if answer == "k":
            key, hints = await _key(run, another=True)


async def _key(run: Run, *, another: bool = False) -> tuple[ApiKey, tuple[Hint, ...]]:
    """Ask for a key until there is one that can be sent; return it with what the text looked like."""
    question = _("Your Vapi key (hidden as you type; b to go back, q to quit, h for help): ")
    if another:
        question = _("Another Vapi key (hidden as you type; b to go back, q to quit, h for help): ")
    while True:
        asked = run.once(question, _(YOUR_KEY))
        read = pasted.read(await _typed(run, asked, hidden=True, step=Step.PASTE_KEY))
        if not read.text:
            run.console.result(paste.missing())
            continue
        run.console.result(*paste.remarks(read))
        if read.key:
            return read.key, read.hints


async def _save(run: Run, checked: Checked) -> None:
    """Save, and try again until it is done or the person quits."""
    ended = await run.follow(run.onboarding.save(checked.key, checked.verdict, questions=_questions(run)))
    if isinstance(ended, StageFailed):  # the person did not sign in
        _say_where_key_is(run, ended)
        raise _Quit


def _questions(run: Run) -> Questions:
    return Questions(
        unlock=partial(_unlock, run),
        sign_in=partial(ask_to_sign_in, run),
        after_failure=partial(_try_again, run),
    )


async def _unlock(run: Run) -> None:
    """Open the store in use; show what prevents that, and continue."""
    if failure := await passphrase.unlock(run):
        run.console.result(*problem.lines(failure))


async def _try_again(run: Run, failed: StageFailed) -> Next:
    """Try again, or quit; if the key could not be kept, also in another secret store or without a local copy."""
    if failed.stage is not Stage.KEEP:
        _say_where_key_is(run, failed)
        await _answer(run, _("Enter to try again, q to quit: "))
        return Next.AGAIN
    run.console.result(*problem.lines(failed.failure))
    fallback = run.onboarding.fallback
    other = store_words.of(fallback) if fallback else None
    ways, letters = (other.try_again, other.letter + "w") if other else (store_words.TRY_AGAIN, "w")
    answer = await _answer(run, _(ways), letters=letters)
    if fallback and other and answer == other.letter and (failure := await passphrase.use(run, fallback)):
        run.console.result(*problem.lines(failure))
    return Next.WITHOUT_COPY if answer == "w" else Next.AGAIN


def _say_where_key_is(run: Run, failed: StageFailed) -> None:
    run.console.result(*stages.not_saved(failed, settings=run.settings, kept=failed.kept))


async def _answer(run: Run, question: str, *, letters: str = "", step: Step | None = None, back: bool = True) -> str:
    """Return the answer: empty (Enter alone) or one of ``letters``. Prompts again for anything else.

    Args and exceptions are those of ``_typed``.
    """
    while True:
        text = (await _typed(run, question, step=step, back=back)).strip()
        short = text.lower()
        if not short or (len(short) == 1 and short in letters):
            return short
        if any(hint.severity is Severity.GOOD for hint in pasted.read(text).hints):
            run.console.complain(
                _("That looks like a key. It was not used: paste it in step 4, where it stays hidden.")
            )
        elif step:
            run.console.complain(_("That is not one of the answers. Type h to see them."))
        else:
            run.console.complain(_("That is not one of the answers."))


async def _typed(run: Run, question: str, *, hidden: bool = False, step: Step | None = None, back: bool = True) -> str:
    """Return what the person types. Actions of the menu are done here, and the prompt is repeated.

    Args:
        run: This run.
        question: The question.
        hidden: Whether the answer does not appear on the terminal.
        step: The open step, whose menu is offered; None offers none.
        back: Whether there is a step to go back to.

    Raises:
        _Quit: the answer is q.
        _Back: the answer is b, and there is a step to go back to.
        _ReadAgain: the language was changed.
    """
    while True:
        text = run.console.ask_hidden(question, whole=True) if hidden else run.console.ask(question)
        short = text.strip().lower()
        if short == "q":
            raise _Quit
        if short == "b" and back:
            raise _Back
        if step is None or not await _did_action(run, short, step):
            return text


async def _did_action(run: Run, letter: str, step: Step) -> bool:
    """Do the action with this letter; return False if there is none."""
    texts_of_step = guide.current().of(step)
    if letter == "h" or (letter == "?" and not run.settings.accessible):  # a screen reader may not say it
        run.console.result(*menu.all_of(run, texts_of_step))
        return True
    offer = menu.of_step(run, texts_of_step).get(letter)
    if offer:
        await menu.do(offer, run, texts_of_step)
        if letter == "l":
            raise _ReadAgain
    return offer is not None
