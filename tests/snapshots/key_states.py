"""The four steps, and everything that can happen to a key in the last one."""

from collections.abc import Mapping
from typing import Any

from ava_onboard.domain import problems
from ava_onboard.domain.fact import Fact
from ava_onboard.domain.failure import Problem
from ava_onboard.domain.progress import STEPS, Journey, Progress, Step
from ava_onboard.domain.verdict import Accepted, Refusal, Region, Rejected
from ava_onboard.onboarding import Stage
from ava_onboard.tui.key.phase import Judged
from tests.snapshots import moves
from tests.snapshots.moves import KEY, paste, press, then
from tests.snapshots.services import NEVER, Script, trouble, undecided
from tests.snapshots.state import DEMO, State
from tests.tui.driving import AT_LAST_STEP, Driven

_UNKNOWN = Rejected(Refusal.UNKNOWN, (Region.US,))
_EUROPEAN = Accepted(Region.EU, "5e7a1c90-org", 1)
_OF_ANOTHER_ORGANISATION = AT_LAST_STEP._replace(
    known=Fact(preview="c0ffee00..."), used=Fact(preview="c0ffee00...", organisation="c0ffee00-org")
)


def _at(step: Step) -> Progress:
    return Progress(Journey(step, frozenset(STEPS[: step.number - 1])))


def _hint(text: str) -> State:
    return State(paste(text))


async def _is_judged(at: Driven) -> None:
    await at.until(lambda: isinstance(moves.form(at).phase, Judged), "a verdict")


def _judged(text: str) -> State:
    return State(then(paste(text), _is_judged))


def _typed(text: str) -> State:
    async def move(at: Driven) -> None:
        field = moves.form(at).field
        field.focus()
        await at.until(lambda: field.has_focus, "the field has the focus")
        await at.type(text)

    return State(move)


FIELD: Mapping[str, State] = {
    "step-1": State(moves.stay, progress=_at(Step.ACCOUNT)),
    "step-2": State(moves.stay, progress=_at(Step.KEYS_PAGE)),
    "step-3": State(moves.stay, progress=_at(Step.NEW_KEY)),
    "step-3-demo": State(moves.stay, progress=_at(Step.NEW_KEY), demo=DEMO),
    "step-4": State(moves.stay),
    "step-4-gone-back": State(moves.open_step(Step.KEYS_PAGE)),
    "cleaned": _judged(f'  "{KEY}"\n'),
    "cleaned-of-everything": _judged(f"\n Authorization: Bearer “\u200b{KEY}{KEY}”,\r\n"),
    "hint-name": _hint("Ava.ai Production"),
    "hint-dots": _hint("••••••••••••"),
    "hint-placeholder": _hint("your-key-here"),
    "hint-preview": _hint("0a1b2c3d…"),
    "hint-address": _hint("https://dashboard.vapi.ai/org/api-keys"),
    "hint-mail": _hint("camille@example.com"),
    "hint-token": _hint("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbmVk"),
    "hint-other-service": _hint("sk-proj-MARKED0123456789"),
    "hint-several-keys": _hint(f"{KEY}\n{KEY.replace('0a', '1b')}"),
    "hint-public": _hint(f"VAPI_PUBLIC_KEY={KEY}"),
    "hint-cut": _hint(KEY[:-4]),
    "taken-out-of-a-command": _judged(f"curl https://api.vapi.ai/call -H 'Authorization: Bearer {KEY}'"),
    "hint-form-of-the-guide": _typed("sk_live_0000000000"),
    "hint-space-inside": _hint("0a1b2c3d 0000 4000"),
    "hint-foreign-letter": _hint("0a1b2c3d-é000-4000"),
    "hint-too-short": _hint("0a1b2c3"),
    "hint-too-long": _hint("0a1b2c3d" * 40 + "-"),
    "shown": State(then(paste("your-key-here"), press("ctrl+t"))),
    "nothing-pasted": State(press("enter"), toast=True),
    "offered": State(then(moves.copied(KEY), moves.offered)),
}


def _checked(problem: Problem) -> State:
    return State(moves.judged, Script(vapi=undecided(problem)))


CHECK: Mapping[str, State] = {
    "checking": State(moves.checking, script=Script(vapi=NEVER)),
    "checking-long": State(then(moves.checking, moves.is_slow), script=Script(vapi=NEVER)),
    "accepted": State(moves.judged),
    "accepted-no-assistant": State(moves.judged, script=Script(vapi=Accepted(Region.US, None, 0))),
    "accepted-another-organisation": State(moves.judged, progress=_OF_ANOTHER_ORGANISATION),
    "accepted-europe": State(moves.judged, script=Script(vapi=_UNKNOWN, vapi_eu=_EUROPEAN)),
    "rejected": State(moves.judged, Script(vapi=_UNKNOWN)),
    "rejected-with-a-hint": State(
        then(paste(f"VAPI_PUBLIC_KEY={KEY}"), moves.choose(0), _is_judged), Script(vapi=_UNKNOWN)
    ),
    "forbidden": State(moves.judged, script=Script(vapi=Rejected(Refusal.FORBIDDEN, (Region.US,)))),
    "undecided-limited": _checked(problems.VAPI_LIMITED),
    "undecided-down": _checked(problems.VAPI_DOWN),
    "undecided-web-page": _checked(problems.VAPI_UNREADABLE),
    "undecided-timeout": _checked(problems.TIMED_OUT),
    "undecided-offline": _checked(problems.UNREACHABLE),
}

_save = then(moves.judged, moves.choose(0))


def _not_kept(problem: Problem) -> State:
    troubles = {"put": trouble(problem), "get": trouble(problem)}
    return State(then(_save, moves.failed(Stage.KEEP)), Script(store=troubles))


def _not_sent(problem: Problem) -> State:
    return State(then(_save, moves.failed(Stage.SEND)), Script(ava={"send_key": trouble(problem)}))


def _saved_but(problem: Problem, **script: Any) -> State:
    return State(then(_save, moves.saved), Script(ava={"assistants": trouble(problem)}, **script))


def _not_confirmed(script: Script) -> State:
    return State(then(_save, moves.failed(Stage.CONFIRM)), script=script)


_SIGNED_OUT = Script(signed_in=False)
_NO_KEYRING = Script(store={"put": trouble(problems.NO_KEYRING), "get": trouble(problems.NO_KEYRING)})
_TAKES_LONG_TO_KEEP = Script(store={"put": NEVER})
_TAKES_LONG_TO_SEND = Script(ava={"send_key": NEVER})

SAVING: Mapping[str, State] = {
    "keeping-long": State(then(_save, moves.under_way(Stage.KEEP), moves.is_slow), script=_TAKES_LONG_TO_KEEP),
    "sending": State(then(_save, moves.under_way(Stage.SEND)), script=_TAKES_LONG_TO_SEND),
    "sending-long": State(then(_save, moves.under_way(Stage.SEND), moves.is_slow), script=_TAKES_LONG_TO_SEND),
    "no-keyring": _not_kept(problems.NO_KEYRING),
    "keyring-locked": _not_kept(problems.KEYRING_LOCKED),
    "keyring-silent": _not_kept(problems.KEYRING_SILENT),
    "keyring-unsafe": _not_kept(problems.KEYRING_UNSAFE),
    "sign-in-needed": State(then(_save, moves.asked_to_sign_in), _SIGNED_OUT),
    "sign-in-declined": State(
        then(_save, moves.asked_to_sign_in, moves.cancelled, moves.failed(Stage.SEND)), script=_SIGNED_OUT
    ),
    "ava-down": _not_sent(problems.AVA_DOWN),
    "ava-offline": _not_sent(problems.UNREACHABLE),
    "ava-refuses-the-key": _not_sent(problems.AVA_REFUSED_KEY),
    "not-an-ava": _not_sent(problems.NOT_AVA),
    "not-confirmed": _not_confirmed(Script(forgetful=True)),
    "confirming-failed": _not_confirmed(Script(ava={"stored_key": trouble(problems.AVA_DOWN)})),
    "testing": State(then(_save, moves.under_way(Stage.PROVE)), script=Script(ava={"assistants": NEVER})),
    "saved": State(then(_save, moves.saved)),
    "saved-no-assistant": State(then(_save, moves.saved), script=Script(assistants=0)),
    "saved-not-tested": _saved_but(problems.AVA_DOWN),
    "saved-not-testable": _saved_but(problems.NOT_TESTABLE),
    "saved-unusable": _saved_but(problems.KEY_UNUSABLE),
    "saved-europe-unusable": _saved_but(problems.KEY_UNUSABLE, vapi=_UNKNOWN, vapi_eu=_EUROPEAN),
    "saved-another-organisation": State(then(_save, moves.saved), progress=_OF_ANOTHER_ORGANISATION),
    "saved-not-verified": State(
        then(moves.judged, moves.choose(1), moves.saved), script=Script(vapi=undecided(problems.VAPI_DOWN))
    ),
    "saved-without-local-copy": State(
        then(_save, moves.failed(Stage.KEEP), moves.choose(1), moves.saved), script=_NO_KEYRING
    ),
}
