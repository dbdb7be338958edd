"""Numbers that states give to companies: their form and their check digits.

The rules are python-stdnum's. A number is refused only when its country's rules
are known and it cannot be right; what was typed is kept, and a compact form of it
is what makes two the same.
"""

import re
from functools import cache
from types import ModuleType
from typing import NamedTuple

import pycountry
from stdnum import exceptions, get_cc_module

ORGANISATION_MODULES = {
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


class Number(NamedTuple):
    """A number that can be right: its country, and the form that is compared."""

    country: str
    compact: str


class NumberImpossible(ValueError):  # noqa: N818 - says what is the case
    """A number that cannot be right, and why, in words."""


def organisation_number(text: str, country: str | None) -> Number:
    """Check an organisation number by the rules of its country, if known."""
    modules = [
        _module(country, name) for name in ORGANISATION_MODULES.get(country or "", ())
    ]
    compact = _checked(
        text, [module for module in modules if module], "organisation number", country
    )
    return Number(country or "", compact)


def vat_number(text: str, country: str | None) -> Number:
    """Check a VAT number by its prefix, or else by the company's country."""
    bare = _bare(text)
    prefix = bare[:2]
    home = VAT_PREFIXES.get(prefix, prefix) if prefix.isalpha() else country
    module = _module(home, "vat")
    compact = _checked(text, [module] if module else [], "VAT number", home)
    if home and compact.startswith((home, "EL", "XI")):
        return Number(home, compact)
    return Number(home or "", f"{home or ''}{compact}")


def _checked(
    text: str, modules: list[ModuleType], what: str, country: str | None
) -> str:
    problem: Exception | None = None
    for module in modules:
        try:
            return str(module.validate(text))
        except exceptions.ValidationError as error:
            problem = problem or error
    if problem is None:
        return _bare(text)
    reason = _PROBLEMS.get(type(problem), "it is malformed")
    raise NumberImpossible(f"is no {what} of {_name(country)}: {reason}")


def _bare(text: str) -> str:
    return re.sub(r"[\W_]", "", text).upper()


@cache
def _module(country: str | None, name: str) -> ModuleType | None:
    return get_cc_module(country.lower(), name) if country else None


def _name(country: str | None) -> str:
    found = pycountry.countries.get(alpha_2=country or "")
    return found.name if found else str(country)
