"""Import Textual without what no first screen uses. This module must not import Textual itself.

Until the first paint, most of the time goes into loading modules. Of those that are not needed yet, each group here
spares more than a hundredth of the instructions of loading the app: the command palette 12, the patterns of style
sheets 8, Rich's tables, panels and the like 6, TLS 4, the rest 9 of them.

``import_textual`` puts stand-ins and a later ``re.compile`` in place, imports Textual, and takes both away again. If
Textual cannot be loaded like this, it is loaded whole.
"""

import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from importlib import import_module
from types import ModuleType
from typing import Any

_PALETTE = "textual.command"
_ANY = "*"

_USED_LATER: Mapping[str, str] = {
    "asyncio.sslproto": "",
    "locale": "",
    "platformdirs": "user_downloads_path",
    "rich._emoji_replace": "_emoji_replace",
    "rich.align": "Align AlignMethod VerticalAlignMethod",
    "rich.emoji": "EmojiVariant",
    "rich.markup": "render",
    "rich.padding": "Padding",
    "rich.pager": "Pager SystemPager",
    "rich.panel": "Panel",
    "rich.screen": "Screen",
    "rich.styled": "Styled",
    "rich.table": "Table",
    "rich.tree": "Tree",
    "ssl": "",
    _PALETTE: "CommandListItem CommandPalette DiscoveryHit Hit Hits Provider SimpleProvider",
    "textual.css._help_text": _ANY,
    "textual.suggestions": "get_suggestion",
    "textual.widgets._toast": "ToastRack",
    "textwrap": "",
    "tokenize": "",
    "uuid": "uuid4",
}
"""Modules that are used later or never, with the names that others take from them while they are loaded."""

_ALIKE = {"typing_extensions": "typing"}
"""A module that is slow to load, and one that has all that Textual and Rich take from it."""

_WITH_UNUSED_PATTERNS = "textual.css.tokenizer"
"""Compiles slow regular expressions while it is loaded, and uses few of them."""


class _StandIn(ModuleType):
    """Takes the place of a module while others import it. The module is loaded once something in it is used."""

    def __init__(self, name: str, names: str) -> None:
        super().__init__(name)
        self._names = names.split()

    def __getattr__(self, name: str) -> object:
        if sys.modules.get(self.__name__) is not self:
            return getattr(import_module(self.__name__), name)
        if name in self._names or (self._names == [_ANY] and not name.startswith("__")):
            return _Later(self.__name__, name)
        raise AttributeError(name)


class _Later:
    """Stands for a class or a function in the modules that have imported it by name."""

    def __init__(self, module: str, name: str) -> None:
        self._place = module, name

    def _real(self) -> Any:
        module, name = self._place
        return getattr(import_module(module), name)

    def __call__(self, *arguments: object, **options: object) -> object:
        return self._real()(*arguments, **options)

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self._real(), name)

    def __instancecheck__(self, instance: object) -> bool:
        return self._place[0] in sys.modules and isinstance(instance, self._real())

    def __mro_entries__(self, _bases: tuple[object, ...]) -> tuple[type, ...]:
        # The palette's list of themes inherits from the palette, which this app replaces with a menu.
        return () if self._place[0] == _PALETTE else (self._real(),)


class _Pattern:
    """A regular expression that is compiled when it is first used."""

    def __init__(self, *arguments: Any) -> None:
        self._arguments = arguments

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(*self._arguments)

    def match(self, *where: Any) -> re.Match[str] | None:
        """See ``re.Pattern``. Textual takes this method of each pattern at once."""
        return self._compiled.match(*where)

    def search(self, *where: Any) -> re.Match[str] | None:
        """See ``re.Pattern``. Textual takes this method of each pattern at once."""
        return self._compiled.search(*where)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._compiled, name)


def import_textual() -> None:
    """Import Textual without what can be loaded later. If it cannot be imported this way, it is imported whole."""
    if "textual" in sys.modules:
        return
    stand_ins = {name: _StandIn(name, names) for name, names in _USED_LATER.items() if name not in sys.modules}
    alike = {name: import_module(other) for name, other in _ALIKE.items() if name not in sys.modules}
    replaced = {**stand_ins, **alike}
    sys.modules.update(replaced)
    try:
        with _patterns_later():
            _import()
    except Exception:  # noqa: BLE001, S110 - depends on the versions of Textual and Python
        pass
    for name, module in replaced.items():
        if sys.modules.get(name) is module:
            del sys.modules[name]


@contextmanager
def _patterns_later() -> Iterator[None]:
    """Compile the regular expressions of that module only when they are used."""
    compile_now = re.compile

    def compile_later(*arguments: Any) -> Any:
        module = sys._getframe(1).f_globals["__name__"]
        return (_Pattern if module == _WITH_UNUSED_PATTERNS else compile_now)(*arguments)

    re.compile = compile_later  # type: ignore[assignment]  # not overloaded
    try:
        yield
    finally:
        re.compile = compile_now


def _import() -> None:
    """Import the parts of Textual that the first screen needs."""
    import textual.app
    import textual.getters
    import textual.widgets._button

    if sys.platform != "win32":
        import textual.drivers.linux_driver  # noqa: F401 - loaded ahead of its use
