"""Numbers of states and registries: the right ones pass, in any spelling, and no other."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from koncern.standards.identifiers import (
    NumberImpossible,
    lei,
    organisation_number,
    tax_identifier,
    vat_number,
)

DIGITS = "0123456789"


def swedish(body: str) -> str:
    """Return an organisation number of Sweden with the digits before its last one."""
    return body + luhn.calc_check_digit(body)


SWEDISH = st.text(DIGITS, min_size=9, max_size=9).map(swedish)
TEXT = st.text(max_size=40)
COUNTRY = st.sampled_from(["", "SE", "GB", "GR", "US", "CA", "JP", "CH", "AO", "XK"])


@given(SWEDISH, st.sampled_from(["-", " ", ""]))
def test_spellings_have_one_compact_form(number: str, mark: str):
    typed = f"{number[:6]}{mark}{number[6:]}"

    assert organisation_number(typed, "SE") == number
    assert organisation_number(organisation_number(typed, "SE"), "SE") == number


@given(SWEDISH, st.integers(0, 9), st.integers(1, 9))
def test_a_changed_digit_is_refused(number: str, place: int, more: int):
    other = str((int(number[place]) + more) % 10)
    changed = number[:place] + other + number[place + 1 :]

    with pytest.raises(NumberImpossible, match="of Sweden: the check digit is wrong"):
        organisation_number(changed, "SE")


@given(SWEDISH)
def test_a_vat_number_is_one_with_and_without_its_prefix(number: str):
    with_prefix = vat_number(f"SE{number}01", "")

    assert with_prefix == vat_number(f"{number}01", "SE")
    assert vat_number(with_prefix.compact, "SE") == with_prefix


@given(TEXT, COUNTRY)
def test_any_text_is_a_number_or_refused_in_words(text: str, country: str):
    for check in (organisation_number, vat_number, tax_identifier):
        with suppress(NumberImpossible):
            assert check(text, country)


@pytest.mark.parametrize(
    ("number", "country", "home", "compact"),
    [
        ("EL 094259216", "", "GR", "GR094259216"),
        ("GR094259216", "", "GR", "GR094259216"),
        ("094259216", "GR", "GR", "GR094259216"),
        ("el094259216", "GR", "GR", "GR094259216"),
        ("XI 980 7806 84", "", "GB", "GB980780684"),
        ("XI980780684", "GB", "GB", "GB980780684"),
        ("49-091-850", "NZ", "NZ", "NZ49091850"),
        ("27AAPFU0939F1ZV", "IN", "IN", "IN27AAPFU0939F1ZV"),
        ("GB 980 7806 84", "IE", "GB", "GB980780684"),
        ("CHE-123.456.788 MWST", "", "CH", "CHE123456788MWST"),
        ("P05", "AO", "AO", "AOP05"),
    ],
)
def test_a_prefix_or_else_the_country_tells_whose_it_is(
    number: str, country: str, home: str, compact: str
):
    assert vat_number(number, country) == (home, compact)


@pytest.mark.parametrize(
    ("number", "country", "words"),
    [
        (
            "GB980780685",
            "",
            "VAT number of the United Kingdom: the check digit is wrong",
        ),
        ("NL123", "", "VAT number of the Netherlands: it has "),
        ("1", "VE", "VAT number of Venezuela: it has the wrong number of digits"),
        ("", "AO", "VAT number of Angola: it has no letter and no digit"),
    ],
)
def test_countries_are_called_by_their_names(number: str, country: str, words: str):
    with pytest.raises(NumberImpossible) as refused:
        vat_number(number, country)

    assert str(refused.value).startswith(f"is no {words}")


@pytest.mark.parametrize(
    ("country", "number", "compact"),
    [
        ("AT", "FN 122119m", "122119m"),
        ("AU", "83 914 571 673", "83914571673"),
        ("AU", "004 085 616", "004085616"),
        ("BE", "BE 0403.019.261", "0403019261"),
        ("BR", "16.727.230/0001-97", "16727230000197"),
        ("CA", "12302 6635", "123026635"),
        ("CA", "12302 6635 RC 0001", "123026635RC0001"),
        ("CA", "123456-7", "1234567"),
        ("CH", "che-100.155.212", "CHE100155212"),
        ("CN", "91110000600037341L", "91110000600037341L"),
        ("CZ", "251 23 891", "25123891"),
        ("DE", "HRB 12345 B", "HRB12345B"),
        ("DK", "13 58 56 28", "13585628"),
        ("EE", "12345678", "12345678"),
        ("ES", "a-13 585 625", "A13585625"),
        ("ES", "54362315-K", "54362315K"),
        ("FI", "2077474-0", "20774740"),
        ("FR", "552 008 443", "552008443"),
        ("GB", "sc 123456", "SC123456"),
        ("IN", "27aapfu0939f1zv", "27AAPFU0939F1ZV"),
        ("IN", "U12345MH2010PTC123456", "U12345MH2010PTC123456"),
        ("IT", "00743110157", "00743110157"),
        ("JP", "5-8356-7825-6246", "5835678256246"),
        ("LV", "40003521600", "40003521600"),
        ("NL", "1234 5678", "12345678"),
        ("NO", "988 077 917", "988077917"),
        ("NO", "988-077-917", "988077917"),
        ("PL", "192598184", "192598184"),
        ("PL", "0000127206", "0000127206"),
        ("PT", "501 964 843", "501964843"),
        ("SE", "5560360793", "5560360793"),
        ("US", "91-1144442", "911144442"),
        ("SE", "2138 00KUD8LAJWSQ9D15", "213800KUD8LAJWSQ9D15"),
        ("", "213800kud8lajwsq9d15", "213800KUD8LAJWSQ9D15"),
    ],
)
def test_a_right_organisation_number_is_compacted(
    country: str, number: str, compact: str
):
    assert organisation_number(number, country) == compact


@pytest.mark.parametrize(
    ("country", "number", "words"),
    [
        ("SE", "55603X-0793", "Sweden: it has characters or a form that none has"),
        ("SE", "556036-07931", "Sweden: it has the wrong number of digits"),
        ("NO", "556036-0793", "Norway: it has the wrong number of digits"),
        ("CA", "12302 6636", "Canada: the check digit is wrong"),
        ("IN", "27AAPFU0939F1ZX", "India: the check digit is wrong"),
        ("LV", "40003521601", "Latvia: the check digit is wrong"),
    ],
)
def test_a_wrong_organisation_number_is_refused_in_words(
    country: str, number: str, words: str
):
    with pytest.raises(NumberImpossible) as refused:
        organisation_number(number, country)

    assert str(refused.value) == f"is no organisation number of {words}"


@pytest.mark.parametrize("country", ["", "SE", "AO"])
def test_a_wrong_identifier_of_the_world_is_refused_everywhere(country: str):
    with pytest.raises(NumberImpossible, match="Legal Entity Identifier"):
        organisation_number("213800KUD8LAJWSQ9D16", country)


def test_a_legal_entity_identifier_is_compacted():
    assert lei(" 2138-00kud8lajwsq9d15 ") == "213800KUD8LAJWSQ9D15"


@given(st.integers(0, 19), st.integers(1, 9))
def test_a_changed_legal_entity_identifier_is_refused(place: int, more: int):
    right = "213800KUD8LAJWSQ9D15"
    other = str((int(right[place], 36) + more) % 10)
    changed = right[:place] + other + right[place + 1 :]

    if changed != right:
        with pytest.raises(NumberImpossible, match="Legal Entity Identifier"):
            lei(changed)
