"""Languages and money: locales (BCP 47) and currencies (ISO 4217) that there are."""

import re
from functools import cache
from typing import Annotated, NamedTuple

import babel
import pycountry
from msgspec import Meta

LOCALE = r"^[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?$(?!\n)"
"""Language, script and region as BCP 47 recommends to write them."""

CURRENCY = r"^[A-Z]{3}$(?!\n)"
"""Three capital letters."""

LocaleCode = Annotated[
    str,
    Meta(
        pattern=LOCALE,
        description="A locale (BCP 47): language, then script and region if need be.",
        examples=["sv-SE"],
    ),
]

Currency = Annotated[
    str, Meta(pattern=CURRENCY, description="ISO 4217, upper case.", examples=["SEK"])
]


__all__ = [
    "CURRENCY",
    "LOCALE",
    "Currency",
    "LocaleCode",
    "currencies",
    "locale_problem",
]


class _Known(NamedTuple):
    """The parts that a locale may have, as the Unicode CLDR lists them."""

    languages: frozenset[str]
    scripts: frozenset[str]
    regions: frozenset[str]


@cache
def currencies() -> frozenset[str]:
    """Return every currency that something can be paid in.

    Of the codes that the list holds besides, 963 is for tests, and 999 means none.
    """
    return frozenset(
        currency.alpha_3
        for currency in pycountry.currencies
        if currency.numeric not in {"963", "999"}
    )


def locale_problem(text: str) -> str | None:
    """Say in words what is wrong with a locale, or None when there is one.

    Which language is spoken where is not asked: English in Estonia sells, too.
    """
    if not re.search(LOCALE, text):
        return "is no locale in the form of BCP 47, like sv, en-GB or zh-Hant-TW"
    language, *more = text.split("-")
    known = _known()
    if language not in known.languages:
        return f"is no locale: {language} is no language (ISO 639)"
    for part in more:
        if part not in known.scripts and part not in known.regions:
            kind = "script (ISO 15924)" if len(part) == 4 else "region (ISO 3166-1)"
            return f"is no locale: {part} is no {kind}"
    return None


@cache
def _known() -> _Known:
    english = babel.Locale("en")
    return _Known(
        frozenset(english.languages),
        frozenset(english.scripts),
        frozenset(english.territories) - {"ZZ"},
    )
