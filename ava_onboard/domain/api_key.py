"""The Vapi key."""

from typing import final

from ava_onboard.domain.secret import Secret

SHORTEST, LONGEST = 10, 255
"""Characters that Ava accepts at least and at most (``POST /api/v1/vapi-settings``)."""

UUID = r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
"""The form of the keys that Vapi issues today, private and public, as a regular expression."""

SK_LIVE = r"sk_live_[A-Za-z0-9_-]{8,200}"
"""The form of the keys in Ava's guide."""

PREVIEW_LENGTH = 8
"""Characters of a key that may be shown."""


@final
class ApiKey(Secret):
    """A cleaned key: printable ASCII without spaces, so that it fits into an HTTP header.

    Raises:
        ValueError: the text is anything else; the error does not contain it.
    """

    __slots__ = ()

    def __init__(self, text: str) -> None:
        if not text or not all("!" <= character <= "~" for character in text):
            raise ValueError("a key is made of printable ASCII characters without spaces") from None
        super().__init__(text)

    @property
    def preview(self) -> str:
        """The part that may be shown: 8 characters and ``...``, as Ava writes it, or ``***`` for a short key."""
        text = self.reveal()
        return f"{text[:PREVIEW_LENGTH]}..." if len(text) > PREVIEW_LENGTH else "***"

    def matches(self, preview: str | None) -> bool:
        """Return whether a preview from Ava can be of this key."""
        return preview is not None and preview.replace("…", "...") == self.preview
