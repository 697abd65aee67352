"""What the person has in front of them, as a situation code says it."""

from typing import TYPE_CHECKING, Any, assert_never

from textual.screen import Screen

from ava_onboard.domain import state_problem
from ava_onboard.domain.failure import Failure
from ava_onboard.domain.hints import Severity
from ava_onboard.domain.progress import SAVING, Stage, Step
from ava_onboard.domain.situation import scenes, troubles
from ava_onboard.domain.situation.facts import facts_of, outline_of
from ava_onboard.domain.situation.scenes import Checked, Dialog, Field, Place, Scene
from ava_onboard.domain.situation.troubles import Trouble
from ava_onboard.domain.status import Status
from ava_onboard.domain.verdict import Accepted, Region, Verdict
from ava_onboard.onboarding import StageFailed
from ava_onboard.text import support
from ava_onboard.text.stages import Mark
from ava_onboard.tui.key.phase import Checking, Editing, Judged, Saved, Saving
from ava_onboard.tui.screens.base import OnboardDialog
from ava_onboard.tui.screens.guide import GuideScreen
from ava_onboard.tui.shell import Shell
from ava_onboard.tui.widgets.step_blocks import Page

if TYPE_CHECKING:
    from ava_onboard.tui.key.form import KeyForm
    from ava_onboard.tui.screens.settings import SettingsScreen

_PAGES = {Page.OPEN: scenes.Page.OPEN, Page.NO_BROWSER: scenes.Page.NO_BROWSER}
_DIALOGS = {
    "confirm": Dialog.DELETE,
    "forget-store": Dialog.FORGET_STORE,
    "new-passphrase": Dialog.NEW_PASSPHRASE,
    "sign-in": Dialog.SIGN_IN,
    "unlock": Dialog.PASSPHRASE,
}
"""Dialogs that have a scene of their own, by their names: one that was never open need not be loaded for this."""


def code(app: Shell, failure: Failure | None = None) -> str:
    """Return the six symbols of what ``app`` shows; ``failure`` is the one that is being shown, if there is one."""
    return support.coded(_scene(app, failure), app.onboarding.store)


def diagnosis(app: Shell) -> str:
    """Return what can be sent to support in writing."""
    scene, onboarding = _scene(app, None), app.onboarding
    trouble: Trouble | None = getattr(scene, "trouble", None)
    symbols, badge = support.coded(scene, onboarding.store), onboarding.remembered().badge
    return support.diagnosis(symbols, trouble.code if trouble else None, onboarding.last_failed_request, badge)


def _scene(app: Shell, failure: Failure | None) -> Scene:
    """Return what the topmost screen shows. Dialogs that only tell something are looked through."""
    from ava_onboard.tui.key.form import KeyForm

    shown = failure or app.message_failure
    outline = outline_of(app.onboarding.remembered())
    for screen in reversed(app.screen_stack):
        if isinstance(screen, OnboardDialog) and (dialog := _DIALOGS.get(screen.NAME)):
            reason = shown or getattr(screen, "failure", None)
            return scenes.Asking(dialog, _listed(reason, troubles.APP), outline)
        if isinstance(screen, GuideScreen):
            form = screen.query_one_optional(KeyForm)
            if screen.journey.step is not Step.PASTE_KEY:
                page = _PAGES.get(screen.page, scenes.Page.CLOSED)
                return scenes.AtStep(screen.journey.step, page, _listed(shown, troubles.APP), outline)
            if form:
                return _form(form, Place.GUIDE, shown, app.onboarding.remembered())
            return scenes.Pasting(Place.GUIDE, Field.EMPTY, _listed(shown, troubles.FIELD), outline)
        if app.current_mode == "settings" and (scene := _in_settings(screen, shown)):
            return scene
    return scenes.OnCommandLine("", _listed(shown, troubles.ALL), outline)


def _in_settings(screen: Screen[Any], shown: Failure | None) -> Scene | None:
    """Return what the settings show; None if it is another screen."""
    from ava_onboard.tui.screens.settings import SettingsScreen
    from ava_onboard.tui.widgets.folded_form import FoldedForm

    if not isinstance(screen, SettingsScreen):
        return None
    folded = screen.query_one_optional(FoldedForm)
    if folded and folded.is_open and folded.form:
        return _form(folded.form, Place.SETTINGS, shown, screen.app.onboarding.remembered())
    return _settings(screen, shown)


def _settings(screen: "SettingsScreen", shown: Failure | None) -> Scene:
    status = screen.status
    if isinstance(screen.deleting, StageFailed):
        trouble = _listed(screen.deleting.failure, troubles.APP)
        return scenes.NotDeleted(screen.deleting.stage, trouble, outline_of(status))
    facts = facts_of(status)
    if screen.is_deleting or screen.looking:
        return scenes.Busy(facts, screen.is_deleting)
    trouble = _listed(shown or state_problem.read_out(status), troubles.CARD)
    return scenes.OnCard(facts, trouble, bool(status.unprotected))


def _form(form: "KeyForm", place: Place, shown: Failure | None, status: Status) -> Scene:
    """Return what a key form shows; ``status`` is what was known last."""
    badge, trouble = status.badge, _listed(shown, troubles.APP)
    match form.phase:
        case Editing(offered=offered):
            field = Field.OFFERED if offered else Field.FILLED if form.pasted.text else Field.EMPTY
            reason = shown or _hint(form)
            return scenes.Pasting(place, field, _listed(reason, troubles.FIELD), outline_of(status))
        case Checking():
            return scenes.Answered(place, Checked.NOT, None, outline_of(status))
        case Judged(verdict=verdict, moves=moves):
            trouble = trouble or _listed(_reason(verdict), troubles.APP)
            return scenes.Answered(place, _checked(verdict), trouble, outline_of(status), moves)
        case Saving(key=key, verdict=verdict, marks=marks) as saving:
            keeps = marks.get(Stage.KEEP) is not Mark.SKIPPED
            checked = _checked(verdict)
            if saving.failed in SAVING[:-1]:
                trouble = _listed(saving.failure, troubles.APP)
                return scenes.Stopped(place, saving.failed, keeps, key is None, checked, trouble, badge)
            stage = next((it for it in SAVING if marks.get(it) is Mark.UNDER_WAY), Stage.KEEP if key else Stage.SEND)
            return scenes.InProgress(place, stage, keeps, key is None, checked, badge)
        case Saved(key=key, verdict=verdict, marks=marks, status=after, tested=tested, moved=moved):
            keeps = marks.get(Stage.KEEP) is not Mark.SKIPPED
            trouble = trouble or _listed(after.proof.failure, troubles.APP)
            return scenes.Ended(place, keeps, key is None, _checked(verdict), moved, tested is not None, trouble)
        case _:
            assert_never(form.phase)


def _hint(form: "KeyForm") -> Failure | None:
    """Return what speaks against the text in the field."""
    hints = (hint.problem for hint in form.pasted.hints if hint.severity is not Severity.GOOD)
    problem = next(filter(None, hints), None)
    return Failure(problem) if problem else None


def _reason(verdict: Verdict) -> Failure | None:
    return None if isinstance(verdict, Accepted) else verdict.failure


def _checked(verdict: Verdict | None) -> Checked:
    if isinstance(verdict, Accepted):
        return Checked.EUROPE if verdict.region is Region.EU else Checked.MAIN
    return Checked.NOT


def _listed(failure: Failure | None, among: tuple[Trouble | None, ...]) -> Trouble | None:
    return troubles.named(support.trouble_of(failure), among)
