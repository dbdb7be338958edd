"""What a company looks like when it is printed.

The database renders it (`company_document`); these kinds tell clients what it holds,
and nothing is built of them here.
"""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from koncern.apps import TaxStatus
from koncern.companies.attributes import Translations
from koncern.standards.places import PrintedAddress


class PrintedAttribute(Struct, kw_only=True):
    """A described property of a company."""

    description: str | None
    id: UUID
    key: str | None
    name: str | None
    template_key: str | None
    translations: Translations
    values: dict[str, Any]


class TagOfCompany(Struct, kw_only=True):
    """A tag that a company has."""

    id: UUID
    key: str
    name: str


class CustomerGroupOfCompany(Struct, kw_only=True):
    """A customer group that a company is in."""

    id: UUID
    name: str
    slug: str


class StoreGroupOfCompany(Struct, kw_only=True):
    """A store group that a company buys in."""

    country_of_sale: str | None
    created_at: datetime
    description: str | None
    id: UUID
    name: str
    slug: str
    store_type: Literal["b2c", "b2b", "d2c", "d2b"] | None
    updated_at: datetime


class PrintedFile(Struct, kw_only=True):
    """A file of a company: what is known of it, and where its content is."""

    app_id: UUID
    checksum: Annotated[
        str, Meta(description="The SHA-256 of the content: `sha256:` and 64 digits.")
    ]
    content_type: Annotated[
        str, Meta(description="The type of the content, told by what is in it.")
    ]
    created_at: datetime
    custom_fields: dict[str, Any]
    filename: str
    id: UUID
    size: Annotated[int, Meta(description="The length of the content, in bytes.")]
    updated_at: datetime
    url: Annotated[
        str, Meta(description="The path of the content, on this same service.")
    ]


Files = Annotated[
    list[PrintedFile],
    Meta(
        description="The newest hundred files of the company, newest first; "
        "`/organisations/{id}/files` lists all."
    ),
]
BillingMissing = Annotated[
    list[Literal["billing_address", "tax_status", "primary_contact"]],
    Meta(description="What the company lacks to be invoiced."),
]
BillingReady = Annotated[
    bool, Meta(description="Whether it can be invoiced, and so is a customer.")
]
OwnLevel = Annotated[
    Literal["default", "admin", "super-admin"],
    Meta(description="Your authority in it; only in the list of your companies."),
]
OwnRole = Annotated[
    str, Meta(description="The slug of your role; only in the list of your companies.")
]
OwnRoleName = Annotated[
    str, Meta(description="Your role's name; only in the list of your companies.")
]


class PrintedCompany(Struct, kw_only=True):
    """A business that buys from the app's owner."""

    app_id: UUID
    archived_at: datetime | None
    attributes: list[PrintedAttribute]
    billing_address: list[PrintedAddress]
    billing_missing: BillingMissing
    billing_ready: BillingReady
    comment: str | None
    contact_name: str | None
    created_at: datetime
    credit_check: bool
    custom_fields: dict[str, Any]
    customer_groups: list[CustomerGroupOfCompany]
    email: str | None
    external_ref: str | None
    files: Files
    id: UUID
    invoice_email: str | None
    label: str | None
    name: str
    organisation_number: str | None
    parent_id: UUID | None
    phone: str | None
    shipping_address: list[PrintedAddress]
    status: Literal["pending", "active", "rejected"]
    store_groups: list[StoreGroupOfCompany]
    tags: list[TagOfCompany]
    tax_id_vat_number: str | None
    tax_status: TaxStatus | None
    updated_at: datetime
    url: str | None
    level: OwnLevel | UnsetType = UNSET
    role: OwnRole | UnsetType | None = UNSET
    role_name: OwnRoleName | UnsetType | None = UNSET
