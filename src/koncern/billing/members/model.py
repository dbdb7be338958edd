"""Which members of an organization are asked for, and how each is listed."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
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
        raw = _read(self, _MEMBER_CURSOR_BYTES, numbers_at=(0, 8))
        if raw is None:
            return 0, 0, LOWEST
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


class MemberTimesAsked(PageAsked, frozen=True, kw_only=True, rename="camel"):
    """Which piece of an organization's history is wanted."""

    company: (
        Annotated[UUID, Meta(description="Only the times of this customer.")] | None
    ) = field(default=None, name="customerId")

    def place(self) -> tuple[UUID, int]:
        """Return the company, and its place among its own times, beyond which to go."""
        raw = _read(self, _TIME_CURSOR_BYTES, numbers_at=(16,))
        if raw is None:
            return LOWEST, 0
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


def _read(asked: PageAsked, size: int, numbers_at: Sequence[int]) -> bytes | None:
    """Read a cursor of so many bytes; at some places begin numbers, none of them negative."""
    sent = asked.sent_cursor()
    if sent is None:
        return None
    cursor, pointer = sent
    try:
        raw = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    except ValueError:
        raw = b""
    if len(raw) != size or any(raw[place] > _BYTE_MAX for place in numbers_at):
        raise CursorUnknown(faults=[Fault(pointer, "is no cursor of this list")])
    return raw
