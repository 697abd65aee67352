"""How Ava spells what someone types to sign in."""

import pytest

from ava_onboard.domain.identifier import phone, spellings

FRENCH, SWISS, CANADIAN = "+33612345678", "+41791234567", "+15145550123"

WITH_COUNTRY_CODE = [
    "+33612345678",
    "+33 6 12 34 56 78",
    "+33.6.12.34.56.78",
    "+33-6-12-34-56-78",
    "+33/6/12/34/56/78",
    "+33 (0)6 12 34 56 78",
    "+33(0)612345678",
    "+33 ( 0 ) 6 12 34 56 78",
    "+33 (06) 12 34 56 78",
    "+33 06 12 34 56 78",
    "(+33) 6 12 34 56 78",
    "+ 33 6 12 34 56 78",
    "0033612345678",
    "00 33 6 12 34 56 78",
    "0033 (0)6 12 34 56 78",
    "(0033) 6 12 34 56 78",
    "tel:+33-6-12-34-56-78",
    "TEL: +33 6 12 34 56 78",
    "\u00a0+33\u00a06\u00a012\u202f34\u200956\u300078\u00a0",
    "\u200f+33 6 12 34 56 78\u200e",
    "\u202a+33612345678\u202c",
    "\ufeff+33612345678\u200b",
    "+33\u20116\u201112\u201034\u201356\u221278",
    "+33\u00ad6\u00ad12 34 56 78",
    "＋３３ ６ １２ ３４ ５６ ７８",
    "＋３３（０）６１２３４５６７８",
    "+٣٣ ٦ ١٢ ٣٤ ٥٦ ٧٨",
    "+33\t6 12 34 56 78\n",
]
NATIONAL = [
    ("FR", "0612345678", FRENCH),
    ("FR", "06 12 34 56 78", FRENCH),
    ("FR", "06.12.34.56.78", FRENCH),
    ("FR", "(06) 12-34-56-78", FRENCH),
    ("FR", "(0)6 12 34 56 78", FRENCH),
    ("FR", "tel:0612345678", FRENCH),
    ("FR", "０６１２３４５６７８", FRENCH),
    ("FR", "33 6 12 34 56 78", FRENCH),
    ("FR", "01 23 45 67 89", "+33123456789"),
    ("BE", "0475 12 34 56", "+32475123456"),
    ("BE", "02 123 45 67", "+3221234567"),
    ("CH", "079 123 45 67", SWISS),
    ("CH", "0612345678", "+41612345678"),
    ("LU", "621 123 456", "+352621123456"),
    ("GB", "07911 123456", "+447911123456"),
    ("GB", "020 7946 0018", "+442079460018"),
    ("GB", "44 7911 123456", "+447911123456"),
    ("IE", "087 123 4567", "+353871234567"),
    ("IL", "050-123-4567", "+972501234567"),
    ("AU", "0412 345 678", "+61412345678"),
    ("CA", "514-555-0123", CANADIAN),
    ("CA", "(514) 555-0123", CANADIAN),
    ("CA", "1 514 555 0123", CANADIAN),
    ("CA", "1-514-555-0123", CANADIAN),
    ("US", "(212) 555-0123", "+12125550123"),
    ("CA", "011 33 6 12 34 56 78", FRENCH),
]
OF_NO_OR_ANOTHER_COUNTRY = [
    (None, "0612345678"),
    ("CA", "0612345678"),
    ("BE", "0612345678"),
    ("GB", "0612345678"),
    ("DE", "0612345678"),
    ("FR", "514-555-0123"),
    ("FR", "06 12 34 56"),
    ("FR", "06 12 34 56 78 90"),
    ("CA", "114-555-0123"),
    (None, "514-555-0123"),
]
NONSENSE = [
    "",
    " ",
    "camille",
    "Camille Demo",
    "+",
    "00",
    "+33",
    "+0033612345678",
    "++33612345678",
    "+33 6 12 34 56 78 / 06 98 76 54 32",
    "+33 6 12 34 56 78 ext 3",
    "1-800-FLOWERS",
    "12/11/2026",
    "+1 114 555 0123",
    "+1 514 555 012",
    "+1234567890123456",
    "+39 (0)6 123 4567",
    "8f14e45f-fade-4dad-8bad-facade000001",
    "@",
    "camille@",
    "@example.com",
    "a@b@c",
    "camille @example.com",
    "²³",
]
MAILS = [
    ("Camille@Example.COM", "Camille@example.com"),
    ("camille@EXAMPLE.com", "camille@example.com"),
    (" camille@Example.com ", "camille@example.com"),
    ("camille\u200b@example.com", "camille@example.com"),
    ("camille＠Example.com", "camille@example.com"),
    ("mailto:camille@example.com", "camille@example.com"),
    ("camille@ÉCOLE.fr", "camille@école.fr"),
]


@pytest.mark.parametrize("country", [None, "FR", "CA", "GB"])
@pytest.mark.parametrize("typed", WITH_COUNTRY_CODE)
def test_a_number_with_its_country_code_means_the_same_everywhere(typed: str, country: str | None) -> None:
    assert spellings(typed, country)[0] == FRENCH


@pytest.mark.parametrize(
    ("typed", "spelled"),
    [
        ("+1 (514) 555-0123", CANADIAN),
        ("001 514 555 0123", CANADIAN),
        ("+41 (0)79 123 45 67", SWISS),
        ("+44 (0)20 7946 0018", "+442079460018"),
        ("+49 171 1234567", "+491711234567"),
        ("+39 06 1234567", "+39061234567"),
    ],
)
def test_other_countries_have_their_codes_too(typed: str, spelled: str) -> None:
    assert spellings(typed, "FR") == (spelled, typed)


@pytest.mark.parametrize(("country", "typed", "spelled"), NATIONAL)
def test_a_national_number_is_one_of_the_country_of_the_locale(country: str, typed: str, spelled: str) -> None:
    assert spellings(typed, country) == (spelled, typed)


@pytest.mark.parametrize(("country", "typed"), OF_NO_OR_ANOTHER_COUNTRY)
def test_a_number_that_is_not_certain_stays_as_it_was_typed(country: str | None, typed: str) -> None:
    assert spellings(typed, country) == (typed,)
    assert phone(typed, country) is None


@pytest.mark.parametrize("country", [None, "FR", "CA"])
@pytest.mark.parametrize("typed", NONSENSE)
def test_nonsense_stays_as_it_was_typed(typed: str, country: str | None) -> None:
    assert spellings(typed, country) == (typed.strip(),)


@pytest.mark.parametrize(("typed", "spelled"), MAILS)
def test_the_domain_of_a_mail_address_is_in_lower_case(typed: str, spelled: str) -> None:
    assert spellings(typed, "FR")[0] == spelled


def test_the_name_of_a_mail_address_keeps_its_capitals() -> None:
    assert spellings("Camille.Demo@example.com", None) == ("Camille.Demo@example.com",)


@pytest.mark.parametrize("typed", ["0262 12 34 56", "0692 12 34 56", "0690 12 34 56", "0596 12 34 56", "0639 12 34 56"])
def test_a_french_number_from_overseas_stays_as_it_was_typed(typed: str) -> None:
    assert spellings(typed, "FR") == (typed,)


def test_a_country_code_is_not_followed_by_the_zero_of_a_national_number() -> None:
    assert spellings("+212 06 12 34 56 78", None)[0] == "+212612345678"
    assert spellings("06 12 34 56 78", "MA")[0] == "+212612345678"
    assert spellings("05 51 23 45 67", "DZ")[0] == "+213551234567"
