"""``docs``: the pages of the documentation, which are installed with the program: nothing is fetched."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, NamedTuple

from ava_onboard.cli.command import Call, Command, Option
from ava_onboard.domain.failure import Exit, failed
from ava_onboard.domain.problems import NO_SUCH_VALUE
from ava_onboard.locales import N_

_PACKAGE = Path(__file__).parents[2]
_FOLDERS = (_PACKAGE / "pages", _PACKAGE.parent / "docs" / "use")
"""Where they are in what is installed, and in a checkout."""
_NOT_FOR_A_TERMINAL = re.compile(
    r"^!\[.*\n+|</?kbd>|^<!--.*-->\n|(?<!\!)\[(?P<words>[^\]]+)\]\([^)\s]+\)", re.MULTILINE
)


def _names() -> Iterable[str]:
    return _pages()


class Options(NamedTuple):
    """The options of ``docs``."""

    page: Annotated[str, Option(N_("the page: {values}"), N_("PAGE"), suggested=_names, rest_of_line=True)] = ""


def run(call: Call, options: Options) -> Exit:
    """Print a page, or the list of all pages.

    Raises:
        ProblemError: U08 if there is no such page.
    """
    pages = _pages()
    name = options.page.lower()
    if not name:
        width = max(map(len, pages))
        call.console.result(*(f"{page:{width}}  {_title(path)}" for page, path in pages.items()))
    elif name in pages:
        text = pages[name].read_text(encoding="utf-8")
        call.console.result(_NOT_FOR_A_TERMINAL.sub(lambda found: found["words"] or "", text).rstrip())
    else:
        raise failed(NO_SUCH_VALUE, option="docs", choices=", ".join(pages))
    return Exit.DONE


def _pages() -> dict[str, Path]:
    """Return the file of each page by its name."""
    found = (sorted(folder.glob("*.md")) for folder in _FOLDERS)
    return {path.stem: path for path in next(filter(None, found), [])}


def _title(page: Path) -> str:
    with page.open(encoding="utf-8") as lines:
        return next(lines).removeprefix("# ").strip()


COMMAND = Command(N_("print a page of the documentation, which is in English"), Options, run, uses_profile=False)
