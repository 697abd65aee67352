"""One spelling for each e-mail address and phone number, however it is typed."""

import pytest

from ava_onboard.backend.db.identifiers import plain_identifier

PHONE = "+33612345678"


@pytest.mark.parametrize(
    "typed",
    [
        "+33612345678",
        "+33 6 12 34 56 78",
        "+33 (0)6 12 34 56 78",
        "+33(0) 6.12.34.56.78",
        "0033 6 12 34 56 78",
        "00 33 6-12-34-56-78",
        "＋３３６１２３４５６７８",
        "+٣٣٦١٢٣٤٥٦٧٨",
        "\ufeff+33612345678",
        "\u202d+33 6 12 34 56 78\u202c",
        "+33\u00a06\u202f12\u200934\u201156\u201378",
        "+33\u200b612345678\n",
        "+33\ufe0f612345678",
        "+33\u034f612345678",
        "\u3164+33612345678\uffa0",
        "+33\U000e0100612345678",
        "+33/6/12/34/56/78",
        "+33 ( 0 ) 6 12 34 56 78",
        "+33 6\u221212\u221234\u221256\u221278",
    ],
)
def test_a_phone_number_has_one_spelling(typed: str) -> None:
    assert plain_identifier(typed) == PHONE


@pytest.mark.parametrize(
    "typed",
    [
        "zoé@example.com",
        "ZOÉ@Example.COM",
        " zoe\u0301@example.com\n",
        "\ufeffzoé@example.com",
        "zoé\u200b@example.com\u200e",
        "zoé＠example.com",
        "zoé\ufe6bexample.com",
        "zoe\u200d\u0301@example.com",
        "zoe\x01\u0301@example.com",
        "zoé\ufe0f@example.com",
        "zo\u034fé@example.com",
        "\u3164zoé@example.com\u1160",
        "zoe\ufe0f\u0301@example.com",
    ],
)
def test_an_address_has_one_spelling(typed: str) -> None:
    assert plain_identifier(typed) == "zoé@example.com"


@pytest.mark.parametrize("typed", ["0612345678", "00", "+33", "", "not a number", "00 0", "\x00"])
def test_a_number_that_is_not_international_gets_no_country_code(typed: str) -> None:
    assert not plain_identifier(typed).startswith("+336")
