"""Server-sent events, wherever the network cuts them."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ava_onboard.adapters.http.event_stream import LARGEST_EVENT, EventParser, ServerEvent

STREAM = (
    b': a comment\n\nevent: state\nid: 7\ndata: {"a":1}\n\nevent: ended\r\nid: 8\r\ndata: one\r\ndata: two\r\n\r\n'
    b"data:bare\r\rretry: 5\n\nevent: nothing\n\nid: \0\ndata: caf\xc3\xa9 \xff\n\nevent: unfinished\ndata: lost"
)
EVENTS = [
    ServerEvent("state", '{"a":1}', "7"),
    ServerEvent("ended", "one\ntwo", "8"),
    ServerEvent("message", "bare", "8"),
    ServerEvent("message", "café \ufffd", "8"),
]


@given(st.lists(st.integers(0, len(STREAM)), max_size=12))
def test_events_are_the_same_wherever_the_bytes_are_cut(cuts: list[int]) -> None:
    places = [0, *sorted(cuts), len(STREAM)]
    parser = EventParser()
    found = [event for start, end in pairwise(places) for event in parser.feed(STREAM[start:end])]
    assert found == EVENTS
    assert not parser.is_too_long


@given(st.binary(max_size=300))
def test_noise_raises_nothing(noise: bytes) -> None:
    list(EventParser().feed(noise))


def test_what_never_ends_is_noticed() -> None:
    for endless in (b"data: " + b"x" * LARGEST_EVENT, b"data: xx\n" * LARGEST_EVENT):
        parser = EventParser()
        assert list(parser.feed(endless)) == []
        assert parser.is_too_long
