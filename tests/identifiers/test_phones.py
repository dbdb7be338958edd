"""Phone numbers: one form for all spellings, and words for what cannot be."""

from contextlib import suppress

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from koncern.standards.identifiers import NumberImpossible, phone_number

REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)


def example_of(region: str) -> phonenumbers.PhoneNumber:
    """Return the number that libphonenumber itself gives as a country's example."""
    number = phonenumbers.example_number(region)
    assert number is not None
    return number


@pytest.mark.parametrize(
    ("typed", "country", "e164"),
    [
        ("+46 8 123 456", "", "+468123456"),
        ("+46 (0)8-123 456", "NO", "+468123456"),
        ("08-123 456", "SE", "+468123456"),
        ("0046 8 123456", "SE", "+468123456"),
        (" tel:+46-8-123456;ext=12 ", "", "+468123456"),
        ("08-123 456 ext. 12", "SE", "+468123456"),
        ("(212) 555-0100", "US", "+12125550100"),
        ("+39 06 698 83260", "SE", "+390669883260"),
        ("+800 1234 5678", "", "+80012345678"),
        ("٠٨-١٢٣٤٥٦", "SE", "+468123456"),
        ("08-123 456", "", None),
        ("112", "AQ", None),
    ],
)
def test_it_is_read_by_its_code_or_its_country(
    typed: str, country: str, e164: str | None
):
    assert phone_number(typed, country) == e164


@pytest.mark.parametrize(
    ("typed", "country", "words"),
    [
        ("call Anna", "SE", "is no phone number: it has characters that none has"),
        ("", "SE", "is no phone number: it has characters that none has"),
        ("+999 123456", "", "is no phone number: no country has its code"),
        ("12345", "SE", "is no phone number of Sweden: it is too short; if it is of"),
        ("+46 123", "", "is no phone number of Sweden: it is too short"),
        ("+1 555-0100", "", "is no phone number of the United States: the area code"),
        ("+46812345678901234", "", "is no phone number of Sweden: it is too long"),
        ("1" * 16, "", "is no phone number: it is too long"),
        ("1", "", "is no phone number: it is too short"),
        ("---", "SE", "is no phone number: it is too short"),
    ],
)
def test_what_cannot_be_is_refused_in_words(typed: str, country: str, words: str):
    with pytest.raises(NumberImpossible) as refused:
        phone_number(typed, country)

    assert str(refused.value).startswith(words)


@pytest.mark.parametrize("region", REGIONS)
def test_every_countrys_own_spelling_and_the_worlds_are_one(region: str):
    number = example_of(region)
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    world = phonenumbers.PhoneNumberFormat.INTERNATIONAL
    home = phonenumbers.PhoneNumberFormat.NATIONAL

    assert phone_number(phonenumbers.format_number(number, world), "") == e164
    assert phone_number(phonenumbers.format_number(number, home), region) == e164
    assert phone_number(e164, "") == e164


@given(st.from_regex(r"\+[1-9][0-9 ]{5,16}", fullmatch=True))
def test_the_quick_way_finds_what_the_thorough_one_does(typed: str):
    try:
        found = phone_number(typed, "")
    except NumberImpossible:
        return
    number = phonenumbers.parse(typed, None)

    assert found == phonenumbers.format_number(
        number, phonenumbers.PhoneNumberFormat.E164
    )


@given(st.text(max_size=40), st.sampled_from(["", "SE", "US", "AQ"]))
def test_any_text_is_a_number_or_refused_in_words(text: str, country: str):
    with suppress(NumberImpossible):
        found = phone_number(text, country)
        assert found is None or phone_number(found, "") == found
