"""Line mode: the whole onboarding as questions and answers, one line at a time.

For screen readers, dumb terminals and phone calls over SSH. The same use cases and texts as the full screen, and the
same end.
"""

from ava_onboard.cli import passphrase
from ava_onboard.cli.commands import status as statuses
from ava_onboard.cli.commands.account import ask_to_sign_in
from ava_onboard.cli.commands.key import ask_vapi, delete, sync
from ava_onboard.cli.console import EndOfInputError
from ava_onboard.cli.context import Run
from ava_onboard.cli.line_mode import menu
from ava_onboard.domain import guide, pasted
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.failure import Exit
from ava_onboard.domain.hints import Severity
from ava_onboard.domain.progress import Step
from ava_onboard.domain.status import Action, Status
from ava_onboard.domain.verdict import Accepted, Rejected, Verdict
from ava_onboard.locales import _
from ava_onboard.onboarding import Stage, StageFailed
from ava_onboard.onboarding.session import asks_to_sign_in
from ava_onboard.text import paste, problem, stages, store_words
from ava_onboard.text.guide import printed as step_lines
from ava_onboard.text.guide import title
from ava_onboard.text.line import plain
from ava_onboard.text.status import lines as status_lines
from ava_onboard.text.verdict import lines as verdict_lines


class _Quit(Exception):  # noqa: N818 - no error
    """The person wants to leave."""


class _Anew(Exception):  # noqa: N818 - no error
    """The open step has to be read anew: in another language, or as another person."""


class _Back(Exception):  # noqa: N818 - no error
    """The person wants to see the step before."""


def walk(run: Run) -> Exit:
    """From the step where the person stopped to *Configured*; 3 if they leave before.

    Raises:
        EndOfInputError: stdin is no terminal, and ended before everything was answered.
    """
    console = run.console
    console.result(title())
    try:
        if failure := passphrase.unlock(run):
            console.result(*plain(problem.lines(failure)))
        if run.onboarding.progress.configured_before and not _wants_another_key(run):
            return Exit.DONE
        while not _has_finished(run):
            pass
        return Exit.DONE  # noqa: TRY300 - the end of the way
    except _Quit:
        pass
    except EndOfInputError:
        if console.piped or not console.can_ask:
            raise
    console.result("", _("Your place is kept. Start again to carry on."))
    return Exit.NOT_CONFIGURED


def _has_finished(run: Run) -> bool:
    """The open step; whether it was the last, and the key is where it belongs."""
    try:
        if run.onboarding.progress.journey.step is Step.PASTE_KEY:
            return _finish_with_key(run)
        _read_step(run)
    except _Anew:
        pass
    return False


def _wants_another_key(run: Run) -> bool:
    """Show the status and offer what mends it; somebody who has a key may be done then, else opens the last step."""
    status = statuses.look(run)
    run.console.result(*_status(run, status))
    if _is_mended(run, status) and not run.console.confirm(_("Use another key?")):
        return False
    run.onboarding.remember(journey=run.onboarding.progress.journey.open(Step.PASTE_KEY))
    return True


def _is_mended(run: Run, status: Status) -> bool:
    """Whether nothing is left to mend, once the person was asked about the one thing that mends it."""
    if status.action is Action.SEND and run.console.confirm(_("Send the key kept on this computer to Ava now?")):
        return sync(run, json=False) is Exit.DONE
    if status.action is Action.DELETE and run.console.confirm(_("Finish deleting the key now?")):
        delete(run, yes=True, json=False)
    if status.session_unread and status.action is Action.RETRY:
        again = _answer(run, _(store_words.TRY_AGAIN)) != "w"
        if again or ask_to_sign_in(run, None):
            status = statuses.look(run)
            run.console.result(*_status(run, status))
            return _is_mended(run, status)
    if status.action is Action.SIGN_IN and ask_to_sign_in(run, None):
        status = statuses.look(run)
        run.console.result(*_status(run, status))
    return status.agree


def _status(run: Run, status: Status) -> list[str]:
    store, account = run.onboarding.store, run.onboarding.progress.account
    account = "AVA_TOKEN" if run.settings.token else account
    return status_lines(status, account, settings=run.settings, store=store)


def _read_step(run: Run) -> None:
    journey = run.onboarding.progress.journey
    run.console.result("", *step_lines(guide.current().of(journey.step)))
    try:
        _answer(run, _("Enter when done, b to go back, q to quit, h for help: "), step=journey.step)
    except _Back:
        run.onboarding.remember(journey=journey.back())
    else:
        run.onboarding.remember(journey=journey.finish())


def _finish_with_key(run: Run) -> bool:
    """The last step; whether the key is where it belongs."""
    journey = run.onboarding.progress.journey
    run.console.result("", *step_lines(guide.current().of(journey.step)))
    try:
        key, verdict = _accepted_key(run)
        _save(run, key, verdict)
    except _Back:
        run.onboarding.remember(journey=journey.back())
        return False
    run.onboarding.remember(journey=journey.finish())
    run.console.result(*plain([stages.configured()]))
    return True


def _accepted_key(run: Run) -> tuple[ApiKey, Verdict]:
    """A key that may be saved: Vapi accepts it, or could not be asked and the person goes on all the same."""
    key = _key(run)
    while True:
        verdict = ask_vapi(run, key)
        run.console.result(*plain(verdict_lines(key.preview, verdict)))
        if isinstance(verdict, Accepted):
            return key, verdict
        if isinstance(verdict, Rejected):
            key = _key(run)
            continue
        question = _("Enter to check again, s to save anyway, k for another key, b to go back, q to quit: ")
        answer = _answer(run, question, letters="sk")
        if answer == "s":
            return key, verdict
        if answer == "k":
            key = _key(run)


def _key(run: Run) -> ApiKey:
    while True:
        question = _("Your Vapi key (hidden as you type; b to go back, q to quit, h for help): ")
        read = pasted.read(_said(run, question, hidden=True, step=Step.PASTE_KEY))
        if not read.text:
            run.console.result(paste.missing())
            continue
        run.console.result(*plain(paste.remarks(read)))
        if read.key:
            return read.key


def _save(run: Run, key: ApiKey, verdict: Verdict) -> None:
    """Save, sign in where Ava asks for it, and try again until it is done or the person quits."""
    failed = run.follow(run.onboarding.save(key, verdict))
    while failed:
        failed = _again(run, key, verdict, failed)


def _again(run: Run, key: ApiKey, verdict: Verdict, failed: StageFailed) -> StageFailed | None:
    """One more attempt at what failed."""
    use_cases = run.onboarding
    if asks_to_sign_in(failed.failure):
        if not ask_to_sign_in(run, failed.failure):
            _say_where_key_is(run, failed)
            raise _Quit
        return run.follow(use_cases.send(key))
    if failed.stage is Stage.KEEP:
        run.console.result(*plain(problem.lines(failed.failure)))
        return _keep_again(run, key, verdict)
    _say_where_key_is(run, failed)
    _answer(run, _("Enter to try again, q to quit: "))
    return run.follow(use_cases.send(key))


def _keep_again(run: Run, key: ApiKey, verdict: Verdict) -> StageFailed | None:
    """Try again, or in another secret store, or without a local copy."""
    fallback = run.onboarding.fallback
    other = store_words.of(fallback) if fallback else None
    ways, letters = (other.try_again, other.letter + "w") if other else (store_words.TRY_AGAIN, "w")
    answer = _answer(run, _(ways), letters=letters)
    failure = None
    if fallback and other and answer == other.letter:
        failure = passphrase.use(run, fallback)
    elif answer != "w":
        failure = passphrase.unlock(run)
    if failure:
        run.console.result(*plain(problem.lines(failure)))
    return run.follow(run.onboarding.save(key, verdict, keep=answer != "w"))


def _say_where_key_is(run: Run, failed: StageFailed) -> None:
    kept = run.outcomes.get("keep") == "done"
    run.console.result(*plain(stages.not_saved(failed, settings=run.settings, kept=kept)))


def _answer(run: Run, question: str, *, letters: str = "", step: Step | None = None) -> str:
    """What the person chooses: nothing (Enter alone), or one of ``letters``; anything else is asked again.

    Args and exceptions are those of ``_said``.
    """
    while True:
        text = _said(run, question, step=step).strip()
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


def _said(run: Run, question: str, *, hidden: bool = False, step: Step | None = None) -> str:
    """What the person says, once it is neither a way out nor something that line mode offers beside.

    Args:
        run: This run.
        question: What is asked.
        hidden: Whether the answer does not appear on the terminal.
        step: The step that is open, where all that line mode offers can be done before the answer.

    Raises:
        _Quit: they said q.
        _Back: they said b.
        _Anew: they changed the language.
    """
    while True:
        text = run.console.ask_hidden(question) if hidden else run.console.ask(question)
        short = text.strip().lower()
        if short == "q":
            raise _Quit
        if short == "b":
            raise _Back
        if step is None or not _was_offered(run, short, step):
            return text


def _was_offered(run: Run, letter: str, step: Step) -> bool:
    """Do what the letter stands for; False if it stands for nothing here."""
    texts_of_step = guide.current().of(step)
    if letter in ("h", "?"):
        run.console.result(*menu.all_of(run, texts_of_step))
        return True
    offer = menu.of_step(run, texts_of_step).get(letter)
    if offer:
        menu.do(offer, run, texts_of_step)
        if letter == "l":
            raise _Anew
    return offer is not None
