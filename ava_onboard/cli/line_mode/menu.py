"""What line mode offers beside its questions, one letter each: all that the app's keys, menu and settings card do."""

import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from ava_onboard import locales
from ava_onboard.adapters.desktop.browser import WebBrowser
from ava_onboard.adapters.desktop.clipboard import OsClipboard
from ava_onboard.cli.commands import account, key, reading, status
from ava_onboard.cli.context import Run
from ava_onboard.domain.failure import ProblemError
from ava_onboard.domain.guide import GuideStep
from ava_onboard.domain.progress import Step
from ava_onboard.locales import N_, _
from ava_onboard.text import commands, desktop, keys, problem, store_words, waiting
from ava_onboard.text.line import labelled, plain

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from ava_onboard.onboarding.ports import Browser, Clipboard


class Offer(NamedTuple):
    """Something that can be done at any step."""

    words: str
    """What it does, marked for translation; empty for the language switch, which shows where it leads."""
    do: Callable[[Run, GuideStep], object]


def all_of(run: Run, texts_of_step: GuideStep) -> list[str]:
    """All that can be answered at a step and what it does, one on a line."""
    finishes = {} if texts_of_step.step is Step.PASTE_KEY else {keys.named("Enter"): _("this step is done")}
    ways = {**finishes, "b": _("go back one step"), "q": _("quit; your place is kept")}
    offered = {
        letter: _(offer.words) or locales.switch_label() for letter, offer in of_step(run, texts_of_step).items()
    }
    return [labelled(answer, words) for answer, words in (ways | offered | {"h": _("this list")}).items()]


def of_step(run: Run, texts_of_step: GuideStep) -> Mapping[str, Offer]:
    """What is offered at a step, by letter."""
    words = store_words.of(run.onboarding.store).passphrase
    sensible = {"n": bool(texts_of_step.copy), "p": words is not None}
    offers = {letter: offer for letter, offer in OFFERS.items() if sensible.get(letter, True)}
    return offers | {"p": OFFERS["p"]._replace(words=words.forget)} if words else offers


def do(offer: Offer, run: Run, texts_of_step: GuideStep) -> None:
    """Do it; what stops it is said, and ends nothing else."""
    try:
        offer.do(run, texts_of_step)
    except ProblemError as error:
        run.console.complain(*plain(problem.lines(error.failure)))


def open_page(run: Run, step: GuideStep, browser: "Browser | None" = None) -> None:
    """Show the page of the step in the browser."""
    if _now(run, (browser or WebBrowser()).open(step.link.url)):
        run.console.result(desktop.page_opened())
    else:
        run.console.result(desktop.no_browser(), step.link.url)


def copy_link(run: Run, step: GuideStep, clipboard: "Clipboard | None" = None) -> None:
    """Put the link of the step on the clipboard."""
    _copy(run, step.link.url, desktop.link_copied(), clipboard)


def copy_name(run: Run, step: GuideStep, clipboard: "Clipboard | None" = None) -> None:
    """Put the name that has to be typed over there on the clipboard."""
    _copy(run, step.copy or "", desktop.name_copied(), clipboard)


def show_qr(run: Run, step: GuideStep) -> None:
    """Draw the link for a phone's camera, light on dark as terminals are; where that cannot be, the link itself."""
    from ava_onboard.tui.screens.qr import code

    drawn = code(step.link.url).plain.translate(str.maketrans(" ▄▀█", "█▀▄ "))
    try:
        drawn.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        drawn = _("This terminal cannot display it.")
    run.console.result(drawn, step.link.url)


def switch_language(run: Run, _step: GuideStep) -> None:
    """Speak the next language, and remember it."""
    choice = locales.next_language()
    locales.use(choice)
    run.onboarding.remember(language=choice)


OFFERS: Mapping[str, Offer] = {
    "o": Offer(N_("open the page in your browser"), open_page),
    "c": Offer(N_("copy the link"), copy_link),
    "n": Offer(N_("copy the name"), copy_name),
    "r": Offer(N_("show the link as a QR code for your phone"), show_qr),
    "s": Offer(commands.STATUS, lambda run, _step: status.live(run, json=False)),
    "i": Offer(N_("sign in to Ava"), lambda run, _step: account.ask_to_sign_in(run, None)),
    "y": Offer(commands.SYNC, lambda run, _step: key.sync(run, json=False)),
    "d": Offer(commands.DELETE, lambda run, _step: key.delete(run, yes=False, json=False)),
    "x": Offer(commands.LOGOUT, lambda run, _step: account.logout(run, json=False)),
    "p": Offer("", lambda run, _step: account.logout(run, json=False, with_store=True)),
    "f": Offer(commands.FAQ, lambda run, _step: reading.faq(run.console)),
    "l": Offer("", switch_language),
}
"""By letter. ``b``, ``h`` and ``q`` belong to line mode itself; the words of ``p`` are those of the store in use."""


def _copy(run: Run, text: str, done: str, clipboard: "Clipboard | None") -> None:
    if _now(run, (clipboard or OsClipboard()).copy(text)):
        run.console.result(done)
    else:
        run.console.result(_("No clipboard could be used. Here is the text:"), text)


def _now(run: Run, work: "Coroutine[object, object, bool]") -> bool:
    return run.wait(work, waiting.desktop())
