"""Numbers of states and registries: the right ones pass, in any spelling, and no other."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from koncern.identifiers import (
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
        ("XI 980 7806 84", "", "GB", "GB980780684"),
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
