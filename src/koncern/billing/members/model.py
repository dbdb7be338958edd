"""Which members of an organization are asked for, and how each is listed."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct, field

from koncern.base import LOWEST, CursorUnknown, Fault, PageAsked
from koncern.billing.organizations import AsOf

_MEMBER_CURSOR_BYTES = 32
"""A position and a time of joining, of eight bytes each, and a company's id."""

_TIME_CURSOR_BYTES, _BYTE_MAX = 24, 127
"""A company's id and a place of eight bytes, which is no negative number."""


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

    company: (
        Annotated[UUID, Meta(description="Only the times of this customer.")] | None
    ) = field(default=None, name="customerId")

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
        if len(raw) != _TIME_CURSOR_BYTES or raw[16] > _BYTE_MAX:
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
