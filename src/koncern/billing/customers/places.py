"""Where invoices go, as the Customers API writes it."""

import re
from collections.abc import Iterator
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from koncern.base import CODE, LINE, Country, Line, LongLine
from koncern.standards import identifiers

_USA = """
    AL AK AZ AR CA CO CT DC DE FL GA HI IA ID IL IN KS KY LA MA MD ME MI MN MO MS MT NC
    ND NE NH NJ NM NV NY OH OK OR PA RI SC SD TN TX UT VA VT WA WI WV WY
"""
_CANADA = "AB BC MB NB NL NS NT NU ON PE QC SK YT"

STATES = {"US": frozenset(_USA.split()), "CA": frozenset(_CANADA.split())}
"""The states of the USA (with DC) and the provinces of Canada, by country."""

EVERY_STATE = STATES["US"] | STATES["CA"]
"""Every state that the published API knows."""

State = Annotated[
    str,
    Meta(
        pattern=CODE,
        description="A state of the USA or province of Canada, required there.",
        extra_json_schema={"enum": sorted(EVERY_STATE)},
    ),
]


class BillingAddress(Struct, kw_only=True, forbid_unknown_fields=True):
    """Where invoices go."""

    line1: Line
    line2: LongLine | UnsetType = UNSET
    town: Line
    state: State | UnsetType = UNSET
    postcode: Annotated[str, Meta(min_length=1, max_length=100, pattern=LINE)]
    country: Country


_PLAUSIBLE = re.compile(r"(?=.{1,12}$)[^\W_]+([ -]+[^\W_]+)*")
"""What could be a postal code somewhere: letters and digits, at most twelve characters."""

_PLACES = {"street": "line1", "city": "town", "postal_code": "postcode"}


def postal_problems(address: BillingAddress) -> Iterator[tuple[str, str]]:
    """Name each part of an address that mail to its country cannot do with, and why.

    States are for those who know the published ones. A postal code need not have its
    country's form as long as it could be one somewhere: the published API's own example
    is a British one in New York (docs/decisions/0012).
    """
    code = address.postcode.strip()
    is_plausible = bool(_PLAUSIBLE.fullmatch(code))
    problems = identifiers.address_problems(
        address.country,
        city=address.town,
        postal_code=code if re.search(r"[^\W_]", code) else None,
        street=address.line1,
    )
    for part, problem in problems:
        if part in _PLACES and not (part == "postal_code" and is_plausible):
            yield _PLACES[part], problem


def known_state(country: str, state: str) -> str:
    """Return a state's code, if it is one that the published API knows.

    A company may have any word there, and a state of the USA by its name.
    """
    code = identifiers.state_code(country, state) or state
    return code if code in EVERY_STATE else ""
