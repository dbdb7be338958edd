"""Numbers that states and registries give to companies: form and check digits.

The rules are python-stdnum's. A number is refused only when its country's rules
are known and it cannot be right; what was typed is kept, and a compact form of it
is what makes two the same.
"""

import re
from typing import NamedTuple

from stdnum import exceptions
from stdnum import lei as lei_rules
from stdnum.eu import oss as one_stop_rules

from koncern.base import countries
from koncern.standards.identifiers.rules import (
    NumberImpossible,
    Rules,
    bare,
    checked,
    in_words,
    of_country,
    rules_of,
)

COMPANY_NUMBER_MODULES = {
    "AT": ["businessid"],
    "AU": ["abn", "acn"],
    "BE": ["vat"],
    "BR": ["cnpj"],
    "CA": ["bn"],
    "CH": ["uid"],
    "CN": ["uscc", "ric"],
    "CZ": ["dic"],
    "DK": ["cvr"],
    "EE": ["registrikood"],
    "ES": ["cif", "nif"],
    "FI": ["ytunnus"],
    "FR": ["siren", "siret"],
    "IL": ["hp"],
    "IN": ["gstin", "pan"],
    "IS": ["kennitala"],
    "IT": ["iva", "codicefiscale"],
    "JP": ["cn"],
    "LV": ["pvn"],
    "NO": ["orgnr"],
    "PE": ["ruc"],
    "PL": ["regon", "nip"],
    "PT": ["nif"],
    "RO": ["cui", "onrc"],
    "RU": ["ogrn", "inn"],
    "SE": ["orgnr"],
    "SG": ["uen"],
    "TW": ["ubn"],
    "UA": ["edrpou"],
    "US": ["ein"],
}
"""Which of python-stdnum's modules know a country's company numbers."""

OTHER_FORMS = {
    "CA": re.compile(r"[0-9]{6,7}"),  # a corporation's, of the federation
    "IN": re.compile(  # a company's (CIN), and a partnership's (LLPIN)
        r"[A-Z][0-9]{5}[A-Z]{2}[0-9]{4}[A-Z]{3}[0-9]{6}|[A-Z]{3}[0-9]{4}"
    ),
    "PL": re.compile(r"000[0-9]{7}"),  # the court register's (KRS)
}
"""Numbers of a country's other registers that have no check digit to look at."""

VAT_MODULES = {"NZ": ["ird"]}
"""Where the number of a tax like VAT is known by another name."""

OTHER_TAX_MODULES = {"AT": ["tin"], "CH": ["uid"], "DE": ["stnr"]}
"""Which modules know numbers of tax offices that are no VAT and no company number."""

WITHOUT_TAX_RULES = {"CA", "JP", "US"}
"""Countries that give tax identifiers of more forms than any module knows."""

VAT_PREFIXES = {"EL": "GR", "XI": "GB"}
"""Prefixes of VAT numbers that are no country codes (Directive 2006/112/EC)."""

ONE_STOP_PREFIXES = ("EU", "IM")
"""Prefixes of the Union's one-stop shops, which any member state gives."""

# Twenty characters, some of the first eighteen letters, ending in two check digits.
_LEI = re.compile(r"(?=.*[A-Z])[0-9A-Z]{18}[0-9]{2}")


class Number(NamedTuple):
    """A number that can be right: its country, and the form that is compared."""

    country: str
    compact: str


def organisation_number(text: str, country: str) -> str:
    """Check an organisation number by its country's rules; return its compact form.

    A Legal Entity Identifier may stand in its place, wherever the company is.
    """
    compact = bare(text)
    if _LEI.fullmatch(compact):
        return lei(text)
    if country in OTHER_FORMS and OTHER_FORMS[country].fullmatch(compact):
        return compact
    rules = rules_of(country, *COMPANY_NUMBER_MODULES.get(country, ()))
    return checked(text, rules, of_country("organisation number", country))


def vat_number(text: str, country: str) -> Number:
    """Check a VAT number by its prefix, or else by the company's country."""
    prefix = bare(text)[:2]
    home = VAT_PREFIXES.get(prefix, prefix)
    if home not in countries():
        home = country
    compact = checked(
        text,
        rules_of(home, *VAT_MODULES.get(home, ("vat",))),
        of_country("VAT number", home),
    )
    if home and compact.startswith((home, "EL", "XI")):
        return Number(home, compact)
    return Number(home, f"{home}{compact}")


def lei(text: str) -> str:
    """Check a Legal Entity Identifier (ISO 17442); return its compact form."""
    return checked(text, (lei_rules,), "Legal Entity Identifier (ISO 17442)")


def tax_identifier(text: str, country: str) -> str:
    """Check the form of a number that a tax authority gave; return its compact form.

    Its check digit is not looked at: the published API's own example has a wrong one.
    """
    problem: exceptions.ValidationError | None = None
    for rules in () if country in WITHOUT_TAX_RULES else _tax_rules(text, country):
        try:
            return str(rules.validate(text))
        except exceptions.InvalidChecksum:
            return str(rules.compact(text))
        except exceptions.ValidationError as error:
            problem = problem or error
    what = of_country("tax identifier", country)
    if problem is not None:
        raise NumberImpossible(f"is no {what}: {in_words(problem)}")
    return checked(text, (), what)


def _tax_rules(text: str, country: str) -> tuple[Rules, ...]:
    others = OTHER_TAX_MODULES.get(country, ())
    companies = COMPANY_NUMBER_MODULES.get(country, ())
    found = rules_of(country, "vat", *others, *companies)
    if found and bare(text).startswith(ONE_STOP_PREFIXES):
        return (one_stop_rules, *found)
    return found
