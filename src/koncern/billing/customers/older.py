"""The customer as it was printed until 2024-07-30: one address for mail, no contacts.

The look-up by alias still answers in this shape (`Customer20240509`). The first PRIMARY
contact is the one that it names; billing mail goes to that one and the STANDARD ones.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType

from koncern.apps import TaxStatus
from koncern.billing.customers.model import BillingPreference, IntegrationId
from koncern.billing.customers.places import BillingAddress
from koncern.billing.customers.rules import customer_of
from koncern.db import Row


class PrintedOlderCustomer(Struct, kw_only=True, rename="camel"):
    """A company that can be invoiced, in the shape of version 2024-05-09."""

    id: UUID
    created_at: datetime
    legal_name: str
    contact_name: str | UnsetType = UNSET
    address: BillingAddress
    email: str
    telephone: str | UnsetType = UNSET
    url: str | UnsetType = UNSET
    label: str | UnsetType = UNSET
    integration_ids: list[IntegrationId] | Raw
    archived_at: datetime | UnsetType = UNSET
    billing_emails: list[str]
    tax_status: TaxStatus


class OlderCustomer(Struct, frozen=True, kw_only=True):
    """A customer in the older shape; its organizations do not show in its version."""

    version: int
    printed: PrintedOlderCustomer


def older_customer_of(row: Row) -> OlderCustomer:
    """Return a company's row as the customer that was printed before 2024-07-30."""
    now = customer_of(row).printed
    contacts = [each for each in _decoded(row) if "archivedAt" not in each]
    primary = _addressed(contacts, BillingPreference.PRIMARY)
    mailed = [*primary, *_addressed(contacts, BillingPreference.STANDARD)]
    return OlderCustomer(
        version=row["version"],
        printed=PrintedOlderCustomer(
            id=now.id,
            created_at=now.created_at,
            legal_name=now.legal_name,
            contact_name=primary[0]["name"] or UNSET,
            address=now.address,
            email=primary[0]["email"],
            telephone=row["phone"] or UNSET,
            url=now.url,
            label=now.label,
            integration_ids=now.integration_ids,
            archived_at=now.archived_at,
            billing_emails=list(dict.fromkeys(each["email"] for each in mailed)),
            tax_status=now.tax_status,
        ),
    )


def _decoded(row: Row) -> list[dict[str, Any]]:
    return msgspec.json.decode(row["contacts"], type=list[dict[str, Any]])


def _addressed(
    contacts: list[dict[str, Any]], preference: BillingPreference
) -> list[dict[str, Any]]:
    return [each for each in contacts if each["billingPreference"] == preference]
