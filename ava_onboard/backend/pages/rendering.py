"""Fill the templates, and the headers of every page."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

_FOLDER = Path(__file__).parent
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Vary": "Accept-Language, Cookie",
    "X-Robots-Tag": "noindex",
}
"""Beside those that every answer of the backend has."""
ASSETS: Mapping[str, str] = {
    "page.css": "text/css; charset=utf-8",
    "page.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
"""The files that a page loads, with their types."""
_LINK = re.compile(r"https://[^\s<>“”«»]+[^\s<>“”«»,.;:!?)]")


def page(template: str, values: Mapping[str, Any], status: int = 200) -> Response:
    """Return a page.

    Args:
        template: The name of its file, without the ending.
        values: What it shows.
        status: The status of the answer.
    """
    content = _environment().get_template(f"{template}.html").render(values)
    return Response(content, status, _HEADERS, "text/html; charset=utf-8")


def asset(name: str) -> Response | None:
    """Return one of the files that a page loads; None if there is none of that name."""
    return Response(_content(name), 200, _HEADERS, ASSETS[name]) if name in ASSETS else None


def marked(words: str) -> "Markup":
    """Return words in HTML: `**…**` in bold, in English as on Vapi's page, and addresses as links."""
    from markupsafe import Markup, escape

    from ava_onboard.domain.guide import runs

    parts = []
    for run, is_marked in runs(words):
        linked, last = "", 0
        for found in _LINK.finditer(run):
            linked += escape(run[last : found.start()]) + link(found[0], found[0])
            last = found.end()
        linked += escape(run[last:])
        parts.append(f'<strong lang="en">{linked}</strong>' if is_marked else linked)
    return Markup("".join(parts))  # noqa: S704 - every part is escaped


def link(url: str, label: str) -> "Markup":
    """Return a link to another site, which opens beside this page."""
    from markupsafe import Markup

    from ava_onboard.text import page as words

    anchor = '<a href="{}" target="_blank" rel="noopener noreferrer">{}<span class="unseen"> {}</span></a>'
    return Markup(anchor).format(url, label, words.new_tab())  # noqa: S704 - a constant; format escapes


@cache
def _content(name: str) -> bytes:
    return (_FOLDER / "assets" / name).read_bytes()


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # not before a page is opened

    environment = Environment(
        loader=FileSystemLoader(_FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["marked"] = marked
    environment.globals["link"] = link
    return environment
