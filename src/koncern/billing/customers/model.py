"""A company as invoices see it: the customer of the Customers API (2024-07-30)."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from msgspec import UNSET, Meta, Raw, Struct, UnsetType

from koncern import limits
from koncern.apps import TaxStatus
from koncern.base import Email, Invalid, Line, LongLine, Missing
from koncern.billing.customers.places import BillingAddress
from koncern.billing.organizations import PrintedCustomerOrganization

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

"""How many contacts of a customer may get mail, and how many archived ones are kept."""


class BillingPreference(StrEnum):
    """Which billing mail a contact gets; one contact at least is PRIMARY."""

    PRIMARY = "PRIMARY"
    STANDARD = "STANDARD"
    NONE = "NONE"


class CustomerStatus(StrEnum):
    """DRAFT: a company that is pending. ACTIVE: one that may be invoiced."""

    DRAFT = "DRAFT"
    ACTIVE = "ACTIVE"


class Service(StrEnum):
    """The systems that an integration id can be of."""

    AMAZON_REDSHIFT = "Amazon_Redshift"
    GOCARDLESS = "GoCardless"
    GOOGLE_BIGQUERY = "Google_BigQuery"
    GOOGLE_SHEETS = "Google_Sheets"
    HUBSPOT = "HubSpot"
    NETSUITE = "NetSuite"
    QUICKBOOKS_ONLINE = "QuickBooks_Online"
    SALESFORCE = "Salesforce"
    SLACK = "Slack"
    SNOWFLAKE = "Snowflake"
    STRIPE = "Stripe"
    XERO = "Xero"
    AVALARA = "Avalara"
    ANROK = "Anrok"
    ATTIO = "Attio"
    NUMERAL = "Numeral"
    RILLET = "Rillet"
    SPHERE = "Sphere"


class NewContact(Struct, kw_only=True, forbid_unknown_fields=True):
    """A person or mailbox who gets billing mail."""

    name: Line
    email: Email
    billingPreference: BillingPreference  # noqa: N815 - the published API's name


class NewIntegrationId(Struct, kw_only=True, forbid_unknown_fields=True):
    """The id that another system has for the customer."""

    service: Service
    id: Line


class NewCustomer(Struct, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """A customer as it is written."""

    legal_name: Line
    address: BillingAddress
    tax_status: TaxStatus
    contacts: Annotated[
        list[NewContact],
        Meta(
            min_length=1,
            max_length=limits.CONTACTS_PER_COMPANY,
            description="At least one of them is PRIMARY.",
        ),
    ]
    url: Annotated[str, Meta(max_length=2000)] | UnsetType = UNSET
    label: LongLine | UnsetType = UNSET
    customer_aliases: (
        Annotated[list[Line], Meta(max_length=limits.ALIASES_PER_COMPANY)] | UnsetType
    ) = UNSET
    integration_ids: (
        Annotated[list[NewIntegrationId], Meta(max_length=100)] | UnsetType
    ) = UNSET
    parent_id: (
        Annotated[UUID, Meta(description="The customer directly above; null: none.")]
        | UnsetType
        | None
    ) = UNSET
    push_to_integrations: (
        Annotated[
            list[Literal["Xero"]],
            Meta(max_length=0, description="No integration is set up here to push to."),
        ]
        | UnsetType
    ) = UNSET
    status: CustomerStatus | UnsetType = UNSET
    custom_properties: (
        Annotated[dict[LongLine, LongLine], Meta(max_length=1000)] | UnsetType
    ) = UNSET


class Contact(Struct, kw_only=True, rename="camel"):
    """A person or mailbox who gets billing mail."""

    id: UUID
    name: str
    email: str
    billing_preference: BillingPreference
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | UnsetType = UNSET

    @property
    def version(self) -> int:
        """The moment of the last change, in microseconds: it tells one from the next."""
        return (self.updated_at - _EPOCH) // timedelta(microseconds=1)


class IntegrationId(Struct, kw_only=True, rename="camel"):
    """The id that another system has for the customer."""

    service: Service
    id: str
    is_pending: bool
    last_synced: datetime | UnsetType = UNSET


class PrintedCustomer(Struct, kw_only=True, rename="camel"):
    """A company that can be invoiced."""

    id: UUID
    created_at: datetime
    organizations: list[PrintedCustomerOrganization] | Raw
    legal_name: str
    address: BillingAddress
    url: str | UnsetType = UNSET
    domain: str | UnsetType = UNSET
    label: str | UnsetType = UNSET
    integration_ids: list[IntegrationId] | Raw
    archived_at: datetime | UnsetType = UNSET
    tax_status: TaxStatus
    contacts: list[Contact] | Raw
    status: CustomerStatus
    custom_properties: dict[str, str]


class ListedCustomer(Struct, kw_only=True, rename="camel"):
    """A company that can be invoiced, as lists show it."""

    id: UUID
    created_at: datetime
    organizations: list[PrintedCustomerOrganization] | Raw
    legal_name: str
    address: BillingAddress
    url: str | UnsetType = UNSET
    domain: str | UnsetType = UNSET
    label: str | UnsetType = UNSET
    integration_ids: list[IntegrationId] | Raw
    archived_at: datetime | UnsetType = UNSET
    tax_status: TaxStatus
    custom_properties: dict[str, str]


class Customer(Struct, frozen=True, kw_only=True):
    """A company as a customer; its version tells its organizations' versions too."""

    version: int
    printed: PrintedCustomer


class CustomerUnknown(Missing):
    """There is no such customer here (a company without what an invoice needs is none)."""


class CustomerInvalid(Invalid):
    """The customer cannot be as it was described; `errors` names each place."""
