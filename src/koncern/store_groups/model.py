"""What a store group is, and what can be wrong with one."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from koncern.base import Conflict, Country, Invalid, Line, Prose, Slug


class StoreType(StrEnum):
    """Who sells to whom: business or direct, to consumers or businesses."""

    B2C = "b2c"
    B2B = "b2b"
    D2C = "d2c"
    D2B = "d2b"


class NewStoreGroup(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is said of a store group when it is made."""

    slug: Slug
    name: Line
    description: Prose | None = None
    country_of_sale: Country | None = None
    store_type: StoreType | None = None


class StoreGroup(Struct, frozen=True, kw_only=True):
    """A selling context: where and to whom is sold."""

    id: UUID
    slug: str
    name: str
    description: str | None
    country_of_sale: str | None
    store_type: str | None
    created_at: datetime
    updated_at: datetime


class StoreGroupInvalid(Invalid):
    """The store group cannot be as described; `errors` names each place."""


class StoreGroupSlugTaken(Conflict):
    """Another store group of this app has this slug."""

    constraints = ("store_group_slug_taken",)
