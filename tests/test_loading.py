"""What Textual loads at the start of the app, and that the rest works once it is used."""

from functools import partial

import pytest

from ava_onboard.tui.textual_private.loading import _USED_LATER
from tests.cli.program import loaded_by

PREPARE = "from ava_onboard.cli import start\nfrom ava_onboard.tui.textual_private import loading\n"
PREPARED = f"{PREPARE}start.prepare()\n"
slow = partial(pytest.param, marks=pytest.mark.slow)
IN_PLACE_OF_OTHERS = {"typing_extensions"}
NEEDED_BY_OTHERS = {"textual.widgets._tree", "textual.types", "rich.box", "difflib"}


def test_the_app_starts_without_what_is_used_later() -> None:
    loaded = loaded_by(f"{PREPARED}import ava_onboard.tui.app, ava_onboard.tui.textual_private.app")
    assert "textual.app" in loaded
    assert loaded & {*_USED_LATER, *IN_PLACE_OF_OTHERS, *NEEDED_BY_OTHERS} == set()


def test_others_still_get_the_whole_module() -> None:
    modules = {*_USED_LATER, *IN_PLACE_OF_OTHERS}
    program = f"{PREPARED}import importlib\nfor name in {modules}: assert importlib.import_module(name).__file__, name"
    assert modules <= loaded_by(program)


@pytest.mark.parametrize(
    ("use", "module"),
    [
        ("from rich.tree import Tree\nassert isinstance(textual.dom.Tree('root'), Tree)", "rich.tree"),
        ("from textual.css import stylesheet\nassert not stylesheet.Panel.fit('x').expand", "rich.panel"),
        slow("assert not isinstance('x', textual.dom.Tree)", "textual.dom"),
        slow("assert textual.app.uuid.uuid4().version == 4", "uuid"),
        ("import asyncio.base_events as it\nassert issubclass(it.ssl.SSLContext, object)", "ssl"),
        slow("import asyncio.base_events as it\nassert it.sslproto.SSLProtocol.__mro__", "asyncio.sslproto"),
        slow("from textual.command import Provider\nProvider.search", "textual.command"),
    ],
)
def test_what_is_used_later_works_when_it_is_used(use: str, module: str) -> None:
    assert module in loaded_by(f"{PREPARED}import textual.dom, textual.layout\n{use}")


def test_a_textual_that_needs_more_names_is_imported_whole() -> None:
    refuse = "loading._StandIn.__getattr__ = lambda self, name: 1 / 0\n"
    loaded = loaded_by(f"{PREPARE}{refuse}start.prepare()\nimport ava_onboard.tui.app")
    assert {"textual.command", "textual.app", "ssl", "rich.table"} <= loaded
