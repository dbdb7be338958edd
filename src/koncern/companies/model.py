"""What a company is, what may be said of one, and what can be wrong with it."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from koncern.apps import TaxStatus
from koncern.base import (
    Conflict,
    Country,
    Email,
    Invalid,
    Line,
    LongLine,
    Missing,
    Prose,
    ShortLine,
)

ADDRESSES_MAX = 100
ATTRIBUTES_MAX = 200
LABELS_MAX = 200
NESTING_MAX = 20

Printed = Annotated[
    Any,
    Meta(
        description="Set by the service; may come along as it was read, and is not "
        "written (AIP-203).",
        extra_json_schema={"readOnly": True},
    ),
]


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


class Translations(Struct, kw_only=True, forbid_unknown_fields=True):
    """An attribute's name and description in other languages, by locale."""

    name: dict[ShortLine, Prose] = {}
    description: dict[ShortLine, Prose] = {}


class NewAttribute(Struct, kw_only=True, forbid_unknown_fields=True):
    """A described property of a company, after one of the app's templates."""

    key: LongLine | None = None
    name: LongLine | None = None
    description: Prose | None = None
    template_key: LongLine | None = None
    translations: Translations | None = None
    values: dict[str, Any] = {}
    id: Printed = None


class TagReference(Struct, kw_only=True, forbid_unknown_fields=True):
    """A tag of the app, by its id or its key."""

    id: UUID | None = None
    key: ShortLine | None = None
    name: Printed = None


class CustomerGroupReference(Struct, kw_only=True, forbid_unknown_fields=True):
    """A customer group of the app, by its id or its slug."""

    id: UUID | None = None
    slug: ShortLine | None = None
    name: Printed = None


class StoreGroupReference(Struct, kw_only=True, forbid_unknown_fields=True):
    """A store group of the app, by its id or its slug."""

    id: UUID | None = None
    slug: ShortLine | None = None
    name: Printed = None
    description: Printed = None
    country_of_sale: Printed = None
    store_type: Printed = None
    created_at: Printed = None
    updated_at: Printed = None


Addresses = Annotated[list[NewAddress], Meta(max_length=ADDRESSES_MAX)]


class NewCompany(Struct, kw_only=True, forbid_unknown_fields=True):
    """A company as it is written: every writable field of the published object."""

    name: Line
    organisation_number: ShortLine | None = None
    tax_id_vat_number: ShortLine | None = None
    email: Email | None = None
    invoice_email: Email | None = None
    phone: ShortLine | None = None
    contact_name: LongLine | None = None
    comment: Prose | None = None
    url: Annotated[str, Meta(max_length=2000)] | None = None
    label: LongLine | None = None
    credit_check: bool | None = None
    tax_status: TaxStatus | None = None
    external_ref: LongLine | None = None
    parent_id: UUID | None = None
    billing_address: Addresses | None = None
    shipping_address: Addresses | None = None
    attributes: (
        Annotated[list[NewAttribute], Meta(max_length=ATTRIBUTES_MAX)] | None
    ) = None
    custom_fields: dict[str, Any] | None = None
    tags: Annotated[list[str | TagReference], Meta(max_length=LABELS_MAX)] | None = None
    customer_groups: (
        Annotated[list[str | CustomerGroupReference], Meta(max_length=LABELS_MAX)]
        | None
    ) = None
    store_groups: (
        Annotated[list[str | StoreGroupReference], Meta(max_length=LABELS_MAX)] | None
    ) = None
    files: (
        Annotated[
            list[Any],
            Meta(max_length=0, description="Files are uploaded by themselves."),
        ]
        | None
    ) = None
    id: Printed = None
    app_id: Printed = None
    created_at: Printed = None
    updated_at: Printed = None
    archived_at: Printed = None
    billing_ready: Printed = None
    billing_missing: Printed = None


class Labels(Struct, frozen=True, kw_only=True):
    """The ids of the tags and groups that a company has."""

    tags: list[UUID] = []
    customer_groups: list[UUID] = []
    store_groups: list[UUID] = []


class Facts(Struct, frozen=True, kw_only=True):
    """What is known of a company, checked, in the form in which it is kept."""

    name: str
    country: str = ""
    organisation_number: str | None = None
    organisation_number_claim: str | None = None
    tax_id_vat_number: str | None = None
    tax_id_vat_number_claim: str | None = None
    tax_status: TaxStatus | None = None
    email: str | None = None
    invoice_email: str | None = None
    phone: str | None = None
    contact_name: str | None = None
    comment: str | None = None
    url: str | None = None
    label: str | None = None
    credit_check: bool = False
    attributes: list[dict[str, Any]] = []
    billing_address: list[dict[str, Any]] = []
    shipping_address: list[dict[str, Any]] = []
    contacts: list[dict[str, Any]] = []
    custom_fields: dict[str, Any] = {}
    integrations: list[dict[str, Any]] = []


class Company(Struct, frozen=True, kw_only=True):
    """A company as it is read: its id, its version, and the whole of it printed."""

    id: UUID
    version: int
    document: str


class PrintedCompany(Struct, kw_only=True):
    """What `document` holds; told to clients, never built here."""

    app_id: UUID
    archived_at: datetime | None
    attributes: list[dict[str, Any]]
    billing_address: list[dict[str, Any]]
    billing_missing: list[str]
    billing_ready: bool
    comment: str | None
    contact_name: str | None
    created_at: datetime
    credit_check: bool
    custom_fields: dict[str, Any]
    customer_groups: list[dict[str, Any]]
    email: str | None
    external_ref: str | None
    files: list[dict[str, Any]]
    id: UUID
    invoice_email: str | None
    label: str | None
    name: str
    organisation_number: str | None
    parent_id: UUID | None
    phone: str | None
    shipping_address: list[dict[str, Any]]
    status: str
    store_groups: list[dict[str, Any]]
    tags: list[dict[str, Any]]
    tax_id_vat_number: str | None
    tax_status: TaxStatus | None
    updated_at: datetime
    url: str | None
    level: str | UnsetType | None = UNSET
    role: str | UnsetType | None = UNSET
    role_name: str | UnsetType | None = UNSET


class CompanyInvalid(Invalid):
    """The company cannot be as it was described; `errors` names each place."""


class CompanyUnknown(Missing):
    """There is no such company here, or none that you may see."""


class ParentUnknown(Invalid):
    """The parent is no company of this app that you may name as parent."""

    constraints = ("company_parent_known",)


class ParentArchived(Conflict):
    """The parent is archived; companies under it cannot be added."""


class OrganisationNumberTaken(Conflict):
    """Another company of this app has this organisation number in this country."""

    constraints = ("company_organisation_number_taken",)


class VatNumberTaken(Conflict):
    """Another company of this app has this VAT number."""

    constraints = ("company_vat_number_taken",)


class AliasTaken(Conflict):
    """Another company of this app has this alias (or external reference)."""

    constraints = ("alias_taken",)
