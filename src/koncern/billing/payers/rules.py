"""What an arrangement must name, and where in time and in the tree it can be."""

from collections.abc import Iterator
from datetime import datetime

from koncern.base import Fault
from koncern.billing.payers.model import InvoiceOwner, NewArrangement, PayerKind
from koncern.db import Row
from koncern.trees.moves import Held

FIRST_YEAR, LAST_YEAR = 1900, 9000

_COMPANY, _PLACE = (
    "/invoice_owner/company_id",
    "/invoice_owner/customer_organization_id",
)


def is_beyond(at: datetime | None, /) -> bool:
    """Tell a time that no calendar of ours reaches."""
    return at is not None and not FIRST_YEAR <= at.year <= LAST_YEAR


def faults_of_form(wanted: NewArrangement, /) -> Iterator[Fault]:
    """Find what is missing or too much, whatever company it is for."""
    of = wanted.invoice_owner
    for kind, pointer, value in (
        (PayerKind.ANCESTOR, _COMPANY, of.company_id),
        (PayerKind.CUSTOMER_ORGANIZATION, _PLACE, of.customer_organization_id),
    ):
        if of.kind is kind and value is None:
            yield Fault(pointer, f"is required for the kind {kind}")
        if of.kind is not kind and value is not None:
            yield Fault(pointer, f"is for the kind {kind} only")
    if is_beyond(wanted.effective_at):
        yield Fault("/effective_at", "is beyond all times")


def faults_of_time(
    wanted: NewArrangement, held: Held, moment: datetime, /
) -> Iterator[Fault]:
    """Find what is wrong with the time for which a company's payer is arranged."""
    since = wanted.effective_at
    if since is None or since > moment or is_beyond(since):
        return
    if wanted.reason is None:
        yield Fault("/reason", "is required to correct the past")
    if since < held.created_at:
        yield Fault("/effective_at", "is before the company was there")


def faults_of_owner(of: InvoiceOwner, seen: Row, /) -> Iterator[Fault]:
    """Find why whoever is named cannot be the invoice owner at that time."""
    if of.company_id is not None and not seen["is_known"]:
        yield Fault(_COMPANY, f"{of.company_id} is no company of this app")
    elif of.company_id is not None and not seen["is_above"]:
        yield Fault(_COMPANY, f"{of.company_id} does not stand above it at that time")
    place = of.customer_organization_id
    if place is not None and not seen["place_is_there"]:
        yield Fault(_PLACE, f"{place} is no customer organization at that time")
    elif place is not None and not seen["is_member"]:
        yield Fault(_PLACE, f"it is not in {place} at that time")
