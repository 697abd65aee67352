"""The settings card: configured, not configured, each disagreement, replacing and deleting the key."""

from collections.abc import Mapping
from dataclasses import replace

from ava_onboard.domain import problems
from ava_onboard.domain.progress import Progress
from ava_onboard.domain.status import Fact
from ava_onboard.domain.verdict import Accepted, Refusal, Region, Rejected
from ava_onboard.onboarding import Stage
from tests.snapshots import moves
from tests.snapshots.moves import KEY, Move, then
from tests.snapshots.services import NEVER, Script, trouble, undecided
from tests.snapshots.state import CONFIGURED, EVERYWHERE, KEPT_ONLY, OTHER, PREVIEW, State

_REFUSED = Rejected(Refusal.UNKNOWN, (Region.US,))
_EUROPEAN = Accepted(Region.EU, "5e7a1c90-org", 1)
_NOWHERE = Script()
_SIGNED_OUT = Script(signed_in=False)


def _card(script: Script, move: Move = moves.looked, *, toast: bool = False) -> State:
    return State(move, script, CONFIGURED, toast=toast)


def _new_customer(script: Script) -> State:
    return State(moves.looked, script, Progress())


SETTINGS: Mapping[str, State] = {
    "card-configured": _card(EVERYWHERE),
    "card-not-configured": _new_customer(_NOWHERE),
    "card-looking": _card(replace(EVERYWHERE, vapi=NEVER, ava={"stored_key": NEVER}), moves.looking),
    "card-signed-out": _card(replace(EVERYWHERE, signed_in=False)),
    "card-configured-elsewhere": _card(Script(stored=OTHER)),
    "card-vapi-refuses": _card(replace(EVERYWHERE, vapi=_REFUSED)),
    "card-vapi-silent": _card(replace(EVERYWHERE, vapi=undecided(problems.UNREACHABLE))),
    "card-ava-silent": _card(replace(EVERYWHERE, ava={"stored_key": trouble(problems.AVA_DOWN)})),
    "card-account-gone": _card(replace(EVERYWHERE, ava={"stored_key": trouble(problems.ACCOUNT_GONE)})),
    "card-waits-to-be-sent": State(moves.looked, Script(kept=KEY, signed_in=False), KEPT_ONLY),
    "card-not-at-ava": _card(Script(kept=KEY)),
    "card-another-key-at-ava": _card(Script(kept=KEY, stored=OTHER)),
    "card-ava-cannot-use": _card(replace(EVERYWHERE, ava={"assistants": trouble(problems.KEY_UNUSABLE)})),
    "card-europe-unusable": _card(
        replace(EVERYWHERE, vapi=_REFUSED, vapi_eu=_EUROPEAN, ava={"assistants": trouble(problems.KEY_UNUSABLE)})
    ),
    "card-use-not-tested": _card(replace(EVERYWHERE, ava={"assistants": trouble(problems.AVA_DOWN)})),
    "card-use-not-testable": _card(replace(EVERYWHERE, ava={"assistants": trouble(problems.NOT_TESTABLE)})),
    "card-key-of-another-account": State(
        moves.looked, Script(kept=KEY), CONFIGURED._replace(kept_for="Alex Martin", known=Fact(), used=Fact())
    ),
    "card-keyring-locked": _card(Script(stored=PREVIEW, store={"get": trouble(problems.KEYRING_LOCKED)})),
    "card-rejected": _card(replace(EVERYWHERE, vapi=_REFUSED), then(moves.looked, moves.judged)),
    "card-sending": State(
        then(moves.looked, moves.do("screen.resolve"), moves.under_way(Stage.SEND)),
        script=Script(kept=KEY, ava={"send_key": NEVER}),
        progress=KEPT_ONLY,
    ),
    "card-not-sent": _card(
        replace(EVERYWHERE, ava={"send_key": trouble(problems.AVA_DOWN)}),
        then(moves.looked, moves.judged, moves.choose(0), moves.failed(Stage.SEND)),
    ),
    "card-saved": _card(EVERYWHERE, then(moves.looked, moves.judged, moves.choose(0), moves.saved, moves.idle)),
    "delete-asked": _card(EVERYWHERE, then(moves.looked, moves.delete_asked)),
    "deleting": _card(replace(EVERYWHERE, ava={"delete_key": NEVER}), then(moves.looked, moves.deleting)),
    "delete-fails-at-ava": _card(
        replace(EVERYWHERE, ava={"delete_key": trouble(problems.AVA_DOWN)}),
        then(moves.looked, moves.deletion_failed),
    ),
    "delete-without-effect": _card(replace(EVERYWHERE, forgetful=True), then(moves.looked, moves.deletion_failed)),
    "delete-fails-here": _card(
        replace(EVERYWHERE, store={"delete": trouble(problems.KEYRING_LOCKED)}),
        then(moves.looked, moves.deletion_failed),
    ),
    "deleted": _card(EVERYWHERE, then(moves.looked, moves.deleted), toast=True),
}
