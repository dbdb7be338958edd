"""What a tax registration is, and what can be wrong with one."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from koncern.base import Conflict, Invalid, Missing


class NewTaxRegistration(Struct, frozen=True, kw_only=True):
    """What is said of a registration; at most one of company and merchant is named."""

    tax_identifier: str
    country: str
    state: str | None = None
    company: UUID | None = None
    merchant: UUID | None = None


class TaxRegistration(Struct, frozen=True, kw_only=True):
    """A number of a tax authority; without a company it is the app owner's own."""

    id: UUID
    version: int
    company: UUID | None
    country: str
    state: str
    tax_identifier: str
    created_at: datetime
    updated_at: datetime


class TaxRegistrationUnknown(Missing):
    """There is no such tax registration here."""


class TaxRegistrationInvalid(Invalid):
    """The tax registration cannot be as it was described; `errors` names each place."""


class TaxRegistrationHeld(Conflict):
    """The one that you name has a registration with this identifier there already."""

    constraints = ("tax_registration_held_already",)
