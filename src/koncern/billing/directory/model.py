"""What a list of customers can be asked, and where a page of it begins."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from enum import StrEnum
from typing import Annotated, NamedTuple
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from koncern.base import CursorUnknown, Fault, Invalid, PageAsked

_BY_PROPERTY = "customProperties."
_SEARCHABLE = re.compile(r"[^\W_]{3}")


class SortOrder(StrEnum):
    """Which end of a list comes first."""

    ASC = "ASC"
    DESC = "DESC"


class BillingStatus(StrEnum):
    """ACTIVE: has a current billing schedule. INACTIVE: has none."""

    ACTIVE = "ACTIVE"
    INACTIVE = "INACTIVE"


_Cursor = Annotated[
    str,
    Meta(max_length=4000, description="A cursor from `pagination` of an earlier page."),
]


class CompaniesAsked(PageAsked, frozen=True, kw_only=True, rename="camel"):
    """Which customers are wanted, in which order, and which piece of the list."""

    after: _Cursor | None = None
    before: _Cursor | None = None
    sort_by: Annotated[
        str,
        Meta(
            max_length=320,
            description="`createdAt`, `legalName` or `customProperties.<key>`.",
            examples=["legalName"],
        ),
    ] = "createdAt"
    sort_order: SortOrder = SortOrder.DESC
    legal_name: (
        Annotated[
            str,
            Meta(
                min_length=1,
                max_length=300,
                description="A part of the name, in capitals or not. Less than three "
                "letters or digits in a row: how it begins.",
            ),
        ]
        | None
    ) = None
    email: (
        Annotated[
            str,
            Meta(
                min_length=1,
                max_length=254,
                description="The whole address of a contact, in capitals or not.",
            ),
        ]
        | None
    ) = None
    alias: (
        Annotated[
            str,
            Meta(min_length=1, max_length=300, description="The whole alias, exactly."),
        ]
        | None
    ) = None
    label: (
        Annotated[
            str,
            Meta(min_length=1, max_length=300, description="The whole label, exactly."),
        ]
        | None
    ) = None
    billing_status: (
        Annotated[
            BillingStatus,
            Meta(
                description="There are no billing schedules here: every customer is "
                "INACTIVE."
            ),
        ]
        | UnsetType
    ) = UNSET
    include_archived: Annotated[
        bool, Meta(description="Whether archived customers are listed, too.")
    ] = False

    @property
    def is_filtered(self) -> bool:
        """Whether only those are wanted of whom something is known."""
        return bool(self.legal_name or self.email or self.alias or self.label)

    @property
    def pattern(self) -> str | None:
        """The pattern of LIKE that the name fits."""
        if self.legal_name is None:
            return None
        text = re.sub(r"([\\%_])", r"\\\1", self.legal_name)
        return f"%{text}%" if _SEARCHABLE.search(self.legal_name) else f"{text}%"


class SortUnknown(Invalid):
    """Customers are not sorted by that; `errors` names what they are sorted by."""


class Sort(NamedTuple):
    """The order of a list."""

    by: str
    key: str | None
    ascending: bool

    def __str__(self) -> str:
        by = self.by if self.key is None else _BY_PROPERTY + self.key
        return f"{by} {SortOrder.ASC if self.ascending else SortOrder.DESC}"


class Position(NamedTuple):
    """A company's place in an order: the text that it is sorted by, then its id.

    Who has no such text comes last, whichever end comes first.
    """

    value: str | None
    id: UUID

    def follows(self, other: "Position", *, ascending: bool) -> bool:
        """Tell whether it comes behind another."""
        if (self.value is None) != (other.value is None):
            return self.value is None
        mine, others = (self.value or "", self.id), (other.value or "", other.id)
        return mine > others if ascending else mine < others


def sort_of(asked: CompaniesAsked) -> Sort:
    """Return the order that is asked for."""
    ascending = asked.sort_order is SortOrder.ASC
    if asked.sort_by in {"createdAt", "legalName"}:
        return Sort(asked.sort_by, None, ascending)
    by, dot, key = asked.sort_by.partition(".")
    if not key or by + dot != _BY_PROPERTY:
        detail = "must be createdAt, legalName or customProperties.<key>"
        raise SortUnknown(faults=[Fault("/sortBy", detail)])
    return Sort(by, key, ascending)


def edge_of(asked: CompaniesAsked, sort: Sort) -> Position | None:
    """Return the place beyond which the page begins; nothing for the first page."""
    sent = asked.sent_cursor()
    return _read(sort, *sent) if sent else None


def cursor_of(position: Position, sort: Sort) -> str:
    """Return the cursor that points behind a place."""
    raw = msgspec.json.encode((str(sort), *position))
    return urlsafe_b64encode(raw).decode().rstrip("=")


class _Written(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    sort: str
    value: str | None
    id: UUID


def _read(sort: Sort, cursor: str, pointer: str) -> Position:
    try:
        raw = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        written = msgspec.json.decode(raw, type=_Written)
    except (ValueError, msgspec.DecodeError):
        written = None
    if written is None or "\0" in (written.value or ""):
        raise CursorUnknown(faults=[Fault(pointer, "is no cursor of this list")])
    if written.sort != str(sort):
        detail = f"is a cursor of the list that is sorted by {written.sort[:80]}"
        raise CursorUnknown(faults=[Fault(pointer, detail)])
    return Position(written.value, written.id)
