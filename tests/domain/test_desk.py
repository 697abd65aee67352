"""The script of the support desk: every code leads to an end, in every language, and nothing secret is kept."""

import re
from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ava_onboard import locales
from ava_onboard.domain.desk import script
from ava_onboard.domain.desk.call import Call, SecretError
from ava_onboard.domain.desk.redaction import looks_secret
from ava_onboard.domain.desk.report import parse
from ava_onboard.domain.desk.script import End, Text
from ava_onboard.domain.failure import ProblemError
from ava_onboard.domain.problems import CATALOGUE
from ava_onboard.domain.situation import coding
from ava_onboard.domain.situation.reading import Unclear
from ava_onboard.domain.situation.scenes import Situation, System
from tests.locales import catalogue

SCRIPT = script.load()
KEY = "8f14e45f-fade-4dad-8bad-facade000001"
LONGEST_WAY = 6


def texts() -> Iterator[Text]:
    yield SCRIPT.rule
    yield from (entry.say for entry in (*SCRIPT.codes.values(), SCRIPT.without_code))
    for node in SCRIPT.nodes.values():
        yield from (text for text in (node.say, node.ask, node.check, node.do, node.done) if text)
        yield from (answer.text for answer in node.answers)


def ways(name: str, so_far: int = 0) -> Iterator[tuple[int, End]]:
    """Every way from a node to an end: how many answers it takes, and the end."""
    node = SCRIPT.nodes[name]
    if node.end:
        yield so_far, node.end
    assert so_far <= LONGEST_WAY, name
    for answer in node.answers:
        yield from ways(answer.leads_to, so_far + 1)


def test_every_code_has_an_entry_and_every_entry_a_code() -> None:
    assert set(SCRIPT.codes) == set(CATALOGUE)


def test_every_code_leads_to_an_end_in_at_most_six_answers() -> None:
    for code in (*CATALOGUE, None):
        found = list(ways(SCRIPT.entry(code).start))
        assert found, code
        assert max(answers for answers, _end in found) <= LONGEST_WAY, code


def test_every_node_is_a_question_with_answers_or_an_end_and_can_be_reached() -> None:
    reached = {entry.start for entry in (*SCRIPT.codes.values(), SCRIPT.without_code)}
    for node in SCRIPT.nodes.values():
        reached |= {answer.leads_to for answer in node.answers}
        asks = (node.ask is not None) + (node.check is not None)
        assert (asks, bool(node.answers)) == ((0, False) if node.end else (1, True)), node.name
        assert len(node.answers) <= 9
        assert not node.end or (node.say and node.do), node.name
    assert reached == set(SCRIPT.nodes)


@pytest.mark.parametrize("language", locales.languages())
def test_every_text_is_there_and_short_in_every_language(language: str) -> None:
    for text in texts():
        assert {"en", "fr"} <= set(text.languages) <= set(locales.languages())
        words = text.in_language(language)
        assert words.strip() == words
        assert 0 < len(words) <= 260, words
        assert "[[" not in words


def test_names_of_buttons_and_states_are_those_of_the_catalogue() -> None:
    marked = {str(message.id) for message in catalogue.extracted() if isinstance(message.id, str)}
    for text in texts():
        labels = [set(re.findall(r"\[\[(.*?)\]\]", words)) for words in text.languages.values()]
        assert labels[0] == labels[1]
        assert labels[0] <= marked


def test_french_is_typeset_as_the_catalogue_is() -> None:
    for text in texts():
        french = text.languages["fr"]
        assert not re.search(r"(?<![\u00a0\d])[:;?!](?=\s|$)", french), french
        assert not re.search(r" [:;?!»]|« ", french), french
        assert "'" not in re.sub(r"pip install '.*'|\[\[.*?\]\]", "", french), french


def test_nobody_is_asked_for_a_key_or_a_password() -> None:
    asking = re.compile(
        r"(read|send|tell|give) me (your|the) (key|password|passphrase)|(lisez|envoyez|donnez)-moi (la|votre) clé"
    )
    assert not [text for text in texts() for words in text.languages.values() if asking.search(words.lower())]


def test_a_refused_key_asks_what_the_issue_of_most_calls_is() -> None:
    call = Call("en")
    call.hear("V05")
    assert [answer.text.in_language("en") for answer in call.node.answers][:2] == [
        "Private API Keys",
        "Public API Keys",
    ]
    assert call.answer(2)
    assert call.node.name == "refused.copy"
    assert call.answer(1)
    assert call.node.end is End.SOLVED
    assert call.back()
    assert call.node.name == "refused.copy"
    assert not call.answer(7)


def test_a_situation_code_begins_with_its_problem_in_the_customers_language() -> None:
    scene = next(it for it in coding.all_scenes() if getattr(it, "trouble", None) and it.trouble.code == "N02")  # type: ignore[union-attr]  # just looked at
    call = Call("en")
    call.hear(coding.encode(Situation(scene, "fr", System.MACOS, "keyring")))
    assert (call.code, call.language, call.service) == ("N02", "fr", "Ava")
    call.hear("V05")
    assert (call.code, call.service) == ("V05", None)
    assert call.situation


def test_a_new_code_starts_the_way_anew_and_an_unclear_one_changes_nothing() -> None:
    call = Call("en")
    call.hear("K02")
    call.answer(1)
    assert isinstance(call.hear("K7Q"), Unclear)
    assert len(call.steps) == 1
    call.hear("A04")
    assert call.steps == []


SECRETS = [
    KEY, KEY.upper(), KEY.replace("-", ""), KEY.replace("-", " "), f"the key is {KEY}.", KEY[:18],
    "sk_live_MARKED0123456789",
    "sk-proj-MARKED0123456789", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbmVk", "Bearer MARKED",
    "8f14 e45f fade 4dad 8bad facade 000001",
    "8f14e45f fade4dad 8badface", "ghp_MARKED0123456789MARKED", "MARKED0123456789MARKED0123",
]  # fmt: skip


@pytest.mark.parametrize("text", SECRETS)
def test_what_looks_like_a_key_or_a_token_is_refused(text: str) -> None:
    assert looks_secret(text)
    call = Call("en")
    with pytest.raises(SecretError):
        call.note(text)
    assert call.notes == []
    assert text not in repr(call)


@pytest.mark.parametrize(
    "text",
    ["rappeler demain à 14 h", "call back on 06 12 34 56 78", "phone +33612345678", "request K7QF-3XRD",
     "V05, then A04", "sees 8f14e45f… in both places", "anticonstitutionnellement", "https://dashboard.vapi.ai/org/api-keys",
     "27/11/2026", "ordre 20261127"],
)  # fmt: skip
def test_a_usual_note_is_kept(text: str) -> None:
    call = Call("en")
    call.note(f"  {text}\n")
    assert call.notes == [text]


@given(st.text(max_size=300))
def test_whatever_is_heard_leaves_the_call_usable(text: str) -> None:
    call = Call("en")
    with suppress(SecretError):
        call.hear(text)
    assert not call.begun or call.node


REPORT = (
    b'{"schema": 1, "session": "K7QF-3XRD", "language": "fr", "failure": {"code": "N02", "request_id": "ABCD"},'
    b' "rungs": [{"code": "N02", "outcome": "failed"}, {"code": null, "outcome": "passed"}, {"code": "Z99"}]}'
)


def test_a_report_of_doctor_is_read() -> None:
    report = parse(REPORT)
    assert (report.codes, report.requests, report.language, report.number, report.passed) == (
        ("N02",), ("ABCD",), "fr", "K7QF-3XRD", 1,
    )  # fmt: skip
    call = Call("en")
    call.open_report(report)
    assert (call.code, call.language, call.requests) == ("N02", "fr", ["ABCD"])


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[]", b"null", b"\xff", b'{"rungs": 1}', pytest.param(b"[" * 100_000, id="deep"), REPORT[:50]],
)
def test_anything_else_is_not_a_report(content: bytes) -> None:
    with pytest.raises(ProblemError, match="U14"):
        parse(content)
