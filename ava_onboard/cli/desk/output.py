"""``desk --json``: everything about a code in one object."""

from collections.abc import Iterator
from enum import Enum
from typing import TYPE_CHECKING, Any

from ava_onboard import locales
from ava_onboard.cli.desk.files import read_report
from ava_onboard.domain.desk import script
from ava_onboard.domain.desk.call import Call, SecretError
from ava_onboard.domain.desk.script import Node, Text
from ava_onboard.domain.failure import Exit, failed
from ava_onboard.domain.problems import MISTYPED_CODE, NO_SUCH_CODE
from ava_onboard.domain.situation.reading import Unclear
from ava_onboard.domain.situation.scenes import Situation
from ava_onboard.text import desk

if TYPE_CHECKING:
    from ava_onboard.cli import json_desk
    from ava_onboard.cli.console import Console


def print_json(console: "Console", typed: str, bundle: str | None, language: str) -> int:
    """Print what belongs to a code or a report.

    Raises:
        ProblemError: U06 or U13 if there is no such code, U14 if the report cannot be read.
    """
    call, off = Call(language), []
    if bundle is not None:
        call.open_report(read_report(bundle))
    if typed:
        off = _hear(call, typed)
    console.print_json(_output(call, off))
    return Exit.USAGE if off else Exit.DONE


def _hear(call: Call, typed: str) -> list[str]:
    """Take in what was typed; return what is off about it."""
    try:
        heard = call.hear(typed)
    except SecretError:
        raise failed(NO_SUCH_CODE) from None
    if not isinstance(heard, Unclear):
        return []
    if heard.similar:
        raise failed(MISTYPED_CODE, choices=", ".join(heard.similar))
    return desk.unclear(heard)


def _output(call: Call, off: list[str]) -> "json_desk.Desk":
    nodes = script.load().nodes
    return {
        "schema": 1,
        "code": call.code,
        "situation": call.symbols,
        "screen": _screen(call.situation) if call.situation else None,
        "off": off,
        "customer_language": call.language,
        "requests": call.requests,
        "rule": script.load().rule.in_language(locales.language()),
        "say": call.entry.say.in_language(call.language) if call.begun else None,
        "start": call.entry.start if call.begun else None,
        "nodes": [_node(nodes[name], call.language) for name in _reached(call.entry.start)] if call.begun else [],
    }


def _reached(name: str) -> Iterator[str]:
    """Yield the names of the nodes that can be reached, each once."""
    nodes, waiting, seen = script.load().nodes, [name], set()
    while waiting:
        name = waiting.pop(0)
        if name not in seen:
            seen.add(name)
            yield name
            waiting += [answer.leads_to for answer in nodes[name].answers]


def _node(node: Node, theirs: str) -> "json_desk.DeskNode":
    ours = locales.language()
    spoken = theirs if node.ask else ours
    return {
        "name": node.name,
        "say": _in(node.say, theirs),
        "ask": _in(node.ask, theirs),
        "look": _in(node.check, ours),
        "do": _in(node.do, ours),
        "done_when": _in(node.done, theirs),
        "end": node.end.value if node.end else None,
        "answers": [{"text": it.text.in_language(spoken), "to": it.leads_to} for it in node.answers],
    }


def _in(text: Text | None, language: str) -> str | None:
    return text.in_language(language) if text else None


def _screen(situation: Situation) -> dict[str, Any]:
    """Return what the situation says, each field by its name."""
    fields = {name: _plain(value) for name, value in situation.scene._asdict().items()}
    kind = {"screen": type(situation.scene).__name__}
    return kind | fields | {"system": situation.system.value, "store": situation.store}


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.name.lower()
    if hasattr(value, "_asdict"):
        return {name: _plain(field) for name, field in value._asdict().items()}
    return value
