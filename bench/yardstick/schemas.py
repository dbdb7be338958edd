"""What comes in and what goes out."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

Line = Annotated[str, Field(max_length=255)]
Email = Annotated[str, Field(max_length=320, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]


class Strict(BaseModel):
    """A body: fields that it does not know are refused."""

    model_config = ConfigDict(extra="forbid")


class Shown(BaseModel):
    """A response: read from the attributes of a row."""

    model_config = ConfigDict(from_attributes=True)


class AddressIn(Strict):
    """An address as it is sent."""

    name: Line | None = None
    company_name: Line | None = None
    street_address: Line | None = None
    house_number: Line | None = None
    co_address: Line | None = None
    postal_code: Line | None = None
    city: Line | None = None
    state_province: Line | None = None
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")] | None = None
    phone: Line | None = None
    shipping_type: Line | None = None
    is_default: bool = False


class CompanyIn(Strict):
    """A company as it is sent."""

    name: Annotated[str, Field(min_length=1, max_length=255)]
    organisation_number: Line | None = None
    tax_id_vat_number: Line | None = None
    tax_status: Literal["TAXED", "TAX_EXEMPT", "REVERSE_CHARGED"] = "TAXED"
    external_ref: Line | None = None
    email: Email | None = None
    invoice_email: Email | None = None
    phone: Line | None = None
    contact_name: Line | None = None
    comment: Annotated[str, Field(max_length=10_000)] | None = None
    url: Annotated[str, Field(max_length=2000)] | None = None
    label: Line | None = None
    credit_check: bool = False
    attributes: list[dict[str, Any]] = []
    custom_fields: dict[str, Any] = {}
    billing_address: Annotated[list[AddressIn], Field(max_length=100)] = []
    shipping_address: Annotated[list[AddressIn], Field(max_length=100)] = []
    tags: Annotated[list[str], Field(max_length=200)] = []
    customer_groups: Annotated[list[str], Field(max_length=200)] = []
    status: Literal["active", "pending"] = "pending"


class AddressOut(Shown):
    """An address as it is shown."""

    id: UUID
    company_id: UUID
    name: str | None
    company_name: str | None
    street_address: str | None
    house_number: str | None
    co_address: str | None
    postal_code: str | None
    city: str | None
    state_province: str | None
    country: str | None
    phone: str | None
    shipping_type: str | None
    is_default: bool
    created_at: datetime
    updated_at: datetime


class TagOut(Shown):
    """A tag as it is shown."""

    id: UUID
    key: str
    name: str


class CustomerGroupOut(Shown):
    """A customer group as it is shown."""

    id: UUID
    slug: str
    name: str


class CompanyOut(Shown):
    """A company as it is shown."""

    id: UUID
    app_id: UUID
    name: str
    status: str
    parent_id: UUID | None
    organisation_number: str | None
    tax_id_vat_number: str | None
    tax_status: str | None
    external_ref: str | None
    email: str | None
    invoice_email: str | None
    phone: str | None
    contact_name: str | None
    comment: str | None
    url: str | None
    label: str | None
    credit_check: bool
    attributes: list[dict[str, Any]]
    custom_fields: dict[str, Any]
    billing_address: list[AddressOut]
    shipping_address: list[AddressOut]
    tags: list[TagOut]
    customer_groups: list[CustomerGroupOut]
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None


class OneCompany(BaseModel):
    """A company in its envelope."""

    company: CompanyOut


class Pagination(BaseModel):
    """Where the next page begins."""

    after: str | None
    limit: int


class CompanyList(BaseModel):
    """A page of companies."""

    companies: list[CompanyOut]
    pagination: Pagination


class MembersIn(Strict):
    """The customers to add."""

    customerIds: Annotated[list[UUID], Field(max_length=1000)]  # noqa: N815 - the published name


class Reference(Shown):
    """A company in short."""

    id: UUID
    name: str


class OrganizationOut(BaseModel):
    """A customer organization as it is shown."""

    id: UUID
    owner: Reference
    members: list[Reference]
