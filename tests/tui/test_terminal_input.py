"""Whatever bytes a terminal sends become keys, mouse events and pastes, or nothing: no error, and no other keys."""

import random
from collections.abc import Iterable

import pytest
from textual import events
from textual.message import Message

from ava_onboard.tui.textual_private.input_notices import BURST, InputNotice, Trouble
from ava_onboard.tui.textual_private.terminal_input import LONGEST_PASTE, TerminalInput
from tests.terminal.noise import KEYS, MOUSE, NOT_UTF_8, REPLIES, TORN, noise

ST, BEL = b"\x1b\\", b"\x07"


def found(*reads: bytes, wait: float = 0.0, silence: float = 10.0) -> list[Message]:
    """What becomes of these reads, which follow each other after ``wait`` seconds, and of the silence after them."""
    received, now, messages = TerminalInput(), 0.0, []
    for read in reads:
        messages += received.tick(now)
        messages += received.feed(read, now)
        now += wait
    return messages + received.tick(now + silence) + received.tick(now + 2 * silence)


def shown(messages: Iterable[Message]) -> list[str]:
    """Keys by their name, pastes and bursts by their text."""
    return [
        message.character or "" if message.key == BURST else message.key
        for message in messages
        if isinstance(message, events.Key)
    ] + [message.text for message in messages if isinstance(message, events.Paste)]


def halves(sequence: bytes) -> Iterable[tuple[bytes, bytes]]:
    return ((sequence[:cut], sequence[cut:]) for cut in range(1, len(sequence)))


def test_a_reply_of_the_terminal_is_not_a_key() -> None:
    for reply in REPLIES:
        assert shown(found(reply)) == [], reply
        assert shown(found(b"a" + reply + b"b")) == ["a", "b"], reply
        assert shown(found(reply * 3 + b"\x11")) == ["ctrl+q"], reply


def test_a_reply_in_pieces_is_not_a_key() -> None:
    for reply in REPLIES:
        for first, second in halves(reply):
            assert shown(found(first, second, b"b")) == ["b"], (first, second)
        assert shown(found(*(bytes([byte]) for byte in reply), b"b")) == ["b"], reply
        for first, second in list(halves(reply))[1:]:  # an Escape that nothing follows for a moment is the key
            assert shown(found(first, second, b"b", wait=0.4)) == ["b"], (first, second)


def test_the_next_key_works_after_a_sequence_without_its_end() -> None:
    for sequence in [*REPLIES, *MOUSE, *(torn for torn in TORN if len(torn) < 100)]:
        for first, _rest in list(halves(sequence))[1:]:
            assert shown(found(first, b"b", wait=2.0))[-1:] == ["b"], first
            assert shown(found(first, b"\x1b[A", wait=0.01))[-1:] == ["up"], first
            assert "enter" not in shown(found(first)), first


def test_a_mouse_report_is_not_a_key() -> None:
    for report in MOUSE:
        assert shown(found(report)) == [], report
        assert shown(found(b"a" + report + report + b"b")) == ["a", "b"], report
        for first, second in halves(report):
            assert shown(found(first, second, b"b")) == ["b"], (first, second)


def test_the_mouse_works_beyond_column_95() -> None:
    [press, release] = found(b"\x1b[<0;199;61M\x1b[<0;199;61m")
    assert isinstance(press, events.MouseDown)
    assert isinstance(release, events.MouseUp)
    assert (press.x, press.y) == (198, 60)


def test_a_key_is_a_key_in_however_many_pieces() -> None:
    for sequence, key in KEYS.items():
        assert shown(found(sequence)) == [key], sequence
        assert shown(found(*(bytes([byte]) for byte in sequence))) == [key], sequence


def test_a_sequence_that_means_nothing_is_not_a_key() -> None:
    for torn in TORN:
        assert shown(found(torn)) == [], torn


@pytest.mark.parametrize("text", ["é", "€", "👩", "é€👩ç"])
def test_a_character_may_arrive_in_pieces(text: str) -> None:
    whole = shown(found(text.encode()))
    assert len(whole) == len(text)
    assert shown(found(*(bytes([byte]) for byte in text.encode()), wait=0.4)) == whole


@pytest.mark.parametrize("typed", NOT_UTF_8, ids=ascii)
def test_bytes_that_are_not_utf_8_are_replaced_and_reported(typed: bytes) -> None:
    messages = found(b"a" + typed, b"\x11")
    assert shown(messages)[0] == "a"
    assert shown(messages)[-1] == "ctrl+q"
    assert any(isinstance(message, InputNotice) for message in messages)
    assert any(isinstance(message, events.Key) and message.character == "\ufffd" for message in messages)
    assert "\ufffd" in "".join(getattr(message, "character", None) or "" for message in found(typed)), "also at the end"


def test_a_paste_is_one_message_with_whatever_is_in_it() -> None:
    replies = [reply for reply in REPLIES if reply.isascii() and reply != b"\x1b[201~"]
    for inside in [b"key", b"two\rlines\r", b"\x1b[31mred\x1b[0m", b"\r\x1b[A\x1b\x1b\x11", *replies]:
        paste = b"\x1b[200~" + inside + b"\x1b[201~"
        assert shown(found(paste)) == [inside.decode()]
        for first, second in list(halves(paste))[1:]:
            assert shown(found(first, second, wait=0.3)) == [inside.decode()]


def test_a_paste_with_a_replaced_character_is_reported() -> None:
    paste, notice = found(b"\x1b[200~caf\xe9\x1b[201~")
    assert isinstance(paste, events.Paste)
    assert paste.text == "caf\ufffd"
    assert isinstance(notice, InputNotice)
    assert notice.trouble is Trouble.UNREADABLE


@pytest.mark.parametrize("end", [b"", b"\x1b[", b"\x1b[20", b"\x1b[201"])
def test_a_paste_without_its_end_is_taken_after_a_while_and_reported(end: bytes) -> None:
    paste, notice, key = found(b"\x1b[200~abc" + end, b"b", wait=1.5)
    assert isinstance(paste, events.Paste)
    assert paste.text == "abc"
    assert isinstance(notice, InputNotice)
    assert notice.trouble is Trouble.UNFINISHED_PASTE
    assert shown([key]) == ["b"]


@pytest.mark.parametrize("start", [b"\x1b[200~abc", b"\x1b]11;rgb:", b"\x1bP>|", b"\x1b[1;2", b"\x1b[M"])
def test_hammering_on_a_key_gets_out_of_whatever_has_no_end(start: bytes) -> None:
    for key in (b"\x11", b"a", "é".encode()):
        received = TerminalInput()
        received.feed(start, 0)
        keys = shown(message for tenth in range(30) for message in received.feed(key, tenth / 10))
        assert len([name for name in keys if name in ("ctrl+q", "a", "é")]) >= 15, keys


def test_escape_leaves_a_paste_without_its_end() -> None:
    assert shown(found(b"\x1b[200~abc", b"\x1b", b"b", wait=0.6)) == ["b"]


def test_an_endless_paste_takes_limited_memory() -> None:
    received = TerminalInput()
    received.feed(b"\x1b[200~", 0)
    for _ in range(100):
        received.feed(b"x" * LONGEST_PASTE, 0)
        assert sum(map(len, received._paste)) <= LONGEST_PASTE
    paste, notice = received.feed(b"\x1b[201~", 0)
    assert isinstance(paste, events.Paste)
    assert paste.text == "x" * LONGEST_PASTE
    assert isinstance(notice, InputNotice)
    assert notice.trouble is Trouble.LONG_PASTE


@pytest.mark.parametrize("start", [b"\x1b[", b"\x1b]", b"\x1bP", b"\x1b_", b"\x1bO"])
def test_an_endless_sequence_takes_limited_memory(start: bytes) -> None:
    received = TerminalInput()
    received.feed(start, 0)
    for _ in range(100):
        assert received.feed(b"1;" * 10_000, 0) == []
        assert len(received._sequence) < 100
    assert shown(received.feed(b"\x11", 0)) == ["ctrl+q"]


def test_a_long_text_without_brackets_is_one_message_and_short_ones_are_keys() -> None:
    assert shown(found(b"k" * 8000)) == ["k" * 8000]
    assert shown(found(b"oc?")) == ["o", "c", "question_mark"]


def test_a_lone_escape_is_a_key_and_two_are_two() -> None:
    assert shown(found(b"\x1b")) == ["escape"]
    assert shown(found(b"\x1b\x1b")) == ["escape", "escape"]
    assert shown(found(b"\x1b", b"[A")) == ["up"]


def test_random_bytes_leave_it_working() -> None:
    for seed in range(200):
        chance, received, now = random.Random(seed), TerminalInput(), 0.0
        for _ in range(30):
            for message in received.feed(noise(chance), now):
                if isinstance(message, events.Key):
                    f"{message.key}{message.character}".encode()  # a lone surrogate could not be shown
            now += chance.choice([0, 0, 0.02, 0.3, 3])
            received.tick(now)
        received.tick(now + 10)
        assert received.due is None, seed
        assert shown(received.feed(b"\x11", now + 20)) == ["ctrl+q"], seed
