"""What an address of a company is, and what can be wrong with one."""

from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from koncern.base import Conflict, Invalid, Missing, Printed
from koncern.people.memberships import Level
from koncern.standards.places import NewAddress


class Kind(StrEnum):
    """What an address of a company is for."""

    BILLING = "billing"
    SHIPPING = "shipping"

    @property
    def field(self) -> str:
        """The company's field that holds the addresses of this kind."""
        return f"{self}_address"


class AddedAddress(NewAddress, kw_only=True, forbid_unknown_fields=True):
    """An address that a company gets."""

    kind: Kind
    restricted_to: Printed = None


_SET_HERE = ("id", "company_id", "created_at", "updated_at")
_WRITTEN = [
    field for field in msgspec.structs.fields(NewAddress) if field.name not in _SET_HERE
]
WRITTEN = frozenset(field.name for field in _WRITTEN)
"""The fields of an address that can be written."""

AddressPatch: type[Struct] = msgspec.defstruct(
    "AddressPatch",
    [(field.name, field.type | UnsetType, UNSET) for field in _WRITTEN]
    + [("kind", Kind | UnsetType, UNSET)]
    + [(name, Printed, None) for name in (*_SET_HERE, "restricted_to")],
    namespace={
        "__doc__": "What changes of an address: a field that is left out stays, null "
        "clears it. Its kind is not changed."
    },
    module=__name__,
    kw_only=True,
    forbid_unknown_fields=True,
)


class AddressesAsked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which of a company's addresses are wanted."""

    kind: (
        Annotated[
            Literal["billing", "shipping"], Meta(description="Only those of one kind.")
        ]
        | UnsetType
    ) = UNSET
    usable_by: (
        Annotated[
            UUID,
            Meta(
                description="Only those that this user may use, being a member; admins "
                "and credentials may ask for others than themselves."
            ),
        ]
        | UnsetType
    ) = UNSET


class Kept(Struct, frozen=True, kw_only=True):
    """A company's addresses as they are kept, and what those who ask may do there."""

    version: int
    billing_address: str
    shipping_address: str
    restrictions: str
    level: Level | None
    level_of_asked: Level | None


class Address(Struct, frozen=True, kw_only=True):
    """An address of a company, and the users it is restricted to.

    There is None of those where they are not told, which is to members who are no
    admins.
    """

    kind: Kind
    facts: dict[str, Any]
    restricted_to: list[UUID] | None


class OneAddress(Struct, frozen=True, kw_only=True):
    """One address, and its company's version if all that it depends on is told."""

    version: int | None
    address: Address


class Book(Struct, frozen=True, kw_only=True):
    """Addresses of a company, and its version if all that it depends on is told."""

    version: int | None
    addresses: list[Address]


class AddressUnknown(Missing):
    """The company has no such address, or none that you may use."""


class AddressInvalid(Invalid):
    """The address cannot be as it was described; `errors` names each place."""


class AddressesFull(Conflict):
    """A company has at most 100 addresses of each kind; delete one first."""


class NumbersOfAnotherCountry(Conflict):
    """The company's numbers would be read by another country's rules, and be wrong."""
