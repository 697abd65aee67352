"""The desk as questions and answers, line by line: for simple terminals and screen readers."""

import asyncio
import contextlib
from collections.abc import Iterator, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING

from ava_onboard import locales
from ava_onboard.cli.console import EndOfInputError
from ava_onboard.domain.desk.call import Call, SecretError
from ava_onboard.domain.desk.events import Event, Kind
from ava_onboard.domain.failure import Exit, Failure
from ava_onboard.domain.situation.reading import HeardSituation, Unclear, live_code
from ava_onboard.domain.situation.symbols import LENGTH
from ava_onboard.locales import _
from ava_onboard.onboarding.live_desk import Link, LiveSupport
from ava_onboard.onboarding.ports import LiveEvent
from ava_onboard.text import desk, desk_live
from ava_onboard.text.line import labelled
from ava_onboard.tui.desk import mirror, panel
from ava_onboard.tui.drawing.arrangement import arrange
from ava_onboard.tui.drawing.blocks import Block, Moment

if TYPE_CHECKING:
    from ava_onboard.cli.console import Console
    from ava_onboard.tui.desk.tools import DeskTools

_WIDTH = 76


def walk(console: "Console", tools: "DeskTools", typed: str, bundle: str | None, language: str) -> int:
    """Follow calls until the agent quits.

    Raises:
        ProblemError: U14 if the report cannot be read.
    """
    return _Walk(console, tools, language).run(typed, bundle)


def follow(console: "Console", tools: "DeskTools", typed: str, language: str) -> int:
    """Follow the customer who has this code, and print each of their screens until the end; return the exit code."""
    if not typed:
        console.say(desk_live.ready().words)
        typed = console.ask("> ")
    return asyncio.run(_Walk(console, tools, language).follow(typed))


class _Walk:
    def __init__(self, console: "Console", tools: "DeskTools", language: str) -> None:
        self._console, self._tools = console, tools
        self._call, self._number = Call(language), tools.next_call()
        self._rule_is_said = False

    def run(self, typed: str, bundle: str | None) -> int:
        if bundle is not None:
            self._call.open_report(self._tools.read_report(bundle))
            self._tools.record(Event("report", self._call.code))
        if typed and not self._hear(typed):
            return Exit.USAGE
        if typed or bundle:
            self._show()
        if self._console.no_input:
            return Exit.DONE
        self._console.dialogue = True
        self._console.say(desk.keys_of_line_mode())
        with contextlib.suppress(EndOfInputError):
            while (answer := self._console.ask("> ")) not in ("q", "quit"):
                self._do(answer)
        return Exit.DONE

    async def follow(self, typed: str) -> int:
        code = live_code(typed)
        if code is None or self._tools.live is None:
            self._console.complain(f"✗ {desk.unclear(Unclear(length=LENGTH))[0]}")
            return Exit.USAGE
        support = await self._tools.live()
        try:
            return await self._follow(support, code)
        finally:
            await support.close()

    async def _follow(self, support: LiveSupport, code: str) -> int:
        claimed = await support.claim(code)
        if not isinstance(claimed, str):
            self._console.complain(f"✗ {desk_live.refused(claimed)}")
            return claimed.problem.exit if isinstance(claimed, Failure) else Exit.AVA_REFUSED
        self._tools.record(Event("live", text="claimed"))
        try:
            async with aclosing(support.follow(claimed)) as updates:
                async for update in updates:
                    if isinstance(update, Failure):
                        self._console.complain(f"✗ {desk_live.refused(update)}")
                        return update.problem.exit
                    self._take_in(update)
        finally:
            await support.leave(claimed)
        return Exit.DONE

    def _take_in(self, update: LiveEvent | Link) -> None:
        if isinstance(update, LiveEvent) and update.symbols:
            if self._call.see(update.symbols):
                self._tools.record(Event("situation", update.symbols))
                self._show()
            else:
                self._console.complain(f"✗ {desk_live.newer()}")
        elif update is not Link.OPEN:
            line = desk_live.how(update.kind if isinstance(update, LiveEvent) else update)
            self._console.say(f"{line.sign} {line.words}")

    def _do(self, typed: str) -> None:
        if typed.isdigit() and len(typed) == 1 and self._call.begun:
            self._answer(int(typed))
        elif typed == "b":
            if self._call.back():
                self._tools.record(Event("back", node=self._call.node.name))
            self._show()
        elif typed == "h":
            self._tools.record(Event("hand-over"))
            self._console.result(desk.hand_over(self._call, self._number, self._tools.clock()))
        elif typed == "c":
            self._call, self._number = Call(self._call.language), self._tools.next_call()
        elif typed.startswith("n "):
            self._note(typed[2:])
        elif typed and self._hear(typed):
            self._show()

    def _hear(self, typed: str) -> bool:
        try:
            heard = self._call.hear(typed)
        except SecretError:
            self._console.complain(f"✗ {desk.secret_refused()}")
            return False
        if isinstance(heard, Unclear):
            self._console.complain(*(f"✗ {words}" for words in desk.unclear(heard)))
            return False
        kind: Kind = "situation" if isinstance(heard, HeardSituation) else "heard"
        self._tools.record(Event(kind, heard.code))
        return True

    def _answer(self, number: int) -> None:
        node = self._call.node.name
        if self._call.answer(number):
            self._tools.record(Event("answer", node=node, answer=number))
            self._show(mirrored=False)
        else:
            self._console.complain(f"✗ {desk.no_such_answer()}")

    def _note(self, text: str) -> None:
        try:
            self._call.note(text)
        except SecretError:
            self._console.complain(f"✗ {desk.secret_refused()}")
        else:
            self._tools.record(Event("note", text=text))

    def _show(self, *, mirrored: bool = True) -> None:
        if mirrored and self._call.situation:
            self._console.result(*self._mirror(), "")
        rule = [] if self._rule_is_said else [panel.rule()]
        self._rule_is_said = True
        self._console.result(*_plain([*panel.of(self._call), *rule]), "")

    def _mirror(self) -> Iterator[str]:
        situation = self._call.situation
        if situation is None:
            return
        yield f"── {labelled(_(desk.MIRROR), desk.about(situation))}"
        with locales.speaking(self._call.language):
            seen = mirror.seen(self._call, situation, self._tools.clock())
            yield f"  {seen.title}" + (f"  {seen.badge.sign} {seen.badge.words}" if seen.badge else "")
            yield from (f"  {row}".rstrip() for row in _plain(seen.blocks))
            yield "  " + "   ".join(f"[ {label} ]" for label in seen.buttons)
        yield "──"


def _plain(blocks: "Sequence[Block]") -> list[str]:
    """Return blocks as lines of text."""
    rows = [row.plain.rstrip() for row in arrange(blocks, _WIDTH, Moment()).lines]
    return [row for at, row in enumerate(rows) if row or (at and rows[at - 1])]
