"""What a customer organization is, and what can be wrong with one."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from koncern.base import Conflict, Fault, Invalid, LongLine, Missing

MEMBERS_MAX = 10_000

Companies = Annotated[
    list[UUID],
    Meta(
        max_length=MEMBERS_MAX,
        description="Ids of customers. The owner is left out; duplicates collapse.",
    ),
]

Name = Annotated[LongLine, Meta(description="What people call the organization.")]
Label = Annotated[LongLine, Meta(description="Free text, for your own use.")]


class CustomerOrganization(Struct, frozen=True, kw_only=True):
    """An owner company and its members: its id, version and printed form."""

    id: UUID
    version: int
    document: str


class CustomerIdWithName(Struct, kw_only=True):
    """A customer, in short."""

    id: UUID
    name: str


class PrintedCustomerOrganization(Struct, kw_only=True):
    """An owner company and its member companies: what `document` holds."""

    id: UUID
    owner: CustomerIdWithName
    members: list[CustomerIdWithName]
    name: str | UnsetType = UNSET
    label: str | UnsetType = UNSET


class CustomerOrganizationUnknown(Missing):
    """There is no such customer organization here."""


class CustomersUnknown(Invalid):
    """Some ids are no customers of this app; nothing was changed."""

    @classmethod
    def among(
        cls, asked: Sequence[UUID], unknown: Sequence[UUID]
    ) -> "CustomersUnknown":
        """Name each id that is no customer, at its place in what was asked."""
        return cls(faults=_name(asked, unknown, "is no customer of this app"))


class CustomerArchived(Conflict):
    """An archived customer cannot be added; nothing was changed."""

    @classmethod
    def among(cls, asked: Sequence[UUID], those: Sequence[UUID]) -> "CustomerArchived":
        """Name each archived customer, at its place in what was asked."""
        return cls(faults=_name(asked, those, "is archived"))


class OwnershipCircle(Conflict):
    """A company would own itself through other organizations; nothing was changed."""

    @classmethod
    def among(cls, asked: Sequence[UUID], those: Sequence[UUID]) -> "OwnershipCircle":
        """Name each company that owns the owner, at its place in what was asked."""
        return cls(faults=_name(asked, those, "owns the owner, directly or not"))


class OwnerUnknown(Invalid):
    """The owner is no customer of this app."""

    constraints = ("customer_organization_owner_known",)


def _name(asked: Sequence[UUID], those: Sequence[UUID], what: str) -> list[Fault]:
    meant = set(those)
    return [
        Fault(f"/{place}", f"{company} {what}")
        for place, company in enumerate(asked)
        if company in meant
    ]
