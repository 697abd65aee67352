"""Lines as plain text."""

from ava_onboard.text.line import Line, Tone, aside, plain, text


def test_what_continues_a_line_begins_where_its_words_do() -> None:
    lines = [
        Line("✗", Tone.BAD, "Vapi refuses the key"),
        text("The usual reasons"),
        Line("1", Tone.STEP, "It is the **public** key."),
        text("Take the upper one."),
        aside("Code V05"),
    ]
    assert plain(lines) == [
        "✗ Vapi refuses the key",
        "  The usual reasons",
        "1. It is the public key.",
        "   Take the upper one.",
        "  Code V05",
    ]
    assert plain([text("first"), Line("–", Tone.MUTED, "left out")]) == ["first", "– left out"]
