"""What a store group and its markets are, and what can be wrong with them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from koncern.base import (
    Conflict,
    Country,
    Currency,
    Invalid,
    Line,
    LocaleCode,
    Missing,
    Printed,
    Prose,
    Slug,
)

MARKETS_MAX = 300


class StoreType(StrEnum):
    """Who sells to whom: business or direct, to consumers or businesses."""

    B2C = "b2c"
    B2B = "b2b"
    D2C = "d2c"
    D2B = "d2b"


class NewMarket(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A market of a store group, as it is written."""

    slug: Slug
    name: Line
    active: bool = True
    country_codes: Annotated[list[Country], Meta(max_length=300)] = []
    currency_code: Currency | None = None
    locale: LocaleCode | None = None
    is_tax_exemption_eligible: bool = False
    is_tax_included_in_price: bool = False
    id: Printed = None
    created_at: Printed = None
    updated_at: Printed = None


MarketsAsked = Annotated[
    list[Slug | NewMarket],
    Meta(
        max_length=MARKETS_MAX,
        description="All markets of the store group. One that it has already can be "
        "named by its slug, and stays as it is.",
    ),
]


class NewStoreGroup(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is said of a store group when it is made."""

    slug: Slug
    name: Line
    description: Prose | None = None
    country_of_sale: Country | None = None
    store_type: StoreType | None = None
    markets: Annotated[list[NewMarket], Meta(max_length=MARKETS_MAX)] = []


class StoreGroupPatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What changes of a store group (RFC 7396), or what is said of a new one."""

    slug: Slug | UnsetType = UNSET
    name: Line | UnsetType = UNSET
    description: Prose | UnsetType | None = UNSET
    country_of_sale: Country | UnsetType | None = UNSET
    store_type: StoreType | UnsetType | None = UNSET
    markets: MarketsAsked | UnsetType = UNSET
    id: Printed = None
    created_at: Printed = None
    updated_at: Printed = None


class Market(Struct, frozen=True, kw_only=True):
    """Where a store group sells: countries, a currency and a language."""

    id: UUID
    slug: str
    name: str
    active: bool
    country_codes: list[str]
    currency_code: str | None
    locale: str | None
    is_tax_exemption_eligible: bool
    is_tax_included_in_price: bool
    created_at: datetime
    updated_at: datetime


class StoreGroup(Struct, frozen=True, kw_only=True):
    """A selling context: where and to whom is sold."""

    id: UUID
    slug: str
    name: str
    description: str | None
    country_of_sale: str | None
    store_type: str | None
    markets: list[Market]
    created_at: datetime
    updated_at: datetime


class KeptStoreGroup(StoreGroup, frozen=True, kw_only=True):
    """A store group as it is kept: with its version."""

    version: int


class StoreGroupUnknown(Missing):
    """There is no such store group here."""


class StoreGroupInvalid(Invalid):
    """The store group cannot be as described; `errors` names each place."""


class StoreGroupSlugTaken(Conflict):
    """Another store group of this app has this slug."""

    constraints = ("store_group_slug_taken",)


class StoreGroupInUse(Conflict):
    """Customer groups sell by this store group: change or delete those first."""


def kept_store_group(*, markets: str, **columns: Any) -> KeptStoreGroup:
    """Make a store group of its row."""
    return KeptStoreGroup(
        markets=msgspec.json.decode(markets, type=list[Market]), **columns
    )
