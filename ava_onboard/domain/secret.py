"""Secret values, which cannot be printed by accident."""

from typing import NoReturn, final

MASK = "•••"

SHORTEST_PASSPHRASE = 8
"""Characters of a new passphrase, at least."""


class Secret:
    """A text that Python prints as a mask.

    ``repr``, ``str``, formatting and tracebacks with local variables show the class and the mask; pickling and
    copying raise ``TypeError``. Only ``reveal`` returns the text.
    """

    __slots__ = ("__text",)

    def __init__(self, text: str) -> None:
        self.__text = text

    @final
    def reveal(self) -> str:
        """Return the text, to send or to store it; never for a screen, a log or an error."""
        return self.__text

    @property
    def is_readable(self) -> bool:
        """Whether no character stands for bytes that could not be decoded: the text is what the person entered."""
        return "\ufffd" not in self.__text

    @final
    def __repr__(self) -> str:
        return f"{type(self).__name__}({MASK})"

    __str__ = __repr__

    @final
    def __format__(self, spec: str) -> str:
        return format(repr(self), spec)

    @final
    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and isinstance(other, Secret) and other.__text == self.__text

    @final
    def __hash__(self) -> int:
        return hash((type(self), self.__text))

    @final
    def __bool__(self) -> bool:
        return bool(self.__text)

    @final
    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError(f"{type(self).__name__} cannot be pickled or copied")


@final
class Password(Secret):
    """A password for signing in to Ava; never stored."""


@final
class Passphrase(Secret):
    """The passphrase of a secret store; never stored."""

    @property
    def is_long_enough(self) -> bool:
        """Whether it may protect a new store."""
        return len(self.reveal()) >= SHORTEST_PASSPHRASE


@final
class Token(Secret):
    """An access token or refresh token of Ava."""
