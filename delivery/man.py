"""Man pages of the program and of each command: ``python -m delivery.man FOLDER``.

Their words are those of ``--help``, in each language. The English ones also have the paragraph and the exit codes of
docs/use/commands.md.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from ava_onboard import __version__, locales
from ava_onboard.cli import commands
from ava_onboard.cli.command import HELP, VERSION, Common, Option, options_of
from ava_onboard.locales import _
from ava_onboard.text import commands as texts

PAGE = Path(__file__).parents[1] / "docs" / "use" / "commands.md"
HEADINGS = {
    "en": ("NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", "OPTIONS", "EXIT STATUS", "SEE ALSO"),
    "fr": ("NOM", "SYNOPSIS", "DESCRIPTION", "COMMANDES", "OPTIONS", "CODE DE RETOUR", "VOIR AUSSI"),
}
PROGRAM = "ava-onboard"


def pages() -> dict[Path, str]:
    """Return each page by its place below ``share/man``."""
    before = locales.language()
    written = {}
    for language in locales.languages():
        locales.use(language)
        folder = Path("man1") if language == "en" else Path(language, "man1")
        written[folder / f"{PROGRAM}.1"] = _roff(_program(language))
        for name in commands.NAMES:
            written[folder / f"{PROGRAM}-{name}.1"] = _roff(_command(name, language))
    locales.use(before)
    return written


def _program(language: str) -> Iterator[str]:
    name, synopsis, _description, listed, options, exits, _see = HEADINGS[language]
    yield from _head(PROGRAM, _(texts.PROGRAM), name)
    yield f".SH {synopsis}"
    yield rf".B {_text(PROGRAM)}"
    yield rf"[\fI{_text(_('options'))}\fR] {_text(_('[COMMAND]'))}"
    yield f".SH {listed}"
    for command, about in commands.load_all().items():
        yield from (".TP", rf"\fB{_text(f'{PROGRAM}-{command}')}\fR(1)", _line(_(about.summary)))
    yield f".SH {options}"
    yield from _options((HELP, *options_of(Common), VERSION))
    if language == "en":
        yield f".SH {exits}"
        for code, meaning in re.findall(r"^\| (\d+) \| (.+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE):
            yield from (".TP", rf"\fB{code}\fR", _line(_plain(meaning)))


def _command(command: str, language: str) -> Iterator[str]:
    name, synopsis, description, _commands, options, _exits, see = HEADINGS[language]
    about = commands.load(command)
    own = options_of(about.options)
    yield from _head(f"{PROGRAM}-{command}", _(about.summary), name)
    yield f".SH {synopsis}"
    yield rf".B {_text(f'{PROGRAM} {command}')}"
    words = [_text(_(option.value)) for option in own if option.is_positional]
    yield rf"[\fI{_text(_('options'))}\fR]" + "".join(rf" \fI{word}\fR" for word in words)
    if language == "en" and (paragraph := _paragraph(command)):
        yield from (f".SH {description}", _line(paragraph))
    yield f".SH {options}"
    yield from _options((HELP, *own, *options_of(Common)))
    yield from (f".SH {see}", rf"\fB{_text(PROGRAM)}\fR(1)")


def _head(title: str, summary: str, name: str) -> Iterator[str]:
    yield rf'.TH "{_text(title.upper())}" "1" "" "{_text(f"{PROGRAM} {__version__}")}"'
    yield from (f".SH {name}", rf"{_text(title)} \- {_text(summary)}")


def _options(options: Iterable[Option]) -> Iterator[str]:
    for option in options:
        value = "" if option.is_switch or option.is_positional else rf" \fI{_text(_(option.value))}\fR"
        word = _(option.value) if option.is_positional else option.name
        yield from (".TP", rf"\fB{_text(word)}\fR{value}", _line(option.words))


def _paragraph(command: str) -> str:
    """Return what the page says about a command; empty where it says it in more than one cell of a table."""
    form = rf"^\| `{PROGRAM} {command}(?: [^`]*)?` \| (.+) \|$"
    found = re.search(form, PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    return _plain(found[1]) if found else ""


def _plain(markdown: str) -> str:
    """Return Markdown without its signs, and links as their words."""
    return re.sub(r"[`*]", "", re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", markdown))


def _text(text: str) -> str:
    """Return the text with what roff would read as its own escaped."""
    return text.replace("\\", r"\e").replace("-", r"\-").replace('"', r"\(dq")


def _line(text: str) -> str:
    """Return the text as a line that does not begin with one of roff's control characters."""
    return rf"\&{_text(text)}" if text.startswith((".", "'")) else _text(text)


def _roff(lines: Iterable[str]) -> str:
    return "\n".join(lines) + "\n"


def write(folder: Path) -> None:
    """Write all pages below a folder."""
    for place, text in pages().items():
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
