"""The language of a page: the one that was chosen, or else what the browser asks for."""

from collections.abc import Iterator

from starlette.requests import Request

from ava_onboard import locales
from ava_onboard.backend.pages import cookies

PARAMETER = "lang"
"""In the address, for the switch: it sets the cookie."""


def chosen(request: Request) -> str:
    """Return the code of the language to speak."""
    if (remembered := known(request.cookies.get(cookies.LANGUAGE))) is not None:
        return remembered
    wanted = (locales.parse(tag) for tag in _wanted(request.headers.get("Accept-Language", "")))
    return next(filter(None, wanted), locales.SOURCE)


def known(code: str | None) -> str | None:
    """Return the code of a language if there is one; None for anything else."""
    return code if code in locales.languages() else None


def country(request: Request) -> str | None:
    """Return the country of the browser's first language, such as `FR`; None if it names none."""
    first = next(_wanted(request.headers.get("Accept-Language", "")), "")
    last = first.replace("_", "-").rpartition("-")[2]
    return last.upper() if "-" in first and len(last) == 2 and last.isascii() and last.isalpha() else None


def _wanted(header: str) -> Iterator[str]:
    """Yield the languages of a header, the most wanted first."""
    weighted = []
    for entry in header.split(","):
        tag, _, parameter = entry.partition(";")
        weight = parameter.strip().removeprefix("q=").strip()
        try:
            quality = float(weight) if weight else 1.0
        except ValueError:
            continue
        if tag.strip() and quality > 0:
            weighted.append((quality, tag.strip()))
    for _, tag in sorted(weighted, key=lambda pair: -pair[0]):
        yield tag
