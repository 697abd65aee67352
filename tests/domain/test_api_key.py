"""A key fits into an HTTP header, and only its beginning is shown."""

import pytest

from ava_onboard.domain.api_key import ApiKey

UUID = "8f14e45f-fade-4dad-8bad-facade000001"


@pytest.mark.parametrize(
    "text", ["", " ", f"{UUID} ", f"{UUID}\n", f"\x00{UUID}", f"{UUID}é", f"{UUID}\u200b", f"{UUID}\x7f", "\ud800"]
)
def test_a_text_that_does_not_fit_into_a_header_is_not_a_key(text: str) -> None:
    with pytest.raises(ValueError, match="printable ASCII") as raised:
        ApiKey(text)
    assert UUID not in str(raised.value)
    assert raised.value.__context__ is None


@pytest.mark.parametrize(
    ("text", "preview"),
    [
        (UUID, "8f14e45f..."),
        ("sk_live_ava-sandbox-facade000002", "sk_live_..."),
        ("123456789", "12345678..."),
        ("12345678", "***"),
        ("1", "***"),
    ],
)
def test_the_preview_is_the_one_that_ava_shows(text: str, preview: str) -> None:
    assert ApiKey(text).preview == preview
    assert ApiKey(text).matches(preview)


@pytest.mark.parametrize(
    ("preview", "matches"),
    [("8f14e45f...", True), ("8f14e45f…", True), ("c9f0f895...", False), ("***", False), ("", False), (None, False)],
)
def test_a_preview_of_ava_belongs_to_the_key_or_not(preview: str | None, matches: bool) -> None:
    assert ApiKey(UUID).matches(preview) is matches
