"""A company as invoices see it: the customer of the Customers API (2024-07-30)."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, Raw, Struct, UnsetType

from koncern.apps import TaxStatus
from koncern.base import (
    CODE,
    END,
    Country,
    Email,
    Invalid,
    Line,
    LongLine,
    Missing,
    ShortLine,
)
from koncern.customer_organizations import PrintedCustomerOrganization


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


STATES = frozenset(
    [
        "AL",
        "AK",
        "AZ",
        "AR",
        "CA",
        "CO",
        "CT",
        "DE",
        "DC",
        "FL",
        "GA",
        "HI",
        "ID",
        "IL",
        "IN",
        "IA",
        "KS",
        "KY",
        "LA",
        "ME",
        "MD",
        "MA",
        "MI",
        "MN",
        "MS",
        "MO",
        "MT",
        "NE",
        "NV",
        "NH",
        "NJ",
        "NM",
        "NY",
        "NC",
        "ND",
        "OH",
        "OK",
        "OR",
        "PA",
        "RI",
        "SC",
        "SD",
        "TN",
        "TX",
        "UT",
        "VT",
        "VA",
        "WA",
        "WV",
        "WI",
        "WY",
        "AB",
        "BC",
        "MB",
        "NB",
        "NL",
        "NS",
        "NT",
        "NU",
        "ON",
        "PE",
        "QC",
        "SK",
        "YT",
    ]
)
"""The states of the USA (with DC) and the provinces of Canada."""

STATE_NEEDED = frozenset({"US", "CA"})

State = Annotated[
    str,
    Meta(
        pattern=CODE,
        description="A state of the USA or province of Canada, required there.",
        extra_json_schema={"enum": sorted(STATES)},
    ),
]


class BillingAddress(Struct, kw_only=True, forbid_unknown_fields=True):
    """Where invoices go."""

    line1: Line
    line2: LongLine | UnsetType = UNSET
    town: Line
    state: State | UnsetType = UNSET
    postcode: Annotated[ShortLine, Meta(min_length=1)]
    country: Country


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
            max_length=1000,
            description="At least one of them is PRIMARY.",
        ),
    ]
    url: Annotated[str, Meta(max_length=2000)] | UnsetType = UNSET
    label: LongLine | UnsetType = UNSET
    customer_aliases: Annotated[list[Line], Meta(max_length=1000)] | UnsetType = UNSET
    integration_ids: (
        Annotated[list[NewIntegrationId], Meta(max_length=100)] | UnsetType
    ) = UNSET
    parent_id: UUID | UnsetType = UNSET
    push_to_integrations: (
        Annotated[
            list[Annotated[str, Meta(pattern=rf"^Xero{END}")]],
            Meta(max_length=0, description="No integration is set up here to push to."),
        ]
        | UnsetType
    ) = UNSET
    status: CustomerStatus | UnsetType = UNSET
    custom_properties: dict[LongLine, LongLine] | UnsetType = UNSET


class Contact(Struct, kw_only=True, rename="camel"):
    """A person or mailbox who gets billing mail."""

    id: UUID
    name: str
    email: str
    billing_preference: BillingPreference
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | UnsetType = UNSET


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
    label: str | UnsetType = UNSET
    integration_ids: list[IntegrationId] | Raw
    archived_at: datetime | UnsetType = UNSET
    tax_status: TaxStatus
    contacts: list[Contact] | Raw
    status: CustomerStatus
    custom_properties: dict[str, str]


class Customer(Struct, frozen=True, kw_only=True):
    """A company as a customer, with its version."""

    version: int
    printed: PrintedCustomer


class CustomerUnknown(Missing):
    """There is no such customer here (a company without what an invoice needs is none)."""


class CustomerInvalid(Invalid):
    """The customer cannot be as it was described; `errors` names each place."""
