"""What a postal address is: as it is written, and as it is printed."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from koncern import limits
from koncern.base import Country, LongLine, Printed, ShortLine


class NewAddress(Struct, kw_only=True, forbid_unknown_fields=True):
    """A postal address of a company, as it is written."""

    name: LongLine | None = None
    company_name: LongLine | None = None
    street_address: LongLine | None = None
    house_number: ShortLine | None = None
    co_address: LongLine | None = None
    postal_code: ShortLine | None = None
    city: LongLine | None = None
    state_province: LongLine | None = None
    country: Country | None = None
    phone: ShortLine | None = None
    shipping_type: ShortLine | None = None
    is_default: bool | None = None
    id: Printed = None
    company_id: Printed = None
    created_at: Printed = None
    updated_at: Printed = None


class PrintedAddress(Struct, kw_only=True):
    """A postal address of a company."""

    city: str | None
    co_address: str | None
    company_id: UUID
    company_name: str | None
    country: str | None
    created_at: datetime
    house_number: str | None
    id: UUID
    is_default: bool
    name: str | None
    phone: str | None
    postal_code: str | None
    shipping_type: str | None
    state_province: str | None
    street_address: str | None
    updated_at: datetime


Addresses = Annotated[list[NewAddress], Meta(max_length=limits.ADDRESSES_PER_KIND)]
