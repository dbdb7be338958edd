"""What a customer organization is, and what can be wrong with one."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import chain
from typing import Annotated, TypeAlias
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from koncern.base import (
    LOWEST,
    Conflict,
    CursorUnknown,
    Failure,
    Fault,
    Invalid,
    Line,
    LongLine,
    Missing,
    PageAsked,
)

MEMBERS_MAX = 10_000

_CURSOR_BYTES, _BYTE_MAX = 24, 127
"""A company's id and a place of eight bytes, which is no negative number."""

_MEMBER_CURSOR_BYTES = 32
"""A position and a time of joining, of eight bytes each, and a company's id."""

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


class MembersAsked(PageAsked, frozen=True, kw_only=True, rename="camel"):
    """Which piece of the list of an organization's members is wanted, and at which time."""

    as_of: AsOf | None = None

    def place(self) -> tuple[int, int, UUID]:
        """Return the position, the time of joining and the company beyond which to go."""
        if self.after is not None and self.before is not None:
            raise CursorUnknown(
                faults=[Fault("/before", "send either after or before")]
            )
        cursor = self.before if self.before is not None else self.after
        if cursor is None:
            return 0, 0, LOWEST
        raw = _raw(cursor)
        if len(raw) != _MEMBER_CURSOR_BYTES or max(raw[0], raw[8]) > _BYTE_MAX:
            name = "/after" if self.before is None else "/before"
            raise CursorUnknown(faults=[Fault(name, "is no cursor of this list")])
        company = UUID(bytes=raw[16:])
        return int.from_bytes(raw[:8]), int.from_bytes(raw[8:16]), company


class Member(Struct, frozen=True, kw_only=True):
    """A member of an organization, and its place in the order of joining."""

    id: UUID
    name: str
    position: int
    joins: int

    def cursor(self) -> str:
        """Return what points behind it in the list."""
        raw = self.position.to_bytes(8) + self.joins.to_bytes(8) + self.id.bytes
        return urlsafe_b64encode(raw).decode().rstrip("=")


def _raw(cursor: str) -> bytes:
    try:
        return urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    except ValueError:
        return b""


class MemberTimesAsked(PageAsked, frozen=True, kw_only=True, rename="camel"):
    """Which piece of an organization's history is wanted."""

    customer_id: (
        Annotated[UUID, Meta(description="Only the times of this customer.")] | None
    ) = None

    def place(self) -> tuple[UUID, int]:
        """Return the company, and its place among its own times, beyond which to go."""
        if self.after is not None and self.before is not None:
            raise CursorUnknown(
                faults=[Fault("/before", "send either after or before")]
            )
        cursor = self.before if self.before is not None else self.after
        if cursor is None:
            return LOWEST, 0
        raw = _raw(cursor)
        if len(raw) != _CURSOR_BYTES or raw[16] > _BYTE_MAX:
            name = "/after" if self.before is None else "/before"
            raise CursorUnknown(faults=[Fault(name, "is no cursor of this list")])
        return UUID(bytes=raw[:16]), int.from_bytes(raw[16:])


class MemberTime(Struct, frozen=True, kw_only=True):
    """A time during which a company was in an organization, or since when it is."""

    id: UUID
    name: str
    position: int
    since: datetime
    until: datetime | None

    def cursor(self) -> str:
        """Return what points behind it in the list."""
        raw = self.id.bytes + self.position.to_bytes(8)
        return urlsafe_b64encode(raw).decode().rstrip("=")


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
