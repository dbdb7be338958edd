"""What a company is, what may be said of one, and what can be wrong with it."""

from collections.abc import Sequence
from typing import Annotated, Any, Self
from uuid import UUID

from msgspec import Meta, Struct

from koncern.apps import TaxStatus
from koncern.base import (
    Conflict,
    Email,
    Forbidden,
    Invalid,
    Line,
    LongLine,
    Missing,
    Printed,
    Prose,
    ShortLine,
    TooLarge,
)
from koncern.companies.attributes import ATTRIBUTES_MAX, NewAttribute
from koncern.companies.label_references import (
    LABELS_MAX,
    CustomerGroupReference,
    StoreGroupReference,
    TagReference,
)
from koncern.standards.places import Addresses

FIRST_VERSION = 1


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


class Aliases(Struct, frozen=True, kw_only=True):
    """What other systems call a company; the external reference is one of them."""

    external_ref: str | None = None
    others: Sequence[str] = ()


class Facts(Struct, frozen=True, kw_only=True):
    """What is known of a company, checked, in the form in which it is kept."""

    name: str
    country: str = ""
    organisation_number: str | None = None
    organisation_number_claim: str | None = None
    tax_id_vat_number: str | None = None
    tax_id_vat_number_claim: str | None = None
    external_ref_asked: str | None = None
    tax_status: TaxStatus | None = None
    email: str | None = None
    invoice_email: str | None = None
    phone: str | None = None
    phone_e164: str | None = None
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


class Company(Struct, frozen=True):
    """A company as it is read: its id, its version, and the whole of it printed.

    What is printed goes out as the database gives it, so it comes and stays in UTF-8.
    Lists give these columns first, and in this order: so their rows are taken as they are.
    """

    id: UUID
    version: int
    document: bytes

    @classmethod
    def new(cls, company: UUID, document: bytes) -> Self:
        """Return a company that has just been kept, in its first version."""
        return cls(company, FIRST_VERSION, document)


class CompanyInvalid(Invalid):
    """The company cannot be as it was described; `errors` names each place."""


class CompanyTooLarge(TooLarge):
    """The company's record would be larger than 256 KiB; nothing was changed.

    Make its attributes, addresses, custom fields, labels or files fewer or shorter.
    """

    constraints = ("company_within_size",)


class CompanyUnknown(Missing):
    """There is no such company here, or none that you may see."""


class ParentUnknown(Invalid):
    """The parent is no company of this app that you may name as parent."""

    constraints = ("company_parent_known",)


class ParentArchived(Conflict):
    """The parent is archived; companies under it cannot be added."""

    constraints = ("company_parent_not_archived",)


class BillingIncomplete(Conflict):
    """Who is a customer keeps a billing address, a tax status and a PRIMARY contact."""

    constraints = ("company_stays_billable",)


class ParentBelow(Conflict):
    """A company cannot stand under itself, or under one that stands below it."""

    constraints = ("ancestry_without_circle",)


class CompanyArchived(Conflict):
    """The company is archived; restore it before you change it."""


class CompanyRejected(Conflict):
    """The company's registration was rejected; its members can only read it."""


class TermsNotYours(Forbidden):
    """Only the seller sets these fields of an active company; `errors` names each."""


class OrganisationNumberTaken(Conflict):
    """Another company of this app has this organisation number in this country."""

    constraints = ("company_organisation_number_taken",)


class VatNumberTaken(Conflict):
    """Another company of this app has this VAT number."""

    constraints = ("company_vat_number_taken",)


class AliasTaken(Conflict):
    """A company of this app has this alias (or external reference, or id) already."""

    constraints = ("alias_taken",)
