"""What a setting is, which fields can be inherited, and what can be wrong with them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from koncern.base import LINE, Conflict, Invalid, Missing, ShortLine

FIELDS_MAX = 100
"""How many fields of an app can flow down."""

HEIRS_SEEN_MAX = 1000
"""Counting who inherits a field through a company ends when so many were looked at."""


class InheritedField(Struct, frozen=True, kw_only=True):
    """A field that flows down the company tree."""

    field: str
    created_at: datetime


class State(StrEnum):
    """Where a company's setting of a field comes from."""

    OWN = "own"
    INHERITED = "inherited"
    BLOCKED = "blocked"
    UNSET = "unset"


class Source(Struct, frozen=True, kw_only=True):
    """The company that says what a setting is."""

    id: UUID
    name: Annotated[
        str | None,
        Meta(description="Null for a user who does not see that company's place."),
    ]


class Setting(Struct, frozen=True, kw_only=True):
    """What holds for a company of a field that flows down, and who says so."""

    field: str
    state: Annotated[
        State,
        Meta(
            description="`own`: it says so itself; `blocked`: it says that nothing holds "
            "for it; `inherited`: the nearest company above says so, or that nothing "
            "holds; `unset`: nobody says anything."
        ),
    ]
    value: Annotated[
        Any, Meta(description="As it is written; groups in full; null for nothing.")
    ]
    source: Source | None


class Kept(Struct, frozen=True, kw_only=True):
    """What this package keeps of a company's field: UNSET is no row, null one without value."""

    value: Any | UnsetType = UNSET


class SettingChange(Struct, frozen=True, kw_only=True):
    """What a move would change of a company's setting, and for how many below it."""

    field: str
    before: Setting
    after: Setting
    heirs_count: Annotated[
        int,
        Meta(
            description="How many companies below inherit it through this one, and "
            "would with it."
        ),
    ]
    has_more_heirs: Annotated[
        bool,
        Meta(
            description="Whether there may be more: counting ends when "
            f"{HEIRS_SEEN_MAX:,} companies were looked at."
        ),
    ]


class SettingsAsked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Along which tree settings are inherited."""

    as_of: (
        Annotated[
            datetime,
            Meta(
                tz=True,
                description="Inherited along the tree as it was at this time, or will be "
                "as scheduled; now, if left out. What companies say is always what they "
                "say today. For credentials.",
            ),
        ]
        | None
    ) = None


class CountedFrom(StrEnum):
    """From when on the days of payment terms are counted."""

    INVOICE_DATE = "invoice_date"
    END_OF_MONTH = "end_of_month"


class PaymentTerms(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When an invoice is due: so many days after its date, or after its month has ended."""

    days: Annotated[int, Meta(ge=0, le=365)]
    counted_from: CountedFrom = CountedFrom.INVOICE_DATE
    code: ShortLine | None = None


PriceList = Annotated[str, Meta(min_length=1, max_length=100, pattern=LINE)]


class FieldUnknown(Invalid):
    """No such field can flow down; `errors` names those that can."""


class FieldNotInherited(Invalid):
    """The field does not flow down in this app; `errors` names those that do."""


class SettingValueInvalid(Invalid):
    """The field cannot have this value; `errors` names each place."""


class InheritedFieldUnknown(Missing):
    """The field has not been declared to flow down."""


class InheritedFieldsFull(Conflict):
    """No more fields of an app can flow down."""
