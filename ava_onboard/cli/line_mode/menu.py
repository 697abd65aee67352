"""The menu of line mode: one letter for each action of the app."""

import sys
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from ava_onboard import locales
from ava_onboard.adapters.desktop.browser import WebBrowser
from ava_onboard.adapters.desktop.clipboard import OsClipboard
from ava_onboard.cli.commands import delete, faq, logout, status, sync
from ava_onboard.cli.context import Run
from ava_onboard.cli.sign_in import ask_to_sign_in
from ava_onboard.domain.failure import ProblemError
from ava_onboard.domain.guide import GuideStep
from ava_onboard.domain.progress import Step
from ava_onboard.locales import N_, _
from ava_onboard.text import commands, desktop, keys, problem, qr, store_words, waiting
from ava_onboard.text.line import labelled

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from ava_onboard.onboarding.ports import Browser, Clipboard


class Offer(NamedTuple):
    """An action of the menu."""

    words: str
    """What it does, marked for translation; empty for the language switch, which shows the next language."""
    do: Callable[[Run, GuideStep], Awaitable[object]]


def all_of(run: Run, texts_of_step: GuideStep) -> list[str]:
    """Return one line for each possible answer at a step, with what it does."""
    finishes = {} if texts_of_step.step is Step.PASTE_KEY else {keys.named("Enter"): _("this step is done")}
    ways = {**finishes, "b": _("go back one step"), "q": _("quit; your place is kept")}
    offered = {
        letter: _(offer.words) or locales.switch_label() for letter, offer in of_step(run, texts_of_step).items()
    }
    return [labelled(answer, words) for answer, words in (ways | offered | {"h": _("this list")}).items()]


def of_step(run: Run, texts_of_step: GuideStep) -> Mapping[str, Offer]:
    """Return the actions at a step, by letter."""
    words = store_words.of(run.onboarding.store).passphrase
    sensible = {"n": bool(texts_of_step.copy), "p": words is not None}
    offers = {letter: offer for letter, offer in OFFERS.items() if sensible.get(letter, True)}
    return offers | {"p": OFFERS["p"]._replace(words=words.forget)} if words else offers


async def do(offer: Offer, run: Run, texts_of_step: GuideStep) -> None:
    """Do the action; if it fails, show why and continue."""
    try:
        await offer.do(run, texts_of_step)
    except ProblemError as error:
        run.console.complain(*problem.lines(error.failure))


async def open_page(run: Run, step: GuideStep, browser: "Browser | None" = None) -> None:
    """Show the page of the step in the browser."""
    if await _now(run, (browser or WebBrowser()).open(step.link.url)):
        run.console.result(desktop.page_opened())
    else:
        run.console.result(desktop.no_browser(), step.link.url)


async def copy_link(run: Run, step: GuideStep, clipboard: "Clipboard | None" = None) -> None:
    """Put the link of the step on the clipboard."""
    await _copy(run, step.link.url, desktop.link_copied(), clipboard)


async def copy_name(run: Run, step: GuideStep, clipboard: "Clipboard | None" = None) -> None:
    """Put the name to type at Vapi on the clipboard."""
    await _copy(run, step.copy or "", desktop.name_copied(), clipboard)


async def show_qr(run: Run, step: GuideStep) -> None:
    """Print the link as a QR code, light on dark; if the terminal cannot display it, print the link."""
    drawn = "\n".join(qr.code(step.link.url)).translate(str.maketrans(" ▄▀█", "█▀▄ "))
    try:
        drawn.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        drawn = _("This terminal cannot display it.")
    run.console.result(drawn, step.link.url)


async def show_questions(run: Run, _step: GuideStep) -> None:
    """Show the frequently asked questions."""
    run.console.result(*faq.lines())


async def switch_language(run: Run, _step: GuideStep) -> None:
    """Change to the next language, and remember it."""
    choice = locales.next_language()
    locales.use(choice)
    run.onboarding.remember(language=choice)


OFFERS: Mapping[str, Offer] = {
    "o": Offer(N_("open the page in your browser"), open_page),
    "c": Offer(N_("copy the link"), copy_link),
    "n": Offer(N_("copy the name"), copy_name),
    "r": Offer(N_("show the link as a QR code for your phone"), show_qr),
    "s": Offer(commands.STATUS, lambda run, _step: status.live(run, status.Options())),
    "i": Offer(N_("sign in to Ava"), lambda run, _step: ask_to_sign_in(run, None)),
    "y": Offer(commands.SYNC, lambda run, _step: sync.sync(run, sync.Options())),
    "d": Offer(commands.DELETE, lambda run, _step: delete.delete(run, delete.Options())),
    "x": Offer(commands.LOGOUT, lambda run, _step: logout.logout(run, logout.Options())),
    "p": Offer(
        "",
        lambda run, _step: logout.logout(run, logout.Options(forget_file=True)),
    ),
    "f": Offer(commands.FAQ, show_questions),
    "l": Offer("", switch_language),
}
"""The actions by letter. ``b``, ``h`` and ``q`` belong to line mode; the store in use gives the words of ``p``."""


async def _copy(run: Run, text: str, done: str, clipboard: "Clipboard | None") -> None:
    if await _now(run, (clipboard or OsClipboard()).copy(text)):
        run.console.result(done)
    else:
        run.console.result(_("No clipboard could be used. Here is the text:"), text)


async def _now(run: Run, work: "Coroutine[object, object, bool]") -> bool:
    return await run.wait(work, waiting.desktop())
