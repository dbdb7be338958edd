"""What a payer is, how one is arranged, and what can be wrong with that."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from koncern.base import (
    HIGHEST,
    LOWEST,
    Conflict,
    CursorUnknown,
    Fault,
    Invalid,
    PageAsked,
)
from koncern.trees.positions import WayCursor, read_way

At = Annotated[
    datetime,
    Meta(
        tz=True,
        description="As it was at this time, or will be as planned; now, if left out.",
    ),
]


_ITSELF, _TREE, _NAMED, _OWNED = range(4)
"""The sections of a roll-up, in their order."""


class PayerKind(StrEnum):
    """How the company is found to which a company's invoices go."""

    SELF = "self"
    PARENT = "parent"
    ROOT = "root"
    ANCESTOR = "ancestor"
    CUSTOMER_ORGANIZATION = "customer_organization"


class PaymentOwner(StrEnum):
    """Who pays the invoices: who gets them, or the company itself."""

    INVOICE_OWNER = "invoice_owner"
    SELF = "self"


class InvoiceOwner(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """To whom invoices go: by a place in the tree, by name, or by an organization."""

    kind: PayerKind
    company_id: Annotated[
        UUID | None, Meta(description="The company above, for the kind `ancestor`.")
    ] = None
    customer_organization_id: Annotated[
        UUID | None,
        Meta(
            description="The organization whose owner it is, for the kind "
            "`customer_organization`."
        ),
    ] = None


class NewArrangement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who is to get a company's invoices, who is to pay them, from when on, and why."""

    invoice_owner: InvoiceOwner
    payment_owner: PaymentOwner = PaymentOwner.INVOICE_OWNER
    effective_at: (
        Annotated[
            datetime,
            Meta(
                tz=True,
                description="When it takes effect: at once, if left out; later, by its "
                "date; or earlier, as a correction, which needs a reason.",
            ),
        ]
        | None
    ) = None
    reason: Annotated[str, Meta(min_length=1, max_length=1000)] | None = None


class Arrangement(Struct, frozen=True, kw_only=True):
    """What is arranged for a time; or was believed to be, once."""

    invoice_owner: InvoiceOwner
    payment_owner: PaymentOwner
    since: datetime
    until: datetime | None
    recorded_at: datetime | None
    corrected_at: Annotated[
        datetime | None, Meta(description="Until when it was believed, if no longer.")
    ] = None
    reason: str | None


class Party(Struct, frozen=True, kw_only=True):
    """A company that gets invoices or pays them; of one that you do not see, its id."""

    company_id: UUID
    name: str | None
    billing_ready: Annotated[
        bool | None, Meta(description="Whether it has what an invoice needs.")
    ]
    archived_at: datetime | None


class Lapse(Struct, frozen=True, kw_only=True):
    """Why what is arranged leads to nobody at that time, so that it pays for itself."""

    code: str
    detail: str


class Payer(Struct, frozen=True, kw_only=True):
    """To whom a company's invoices go at a time, who pays them, and why."""

    company_id: UUID
    at: datetime
    invoice_owner: Party
    payment_owner: Party
    arrangement: Annotated[
        Arrangement | None,
        Meta(description="How it was arranged; nothing was, if null: it pays itself."),
    ]
    lapsed: Lapse | None


class RolledUp(Struct, frozen=True, kw_only=True):
    """A company whose invoices go to another one, or to itself."""

    company_id: UUID
    name: str | None
    kind: PayerKind
    payment_owner_id: UUID


class RolledUpRow(RolledUp, frozen=True, kw_only=True):
    """The same, with its place in the list."""

    key: list[UUID]


class PayerAsked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """At which time a payer is wanted."""

    at: At | None = None


class Edges(Struct, frozen=True, kw_only=True):
    """Where a piece of a roll-up begins in each of its sections."""

    is_itself: bool
    tree_edge: list[UUID]
    named_edge: UUID
    owned_edge: UUID


class RollUpAsked(PageAsked, frozen=True, kw_only=True):
    """Which piece of a roll-up is wanted, and at which time."""

    after: WayCursor | None = None
    before: WayCursor | None = None
    at: At | None = None

    def edges(self) -> Edges:
        """Return where to begin: beyond the section, and the way in it, of a cursor."""
        section, way = -1, [LOWEST]
        if sent := self.sent_cursor():
            cursor, pointer = sent
            first, *way = read_way(cursor, pointer)
            section = first.int
            if section > _OWNED or (section > _ITSELF) != bool(way):
                raise CursorUnknown(
                    faults=[Fault(pointer, "is no cursor of this list")]
                )
        # Of the sections on the one side of the cursor all is wanted, of the others none.
        start, end = (HIGHEST, LOWEST) if self.backwards else (LOWEST, HIGHEST)
        wholes = [
            start if (each < section) == self.backwards else end for each in range(4)
        ]
        tree = [] if wholes[_TREE] == LOWEST else [HIGHEST]
        return Edges(
            is_itself=section > _ITSELF if self.backwards else section < _ITSELF,
            tree_edge=way if section == _TREE else tree,
            named_edge=way[0] if section == _NAMED else wholes[_NAMED],
            owned_edge=way[0] if section == _OWNED else wholes[_OWNED],
        )


class PayerInvalid(Invalid):
    """The payer cannot be as it was described; `errors` names each place."""


class PayerArchived(Conflict):
    """The company that is to be invoiced is archived."""


LAPSES = {
    "no_parent": "It has no parent at that time: so it is invoiced itself.",
    "not_above": "The company that is named does not stand above it at that time: so it "
    "is invoiced itself.",
    "not_a_member": "It is not in the customer organization at that time: so it is "
    "invoiced itself.",
    "organization_gone": "The customer organization is not there at that time: so it is "
    "invoiced itself.",
}
"""What it means that an arrangement leads to nobody, by the code."""
