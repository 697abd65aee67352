"""`announce preview`: the mail as a user gets it."""

import argparse
import sys
from pathlib import Path
from typing import Any, TextIO

from ava_onboard.backend.announcement.message import Composed, Composer
from ava_onboard.backend.commands import UsageError, is_unicode
from ava_onboard.backend.settings import Settings

_TO = "camille@example.com"


def add_to(actions: Any) -> None:
    """Add the action's parser."""
    parser = actions.add_parser(
        "preview",
        help="show the mail in one language",
        description="Show the mail in one language: its plain text, or its HTML. Nothing is sent, and no database is "
        "opened.",
    )
    parser.add_argument("--locale", type=_text, default="en", help="of the user who gets it; default: en")
    parser.add_argument("--name", type=_text, default="Camille", help="of the user who gets it; default: Camille")
    parser.add_argument("--html", action="store_true", help="show the HTML")
    parser.add_argument(
        "--output",
        type=Path,
        metavar="FILE",
        help="write a file instead: the text to .txt, the HTML to .html, the whole mail to .eml",
    )
    parser.set_defaults(act=run)


def run(arguments: argparse.Namespace, settings: Settings, out: TextIO) -> int:
    """Print the mail or write it to a file.

    Raises:
        SettingsError: A template is unusable.
        UsageError: There is no HTML in this language, or the name of the file does not say what to write.
        OSError: The file cannot be written.
    """
    composer = Composer(settings, is_example=True)
    composed = composer.compose(
        email=_TO,
        name=arguments.name,
        locale=arguments.locale,
        token="EXAMPLE",  # noqa: S106 - leads nowhere
    )
    if composer.missing:
        sys.stderr.write(f"Not set, so the mail has examples in their place: {', '.join(composer.missing)}\n")
    file: Path | None = arguments.output
    if file is not None:
        file.write_bytes(_content(composed, file.suffix.lower()))
    elif arguments.html:
        out.write(_page(composed))
    else:
        out.write(_shown(composed))
    return 0


def _content(composed: Composed, kind: str) -> bytes:
    match kind:
        case ".eml":
            return composed.content
        case ".html":
            return _page(composed).encode()
        case ".txt":
            return _shown(composed).encode()
        case _:
            raise UsageError("--output: expected a file that ends in .txt, .html or .eml")


def _page(composed: Composed) -> str:
    if composed.rendered.html is None:
        raise UsageError("There is no HTML in this language: the template has a text only")
    return composed.rendered.html


def _shown(composed: Composed) -> str:
    return f"{composed.rendered.subject}\n\n{composed.rendered.text}"


def _text(text: str) -> str:
    if not is_unicode(text):
        raise argparse.ArgumentTypeError("not UTF-8")
    return text
