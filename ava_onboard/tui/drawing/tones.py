"""What the tones of ``text.line`` look like."""

from ava_onboard.text.line import Tone

STYLES = {
    Tone.PLAIN: "$text",
    Tone.MUTED: "$muted",
    Tone.ACTIVE: "$accent",
    Tone.GOOD: "$good",
    Tone.DOUBT: "$warning",
    Tone.BAD: "$bad",
    Tone.STEP: "bold $accent",
    Tone.NOTE: "$accent",
}
