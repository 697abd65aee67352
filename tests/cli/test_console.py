"""Reading stdin: pipes and files in every encoding that shells write."""

import io
import sys
from codecs import BOM_UTF8, BOM_UTF16_BE
from collections.abc import Callable

import pytest

from ava_onboard.cli.console import Console, EndOfInputError

ENCODINGS = {
    "plain": lambda text: text.encode(),
    "a mark of Windows": lambda text: BOM_UTF8 + text.encode(),
    "PowerShell": lambda text: text.encode("utf-16"),
    "the other way round": lambda text: BOM_UTF16_BE + text.encode("utf-16-be"),
}
Piped = Callable[[bytes], Console]


@pytest.fixture
def piped(monkeypatch: pytest.MonkeyPatch) -> Piped:
    """Gives a console into which bytes are piped, as Python opens stdin on a computer whose own encoding is another."""

    def piped(content: bytes) -> Console:
        file = io.BufferedReader(io.BytesIO(content))
        stdin = io.TextIOWrapper(file, encoding="cp1252", newline="\n")
        monkeypatch.setattr(sys, "stdin", stdin)
        return Console()

    return piped


@pytest.mark.parametrize("encode", ENCODINGS.values(), ids=ENCODINGS)
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=repr)
def test_account_and_password_are_read_in_any_encoding(piped: Piped, encode: Callable[[str], bytes], end: str) -> None:
    console = piped(encode(f"  zoé@example.com {end}  pâss wörd  {end}"))
    assert console.ask("Ava account") == "zoé@example.com"
    assert console.ask_hidden("Password") == "  pâss wörd  ", "only the end of the line is no part of a password"
    with pytest.raises(EndOfInputError):
        console.ask("More")


@pytest.mark.parametrize("encode", ENCODINGS.values(), ids=ENCODINGS)
def test_a_whole_file_is_read_in_any_encoding(piped: Piped, encode: Callable[[str], bytes]) -> None:
    assert piped(encode("KEY=é\r\n")).secret("Key") == "KEY=é\n"


@pytest.mark.parametrize("content", [b"", b"\n", BOM_UTF8, "\r\n".encode("utf-16")], ids=repr)
def test_an_empty_file_is_not_an_answer(piped: Piped, content: bytes) -> None:
    with pytest.raises(EndOfInputError):
        piped(content).secret("Key")


def test_unknown_bytes_are_replaced_when_read(piped: Piped) -> None:
    assert piped(b"p\xe9\n").ask_hidden("Password") == "p\ufffd"
