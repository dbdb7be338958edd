"""Numbers that states give to companies: their form and their check digits.

The rules are python-stdnum's. A number is refused only when its country's rules
are known and it cannot be right; what was typed is kept, and a compact form of it
is what makes two the same.
"""

import re
from functools import cache
from typing import NamedTuple, Protocol

import pycountry
from stdnum import exceptions, get_cc_module

from koncern.base import countries

COMPANY_NUMBER_MODULES = {
    "AT": ["businessid"],
    "AU": ["abn", "acn"],
    "BE": ["vat"],
    "BR": ["cnpj"],
    "CH": ["uid"],
    "CZ": ["dic"],
    "DK": ["cvr"],
    "EE": ["registrikood"],
    "ES": ["cif"],
    "FI": ["ytunnus"],
    "FR": ["siren", "siret"],
    "IS": ["kennitala"],
    "IT": ["iva", "codicefiscale"],
    "JP": ["cn"],
    "NO": ["orgnr"],
    "PL": ["regon", "nip"],
    "PT": ["nif"],
    "SE": ["orgnr"],
    "US": ["ein"],
}
"""Which of python-stdnum's modules know a country's company numbers."""

VAT_PREFIXES = {"EL": "GR", "XI": "GB"}
"""Prefixes of VAT numbers that are no country codes (Directive 2006/112/EC)."""

_PROBLEMS = {
    exceptions.InvalidChecksum: "the check digit is wrong",
    exceptions.InvalidLength: "it has the wrong number of digits",
    exceptions.InvalidFormat: "it has characters or a form that none has",
    exceptions.InvalidComponent: "a part of it cannot be right",
}


class Rules(Protocol):
    """What python-stdnum knows of one kind of number."""

    def validate(self, number: str) -> str:
        """Return a number in its compact form, or say what is wrong with it."""


class Number(NamedTuple):
    """A number that can be right: its country, and the form that is compared."""

    country: str
    compact: str


class NumberImpossible(ValueError):  # noqa: N818 - says what is the case
    """A number that cannot be right, and why, in words."""


def organisation_number(text: str, country: str) -> str:
    """Check an organisation number by its country's rules; return its compact form."""
    modules = [
        _module(country, name) for name in COMPANY_NUMBER_MODULES.get(country, ())
    ]
    return _checked(
        text, [module for module in modules if module], "organisation number", country
    )


def vat_number(text: str, country: str) -> Number:
    """Check a VAT number by its prefix, or else by the company's country."""
    prefix = _bare(text)[:2]
    home = VAT_PREFIXES.get(prefix, prefix)
    if home not in countries():
        home = country
    module = _module(home, "vat")
    compact = _checked(text, [module] if module else [], "VAT number", home)
    if home and compact.startswith((home, "EL", "XI")):
        return Number(home, compact)
    return Number(home, f"{home}{compact}")


def _checked(text: str, modules: list[Rules], what: str, country: str) -> str:
    problem: exceptions.ValidationError | None = None
    for module in modules:
        try:
            return str(module.validate(text))
        except exceptions.ValidationError as error:
            problem = problem or error
    if problem is not None:
        reason = _PROBLEMS.get(type(problem), "it is malformed")
        raise NumberImpossible(f"is no {what} of {_name(country)}: {reason}")
    if compact := _bare(text):
        return compact
    raise NumberImpossible(f"is no {what}: it has no letter and no digit")


def _bare(text: str) -> str:
    return re.sub(r"[\W_]", "", text).upper()


@cache
def _module(country: str, name: str) -> Rules | None:
    return get_cc_module(country.lower(), name) if country else None


def _name(country: str) -> str:
    found = pycountry.countries.get(alpha_2=country)
    return found.name if found else country
