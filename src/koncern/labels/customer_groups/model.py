"""What a customer group is, and what can be wrong with one."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from koncern.base import Conflict, Invalid, Line, Missing, Printed, Slug

DECIMALS_MAX = 6

_Percentage = Meta(
    ge=0,
    le=100 * 10**DECIMALS_MAX,
    description="The discount in percent, without its decimal point: with 1 decimal, "
    "125 is 12.5 %. From 0 to 100 %.",
    examples=[125],
)
_Decimals = Meta(
    ge=0,
    le=DECIMALS_MAX,
    description="How many digits of the discount stand behind its point.",
    examples=[1],
)
_Whole = Annotated[float, Meta(multiple_of=1)]
"""JSON knows no whole numbers: 125.0 is one."""

Percentage = Annotated[int, _Percentage] | Annotated[_Whole, _Percentage]
Decimals = Annotated[int, _Decimals] | Annotated[_Whole, _Decimals]


class GroupType(StrEnum):
    """What the companies of a customer group have of it."""

    DISCOUNT = "discount"
    STORE_GROUP = "store_group"


class NewCustomerGroup(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is said of a customer group when it is made: a discount, or a store group."""

    slug: Slug
    name: Line
    discount_percentage: Percentage | None = None
    discount_percentage_decimals: Decimals | None = None
    store_group_id: UUID | None = None


class CustomerGroupPatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What changes of a customer group (RFC 7396)."""

    slug: Slug | UnsetType = UNSET
    name: Line | UnsetType = UNSET
    discount_percentage: Percentage | UnsetType | None = UNSET
    discount_percentage_decimals: Decimals | UnsetType | None = UNSET
    store_group_id: UUID | UnsetType | None = UNSET
    id: Printed = None
    app_id: Printed = None
    type: Printed = None
    created_at: Printed = None
    updated_at: Printed = None


class CustomerGroup(Struct, frozen=True, kw_only=True):
    """A set of companies and users sold to on the same terms."""

    id: UUID
    version: int
    slug: str
    name: str
    discount_percentage: int | None
    discount_percentage_decimals: int | None
    store_group_id: UUID | None
    created_at: datetime
    updated_at: datetime

    @property
    def type(self) -> GroupType | None:
        """Say which of the two kinds of terms it has, if any."""
        if self.store_group_id is not None:
            return GroupType.STORE_GROUP
        return None if self.discount_percentage is None else GroupType.DISCOUNT

    def short(self) -> dict[str, Any]:
        """Return what the record calls it."""
        return {"id": self.id, "slug": self.slug, "name": self.name}


class CustomerGroupUnknown(Missing):
    """There is no such customer group here."""


class CustomerGroupInvalid(Invalid):
    """The customer group cannot be as described; `errors` names each place."""


class CustomerGroupSlugTaken(Conflict):
    """Another customer group of this app has this slug."""

    constraints = ("customer_group_slug_taken",)


def whole(facts: dict[str, Any]) -> dict[str, Any]:
    """Return what is said of a customer group with whole numbers as such."""
    return {
        name: int(value) if isinstance(value, float) else value
        for name, value in facts.items()
    }
