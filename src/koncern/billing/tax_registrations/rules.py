"""What must hold of a tax registration, each fault told at its place."""

from collections.abc import Iterator
from uuid import UUID

from koncern.base import Fault, countries
from koncern.billing.customers import STATES
from koncern.billing.tax_registrations.model import (
    NewTaxRegistration,
    TaxRegistrationInvalid,
)
from koncern.standards import identifiers


def compact_form(new: NewTaxRegistration, app: UUID, /) -> str:
    """Check what is said of a registration; return its identifier as it is compared."""
    faults = [*_place_faults(new), *_owner_faults(new, app)]
    compact = ""
    try:
        compact = identifiers.tax_identifier(new.tax_identifier, new.country)
    except identifiers.NumberImpossible as problem:
        faults.append(Fault("/taxIdentifier", str(problem)))
    if faults:
        raise TaxRegistrationInvalid(faults=faults)
    return compact


def _place_faults(new: NewTaxRegistration) -> Iterator[Fault]:
    if new.country not in countries():
        yield Fault(
            "/country",
            f"{new.country} is no country of ISO 3166-1 (the United Kingdom is GB, "
            "Greece GR)",
        )
        return
    states = STATES.get(new.country)
    if states is None and new.state:
        yield Fault("/state", "is only for the USA and Canada")
    elif states is not None and not new.state:
        yield Fault("/state", "is required in the USA and in Canada")
    elif states is not None and new.state not in states:
        yield Fault("/state", f"{new.state} is no state of {new.country}")


def _owner_faults(new: NewTaxRegistration, app: UUID) -> Iterator[Fault]:
    if new.company and new.merchant:
        yield Fault("/merchantId", "name a customer or the merchant, not both")
    elif new.merchant and new.merchant != app:
        yield Fault("/merchantId", f"{new.merchant} is not this account; {app} is")
