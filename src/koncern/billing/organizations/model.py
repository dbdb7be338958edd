"""What a customer organization is, and what can be wrong with one."""

from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import chain
from typing import Annotated, TypeAlias
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from koncern.base import (
    Conflict,
    Failure,
    Fault,
    Invalid,
    Line,
    LongLine,
    Missing,
    PageAsked,
)

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
    document: bytes


AsOf = Annotated[
    datetime,
    Meta(
        tz=True,
        description="As it was at this time, or will be as scheduled; now, if left out. "
        "Names are always those of today.",
    ),
]


class CustomerIdWithName(Struct, kw_only=True):
    """A customer, in short."""

    id: UUID
    name: str


class PrintedCustomerOrganization(Struct, kw_only=True):
    """An owner company and its member companies: what `document` holds."""

    id: UUID
    owner: CustomerIdWithName
    members: list[CustomerIdWithName]
    membersTotal: (  # noqa: N815 - as the published API writes names
        Annotated[
            int,
            Meta(
                description="How many members there are; only when `members` is cut. "
                "`GET /api/customer-organizations/{id}/members` lists all, in pages."
            ),
        ]
        | UnsetType
    ) = UNSET
    name: str | UnsetType = UNSET
    label: str | UnsetType = UNSET


class OrganizationAsked(
    Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True
):
    """At which time an organization is wanted."""

    as_of: AsOf | None = None


class OrganizationsAsked(PageAsked, frozen=True, kw_only=True, rename="camel"):
    """Which piece of the list of organizations is wanted, and at which time."""

    as_of: AsOf | None = None


class TimeInvalid(Invalid):
    """The time is none that anything is kept of; `errors` names it."""


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


class OrganizationsTooMany(Conflict):
    """A company can own at most 250 organizations, and be a member of 250; leave one first."""

    said_of_each = "owns, or is in, as many organizations as one company may"


Refused: TypeAlias = type[
    CustomersUnknown | CustomerArchived | OwnershipCircle | OrganizationsTooMany
]


def refusal(
    kind: Refused,
    those: Collection[UUID],
    /,
    *,
    members: Sequence[UUID],
    owner: UUID | None = None,
) -> Failure:
    """Name each company that is refused, at its place in what was asked."""
    those = frozenset(those)
    named = [("/ownerId", owner)] if owner in those else []
    places = (
        (f"/{place}", member)
        for place, member in enumerate(members)
        if member in those and member != owner
    )
    return kind(
        faults=(
            Fault(pointer, f"{each} {kind.said_of_each}")
            for pointer, each in chain(named, places)
        )
    )
