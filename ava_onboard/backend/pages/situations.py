"""The situation code of a page. The support desk draws it as the screen of the client that shows the same."""

from collections.abc import Callable

from starlette.requests import Request

from ava_onboard import locales
from ava_onboard.domain.failure import Failure
from ava_onboard.domain.situation.coding import LANGUAGES, STORES, encode
from ava_onboard.domain.situation.facts import facts_of, outline_of
from ava_onboard.domain.situation.of_commands import Situation
from ava_onboard.domain.situation.scenes import (
    Answered,
    Asking,
    Checked,
    Dialog,
    Field,
    OnCard,
    Pasting,
    Place,
    Scene,
    System,
)
from ava_onboard.domain.situation.troubles import APP, CARD, FIELD, named
from ava_onboard.domain.status import Status
from ava_onboard.domain.verdict import Accepted, Region, Verdict
from ava_onboard.text import support

SceneOf = Callable[[Failure | None], Scene]
"""Returns what is in front of the customer, with the failure that is shown."""

_SYSTEMS = (("windows", System.WINDOWS), ("mac", System.MACOS), ("linux", System.LINUX))


def coded(scene: Scene, request: Request) -> str:
    """Return the six symbols of a page in the current language."""
    agent = request.headers.get("User-Agent", "").lower()
    phone = any(word in agent for word in ("android", "iphone", "ipad"))
    system = next((system for word, system in _SYSTEMS if word in agent and not phone), System.OTHER)
    language = locales.language() if locales.language() in LANGUAGES else LANGUAGES[0]
    return encode(Situation(scene, language, system, STORES[0]))


def signing_in(failure: Failure | None) -> Scene:
    """Return the form to sign in."""
    return Asking(Dialog.SIGN_IN, named(support.trouble_of(failure), APP), outline_of(Status()))


def card(status: Status) -> SceneOf:
    """Return the card at rest."""
    return lambda failure: OnCard(facts_of(status), named(support.trouble_of(failure), CARD))


def deleting(status: Status) -> SceneOf:
    """Return the question before a deletion."""
    return lambda failure: Asking(Dialog.DELETE, named(support.trouble_of(failure), APP), outline_of(status))


def pasted(status: Status) -> SceneOf:
    """Return the card with what was pasted, which is not a key."""
    return lambda failure: Pasting(
        Place.SETTINGS, Field.FILLED, named(support.trouble_of(failure), FIELD), outline_of(status)
    )


def answered(status: Status, verdict: Verdict) -> SceneOf:
    """Return the card with Vapi's answer."""
    checked = Checked.NOT
    if isinstance(verdict, Accepted):
        checked = Checked.EUROPE if verdict.region is Region.EU else Checked.MAIN
    return lambda failure: Answered(
        Place.SETTINGS, checked, named(support.trouble_of(failure), APP), outline_of(status)
    )
