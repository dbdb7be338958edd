"""Where invoices go, as the Customers API writes it."""

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from koncern.base import CODE, LINE, Country, Line, LongLine

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
