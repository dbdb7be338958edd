"""What a customer organization is, and what can be wrong with one."""

from collections.abc import Collection, Sequence
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from koncern.base import Conflict, Failure, Fault, Invalid, Line, LongLine, Missing

MEMBERS_MAX = 10_000

Companies = Annotated[
    list[UUID],
    Meta(
        max_length=MEMBERS_MAX,
        description="Ids of customers. The owner is left out; duplicates collapse.",
    ),
]

Name = Annotated[Line, Meta(description="What people call the organization.")]
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


class MemberUnknown(Missing):
    """The customer is no member of the customer organization."""


class CustomersUnknown(Invalid):
    """Some ids are no customers of this app; nothing was changed."""

    constraints = ("customer_organization_owner_known",)
    said_of_each = "is no customer of this app"


class CustomerArchived(Conflict):
    """An archived customer cannot be added; nothing was changed."""

    said_of_each = "is archived"


class OwnershipCircle(Conflict):
    """A company would own itself through other organizations; nothing was changed."""

    said_of_each = "owns the owner, directly or not"


def refusal(
    kind: type[CustomersUnknown | CustomerArchived | OwnershipCircle],
    those: Collection[UUID],
    /,
    *,
    members: Sequence[UUID],
    owner: UUID | None = None,
) -> Failure:
    """Name each company that is refused, at its place in what was asked."""
    places = [("/ownerId", owner)] if owner in those else []
    places += [
        (f"/{place}", member)
        for place, member in enumerate(members)
        if member in those and member != owner
    ]
    return kind(
        faults=[
            Fault(pointer, f"{each} {kind.said_of_each}") for pointer, each in places
        ]
    )
