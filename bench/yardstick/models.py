"""The tables, as classes."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Column, ForeignKey, Index, Table, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import DateTime


class Base(DeclarativeBase):
    """Every table's base."""

    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own way
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB,
        list[Any]: JSONB,
    }


class Timed:
    """When a row was made and last changed."""

    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())


company_tags = Table(
    "company_tags",
    Base.metadata,
    Column("company_id", ForeignKey("companies.id"), primary_key=True),
    Column("tag_id", ForeignKey("tags.id"), primary_key=True, index=True),
)

company_customer_groups = Table(
    "company_customer_groups",
    Base.metadata,
    Column("company_id", ForeignKey("companies.id"), primary_key=True),
    Column(
        "customer_group_id",
        ForeignKey("customer_groups.id"),
        primary_key=True,
        index=True,
    ),
)


class Tag(Base):
    """A tag of an app."""

    __tablename__ = "tags"
    __table_args__ = (UniqueConstraint("app_id", "key"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    app_id: Mapped[UUID]
    key: Mapped[str]
    name: Mapped[str]


class CustomerGroup(Base):
    """A customer group of an app."""

    __tablename__ = "customer_groups"
    __table_args__ = (UniqueConstraint("app_id", "slug"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    app_id: Mapped[UUID]
    slug: Mapped[str]
    name: Mapped[str]


class Address(Timed, Base):
    """A company's address, for billing or shipping."""

    __tablename__ = "addresses"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    company_id: Mapped[UUID] = mapped_column(ForeignKey("companies.id"), index=True)
    kind: Mapped[str]
    name: Mapped[str | None]
    company_name: Mapped[str | None]
    street_address: Mapped[str | None]
    house_number: Mapped[str | None]
    co_address: Mapped[str | None]
    postal_code: Mapped[str | None]
    city: Mapped[str | None]
    state_province: Mapped[str | None]
    country: Mapped[str | None]
    phone: Mapped[str | None]
    shipping_type: Mapped[str | None]
    is_default: Mapped[bool] = mapped_column(default=False)


class Company(Timed, Base):
    """A company."""

    __tablename__ = "companies"
    __table_args__ = (
        Index("companies_by_app", "app_id", "id"),
        UniqueConstraint("app_id", "organisation_number"),
        UniqueConstraint("app_id", "tax_id_vat_number"),
        UniqueConstraint("app_id", "external_ref"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    app_id: Mapped[UUID]
    name: Mapped[str]
    status: Mapped[str]
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("companies.id"))
    organisation_number: Mapped[str | None]
    tax_id_vat_number: Mapped[str | None]
    tax_status: Mapped[str | None]
    external_ref: Mapped[str | None]
    email: Mapped[str | None]
    invoice_email: Mapped[str | None]
    phone: Mapped[str | None]
    contact_name: Mapped[str | None]
    comment: Mapped[str | None]
    url: Mapped[str | None]
    label: Mapped[str | None]
    credit_check: Mapped[bool] = mapped_column(default=False)
    attributes: Mapped[list[Any]] = mapped_column(default=list)
    custom_fields: Mapped[dict[str, Any]] = mapped_column(default=dict)
    archived_at: Mapped[datetime | None]

    addresses: Mapped[list[Address]] = relationship(order_by=Address.id)
    tags: Mapped[list[Tag]] = relationship(secondary=company_tags, order_by=Tag.key)
    customer_groups: Mapped[list[CustomerGroup]] = relationship(
        secondary=company_customer_groups, order_by=CustomerGroup.slug
    )

    @property
    def billing_address(self) -> list[Address]:
        """The addresses for billing."""
        return [address for address in self.addresses if address.kind == "billing"]

    @property
    def shipping_address(self) -> list[Address]:
        """The addresses for shipping."""
        return [address for address in self.addresses if address.kind == "shipping"]


class Organization(Timed, Base):
    """A customer organization."""

    __tablename__ = "organizations"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    app_id: Mapped[UUID] = mapped_column(index=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("companies.id"), index=True)

    owner: Mapped[Company] = relationship()


class OrganizationMember(Base):
    """A company in a customer organization."""

    __tablename__ = "organization_members"

    organization_id: Mapped[UUID] = mapped_column(
        ForeignKey("organizations.id"), primary_key=True
    )
    company_id: Mapped[UUID] = mapped_column(
        ForeignKey("companies.id"), primary_key=True, index=True
    )
    added_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())


class User(Base):
    """A person who can sign in."""

    __tablename__ = "users"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    app_id: Mapped[UUID] = mapped_column(index=True)
    email: Mapped[str] = mapped_column(unique=True)
    is_active: Mapped[bool] = mapped_column(default=True)


class Membership(Timed, Base):
    """A user's place in a company."""

    __tablename__ = "memberships"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    company_id: Mapped[UUID] = mapped_column(
        ForeignKey("companies.id"), primary_key=True, index=True
    )
    level: Mapped[str]


class Credential(Base):
    """A machine's client id and the hash of its secret."""

    __tablename__ = "credentials"

    client_id: Mapped[str] = mapped_column(primary_key=True)
    app_id: Mapped[UUID]
    secret_hash: Mapped[str]
    scopes: Mapped[list[Any]]


class Event(Base):
    """One thing that happened."""

    __tablename__ = "events"
    __table_args__ = (Index("events_by_subject", "app_id", "subject_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    app_id: Mapped[UUID]
    type: Mapped[str]
    subject_id: Mapped[UUID]
    actor: Mapped[str]
    data: Mapped[dict[str, Any]]
    happened_at: Mapped[datetime] = mapped_column(server_default=func.now())
