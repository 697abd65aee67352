"""The texts of the mail, in several languages: packaged ones, or the operator's own."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template

from ava_onboard.backend.variables import SettingsError

PACKAGED = Path(__file__).with_name("templates")
FALLBACK = "en"
"""The language for a locale without a text."""
LINKS = ("documentation_url", "settings_page_url", "unsubscribe_url")
_BODY = {"greeting", *LINKS}
_HEADERS: Mapping[str, set[str]] = {"subject": set(), "greeting": {"name"}, "greeting-without-name": set()}
"""The lines before the first empty one, and the placeholders that each may have."""
_NAME = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
_LARGEST = 100_000
"""Bytes of a file."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """The mail in words."""

    subject: str
    text: str
    html: str | None


@dataclass(frozen=True, slots=True)
class Text:
    """The mail in one language. Its placeholders are known ones."""

    language: str
    headers: Mapping[str, Template]
    text: Template
    html: Template | None

    def render(self, name: str, links: Mapping[str, str]) -> Rendered:
        """Fill the placeholders in.

        Args:
            name: The user's; empty for a greeting without one.
            links: The addresses of `LINKS`.
        """
        greeting = self.headers["greeting" if name else "greeting-without-name"]
        text = self.text.substitute(links, greeting=greeting.substitute(name=name))
        marked_up = None
        if self.html is not None:
            # The name may run in the other direction than the text around it.
            inside = Template(html.escape(greeting.template)).substitute(name=f"<bdi>{html.escape(name)}</bdi>")
            escaped = {link: html.escape(address) for link, address in links.items()}
            marked_up = self.html.substitute(escaped, greeting=inside)
        return Rendered(self.headers["subject"].substitute(), text, marked_up)


class Texts:
    """The mail in all languages."""

    def __init__(self, folder: Path | None = None) -> None:
        """Read the files.

        Args:
            folder: The operator's own templates, which take the place of the packaged ones of the same language.

        Raises:
            SettingsError: One is unusable.
        """
        self._texts = _read_all(PACKAGED)
        if folder is not None:
            own = _read_all(folder)
            if not own:
                raise _flaw(folder, "there is no template, such as fr.txt")
            self._texts |= own

    @property
    def languages(self) -> list[str]:
        """The languages that there is a text in."""
        return sorted(self._texts)

    def for_locale(self, locale: str | None) -> Text:
        """Return the text in the language of a locale, such as `fr`, `fr-CA` or `fr_CA.UTF-8`; else in English."""
        language = (locale or "").partition(".")[0].lower().replace("_", "-")
        while language:
            if language in self._texts:
                return self._texts[language]
            language = language.rpartition("-")[0]
        return self._texts[FALLBACK]


def _read_all(folder: Path) -> dict[str, Text]:
    try:
        files = sorted(file for file in folder.iterdir() if file.suffix in (".txt", ".html"))
    except OSError as error:
        raise _flaw(folder, f"it cannot be read: {error.strerror}") from None
    for file in files:
        if not _NAME.fullmatch(file.stem):
            raise _flaw(file, "the name is not that of a language, such as fr")
        if file.with_suffix(".txt") not in files:
            raise _flaw(file, f"there is no {file.stem}.txt beside it")
    return {file.stem: _text(file) for file in files if file.suffix == ".txt"}


def _text(file: Path) -> Text:
    head, _, body = _content(file).partition("\n\n")
    headers = {}
    for line in head.splitlines():
        name, colon, value = line.partition(":")
        if not colon or name.strip().lower() not in _HEADERS:
            raise _flaw(file, "only Subject, Greeting and Greeting-Without-Name stand before the first empty line")
        headers[name.strip().lower()] = value.strip()
    if missing := [name for name in _HEADERS if not headers.get(name)]:
        raise _flaw(file, f"the line {missing[0].title()} is missing")
    checked = {name: _template(file, value, _HEADERS[name]) for name, value in headers.items()}
    page = file.with_suffix(".html")
    return Text(
        file.stem,
        checked,
        _template(file, body.strip() + "\n", _BODY, needed="unsubscribe_url"),
        _template(page, _content(page), _BODY, needed="unsubscribe_url") if page.exists() else None,
    )


def _content(file: Path) -> str:
    try:
        raw = file.read_bytes()
        if len(raw) > _LARGEST:
            raise _flaw(file, f"it has more than {_LARGEST} bytes")
        text = raw.decode("utf-8-sig")
    except OSError as error:
        raise _flaw(file, f"it cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise _flaw(file, "it is not UTF-8") from None
    if "\0" in text:
        raise _flaw(file, "it is not text")
    return "\n".join(text.splitlines()) + "\n"


def _template(file: Path, text: str, known: set[str], needed: str | None = None) -> Template:
    template = Template(text)
    if not template.is_valid():
        raise _flaw(file, "a $ stands alone: write $$ for a dollar sign")
    names = set(template.get_identifiers())
    if unknown := sorted(names - known):
        named = ", ".join(sorted(known)) or "none"
        raise _flaw(file, f"there is no placeholder {unknown[0]} here; there are: {named}")
    if needed and needed not in names:
        raise _flaw(file, f"the placeholder ${{{needed}}} is missing")
    return template


def _flaw(file: Path, what: str) -> SettingsError:
    return SettingsError(f"AVA_BACKEND_ANNOUNCEMENT_TEMPLATES: {file}: {what}")
