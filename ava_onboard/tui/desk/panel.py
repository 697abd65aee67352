"""What the agent says, asks and does, as blocks."""

from collections.abc import Sequence

from ava_onboard import locales
from ava_onboard.domain.desk import script
from ava_onboard.domain.desk.call import Call
from ava_onboard.domain.desk.script import End, Text
from ava_onboard.domain.situation.spelling import Alphabet
from ava_onboard.domain.speakable import ALPHABET
from ava_onboard.locales import _
from ava_onboard.text import desk
from ava_onboard.text.line import Line, Tone, Weight, aside, text
from ava_onboard.tui.drawing.blocks import Block, Heading, Labels, Paragraphs, Signed

_TONES = {End.SOLVED: ("✓", Tone.GOOD), End.WAIT: ("●", Tone.DOUBT), End.ESCALATE: ("▲", Tone.BAD)}


def of(call: Call) -> list[Block]:
    """Return what to say, do and ask now, in the order of the call."""
    if not call.begun:
        return [Paragraphs([text(desk.nothing_heard())])]
    node, theirs = call.node, call.language
    said = [*([] if call.steps else [call.entry.say]), *([node.say] if node.say else [])]
    blocks: list[Block] = [Heading(_heading(call))]
    blocks += _part(desk.SAY, said, theirs)
    if node.end:
        sign, tone = _TONES[node.end]
        blocks.append(Paragraphs([Line(sign, tone, desk.ending(node.end), Weight.TITLE)]))
    blocks += _part(desk.DO, [node.do] if node.do else [], locales.language(), rank=2)
    blocks += _part(desk.ASK, [node.ask] if node.ask else [], theirs)
    blocks += _part(desk.LOOK, [node.check] if node.check else [], locales.language())
    spoken = theirs if node.ask else locales.language()
    answers = [
        Line(f"{number}", Tone.STEP, answer.text.in_language(spoken)) for number, answer in enumerate(node.answers, 1)
    ]
    if answers:
        blocks.append(Signed(answers))
    return [*blocks, *_part(desk.DONE_WHEN, [node.done] if node.done else [], theirs, quoted=True)]


def way(call: Call) -> list[Block]:
    """Return what was answered, and the notes."""
    lines = [Line("✓", Tone.GOOD, f"{desk.question_of(node)} {answer}") for node, answer in call.way]
    lines += [Line("▸", Tone.NOTE, note) for note in call.notes]
    return [Heading(_(desk.LOG)), Signed(lines)] if lines else []


def spelling(alphabet: Alphabet, symbols: str | None) -> list[Block]:
    """Return an alphabet: the words of the code that was heard, or of every symbol that a code can have."""
    pairs = list(zip(symbols or ALPHABET, alphabet.spelled(symbols or ALPHABET), strict=True))
    return [Heading(desk.alphabet(alphabet)), Labels(pairs, "bold $accent")]


def keys(pairs: Sequence[tuple[str, str]]) -> list[Block]:
    """Return what each key does."""
    return [Heading(_(desk.TITLE)), Labels([*pairs, ("1–9", _(desk.ANSWER))], "bold $accent"), rule()]


def _heading(call: Call) -> str:
    return f"{call.code}  {desk.sentence_of(call.code, call.service)}" if call.code else desk.sentence_of(None)


def _part(title: str, texts: Sequence[Text], language: str, *, rank: int = 1, quoted: bool = False) -> list[Block]:
    if not texts:
        return []
    words = [each.in_language(language) for each in texts]
    if quoted:
        words = [f"“{each}”" for each in words]
    return [Heading(_(title), rank=rank), Paragraphs([text(each) for each in words], rank=rank)]


def rule() -> Block:
    """Return what holds for every call."""
    return Paragraphs([aside(script.load().rule.in_language(locales.language()))], rank=3)
