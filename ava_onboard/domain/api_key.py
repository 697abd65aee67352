"""The Vapi key: a value that cannot leak."""

from typing import final

from ava_onboard.domain.secret import Secret

SHORTEST, LONGEST = 10, 255
"""Lengths that Ava accepts (contract of ``POST /api/v1/vapi-settings``)."""

PREVIEW_LENGTH = 8


@final
class ApiKey(Secret):
    """A cleaned key: printable ASCII without spaces, so that it fits into an HTTP header.

    Raises:
        ValueError: for anything else; the text of the error does not hold the key.
    """

    __slots__ = ()

    def __init__(self, text: str) -> None:
        if not text or not all("!" <= character <= "~" for character in text):
            raise ValueError("a key is made of printable ASCII characters without spaces") from None
        super().__init__(text)

    @property
    def preview(self) -> str:
        """The part that may be shown: 8 characters and ``...``, as Ava shows it; ``***`` for a short key."""
        text = self.reveal()
        return f"{text[:PREVIEW_LENGTH]}..." if len(text) > PREVIEW_LENGTH else "***"

    def matches(self, preview: str | None) -> bool:
        """Whether ``preview``, as Ava gave it, can be this key's."""
        return preview is not None and preview.replace("…", "...") == self.preview
