"""Words of the client in HTML."""

from ava_onboard.backend.pages import rendering


def test_words_are_escaped_before_they_become_html() -> None:
    shown = rendering.marked('<b> **Add "Key"** https://vapi.ai/a?b=1&c=2. & **x')
    assert shown == (
        '&lt;b&gt; <strong lang="en">Add &#34;Key&#34;</strong> '
        '<a href="https://vapi.ai/a?b=1&amp;c=2" target="_blank" rel="noopener noreferrer">https://vapi.ai/a?b=1&amp;c=2'
        '<span class="unseen"> (opens in a new tab)</span></a>. &amp; <strong lang="en">x</strong>'
    )
