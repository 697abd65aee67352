"""What the support desk says to the agent."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import Enum

from ava_onboard import locales
from ava_onboard.domain import store_kind
from ava_onboard.domain.desk.call import Call
from ava_onboard.domain.desk.script import End, Node
from ava_onboard.domain.problems import CATALOGUE
from ava_onboard.domain.situation import scenes
from ava_onboard.domain.situation.of_commands import Situation
from ava_onboard.domain.situation.reading import Unclear
from ava_onboard.domain.situation.scenes import Scene
from ava_onboard.domain.situation.spelling import Alphabet
from ava_onboard.domain.situation.symbols import LENGTH
from ava_onboard.domain.speakable import spoken
from ava_onboard.locales import N_, _
from ava_onboard.text import guide, labels, store_words, support
from ava_onboard.text.line import labelled

TITLE = N_("Support desk")
ANSWER = N_("The answer with this number")
MIRROR = N_("Mirror")
SAY = N_("Say")
ASK = N_("Ask")
LOOK = N_("Look yourself")
DO = N_("Do")
DONE_WHEN = N_("Solved when they read out")
LOG = N_("Log")
HAND_OVER = N_("Hand-over")
_ASKED, _NOTES, _NEXT_STEP = N_("Asked"), N_("Notes"), N_("Next step")


class Ending(Enum):
    """The name of an ending."""

    SOLVED = N_("Solved")
    WAIT = N_("Wait")
    ESCALATE = N_("Pass it on")


_ALPHABETS = {
    Alphabet.INTERNATIONAL: N_("Spelling: international (ICAO, NATO)"),
    Alphabet.FRANCE: N_("Spelling: French first names"),
    Alphabet.QUEBEC: N_("Spelling: Québec"),
}
_SCENES: dict[type[Scene], str] = {
    scenes.AtStep: N_("One of the four steps"),
    scenes.OnCard: N_("The settings"),
    scenes.Busy: N_("The settings, while they wait"),
    scenes.NotDeleted: N_("The settings, after a deletion that stopped"),
    scenes.Asking: N_("A dialog"),
    scenes.Pasting: N_("The field for the key"),
    scenes.Answered: N_("Vapi's answer"),
    scenes.InProgress: N_("While the key is saved"),
    scenes.Stopped: N_("After a save that stopped"),
    scenes.Ended: N_("After a save"),
    scenes.OnCommandLine: N_("The command line"),
}


def ending(end: End) -> str:
    """Return the name of an ending."""
    return _(Ending[end.name].value)


def alphabet(which: Alphabet) -> str:
    """Return the title of a spelling aid."""
    return _(_ALPHABETS[which])


def nothing_heard() -> str:
    """Return what to do first."""
    return _("Press / and type the code that the customer reads out: V05, K7Q 3XR, or how it is spelled.")


def secret_refused() -> str:
    """Say that what was typed is not kept."""
    return _("This looks like a key or a token, so it was not kept. Ask the customer to keep it to themselves.")


def no_such_answer() -> str:
    """Say that a number answers nothing."""
    return _("There is no such answer.")


def not_logged() -> str:
    """Say that the log cannot be written."""
    return _("The log cannot be written. The call continues without it.")


def unclear(heard: Unclear) -> list[str]:
    """Return what is off about what was typed, and what to ask for again."""
    if heard.similar:
        return [_("There is no such code. Perhaps it is {choices}?").format(choices=", ".join(heard.similar))]
    if heard.word:
        return [_("Word {place} stands for no letter and no digit. Ask for it again.").format(place=heard.word)]
    if heard.newer:
        return [_("The code fits, but comes from a newer ava-onboard. Update this one.")]
    if heard.foreign and heard.length <= LENGTH + 1:
        words = _("No code has {symbol} in it. Ask again for symbol {place}.")
        return [words.format(symbol=symbol, place=place) for place, symbol in heard.foreign]
    if heard.length != LENGTH:
        words = _("A situation code has {all} symbols, and there are {count}. Ask for all of them, three by three.")
        return [words.format(all=LENGTH, count=heard.length)]
    if heard.suspects:
        words = _("The code does not fit. Ask again for symbol {place}: {heard} or {instead}?")
        return [words.format(**suspect._asdict()) for suspect in heard.suspects]
    return [_("The code does not fit: a symbol was misheard. Ask for all of them again, spelled.")]


def sentence_of(code: str | None, service: str | None = None) -> str:
    """Return what a code means, or that no error is shown; ``service`` is the one that it is about."""
    problem = CATALOGUE.get(code or "")
    values = _Dots(service=service or _(labels.ANY_SERVICE))
    return _(problem.sentence).format_map(values) if problem else _("No error is shown.")


class _Dots(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "…"


def about(situation: Situation) -> str:
    """Return in one line what a situation says beside its picture."""
    scene = situation.scene
    store = _(store_words.of(store_kind.named(situation.store)).name)
    step = guide.count(scene.step) if isinstance(scene, scenes.AtStep) else _(_SCENES[type(scene)])
    return " · ".join((step, situation.system.value, locales.own_name(situation.language), store))


def hand_over(call: Call, number: str, now: datetime) -> str:
    """Return a call as Markdown, to pass on: codes, the way through the script, request ids, notes, the next step."""
    lines = [f"# {_(HAND_OVER)} {number}", "", f"{now:%Y-%m-%d %H:%M}", ""]
    lines += [f"- {fact}" for fact in _facts(call)]
    if call.steps:
        lines += ["", f"## {_(_ASKED)}", ""]
        lines += [f"{at}. {question_of(node)} **{answer}**" for at, (node, answer) in enumerate(call.way, 1)]
    if call.notes:
        lines += ["", f"## {_(_NOTES)}", "", *(f"- {note}" for note in call.notes)]
    if call.begun:
        lines += ["", f"## {_(_NEXT_STEP)}", "", *_next(call.node)]
    return "\n".join(lines) + "\n"


def question_of(node: Node) -> str:
    """Return the question of a node in the agent's language."""
    text = node.ask or node.check
    return text.in_language(locales.language()) if text else ""


def _facts(call: Call) -> Iterator[str]:
    if call.code or not call.situation:
        yield labelled(_(support.ERROR_CODE), f"{call.code or '–'} {sentence_of(call.code, call.service)}")
    if call.symbols and call.situation:
        yield labelled(_(support.LABEL), f"{support.grouped(call.symbols)} ({about(call.situation)})")
    for request in call.requests:
        yield labelled(_(support.LAST_REQUEST), spoken(request))


def _next(node: Node) -> Sequence[str]:
    language = locales.language()
    if node.end:
        return [f"{ending(node.end)}. {node.do.in_language(language) if node.do else ''}".strip()]
    return [question_of(node)]


def copied(*, certain: bool) -> str:
    """Say that the hand-over was copied, or that the terminal was asked to: it does not say whether it did."""
    return _("Hand-over copied") if certain else _("Hand-over sent to the terminal's clipboard")


def saved(name: str | None) -> str:
    """Return where the hand-over is; None for a file that could not be written."""
    return _("Saved as {name}").format(name=name) if name else _("It could not be saved here.")


def keys_of_line_mode() -> str:
    """Return what can be typed in line mode."""
    return _("Type a code, the number of an answer, b (back), n and a note, h (hand-over), c (new call) or q (quit).")
