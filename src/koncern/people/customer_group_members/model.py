"""What a member of a customer group is, and what can be wrong with one."""

from uuid import UUID

from msgspec import Struct

from koncern.base import Invalid, Missing
from koncern.labels.customer_groups import CustomerGroup


class GroupInFull(Struct, frozen=True, kw_only=True):
    """A customer group, and how many are in it."""

    group: CustomerGroup
    companies: int
    users: int


class CompanyInGroup(Struct, frozen=True, kw_only=True):
    """A company that is in a customer group."""

    id: UUID
    name: str


class UserInGroup(Struct, frozen=True, kw_only=True):
    """A user who is in a customer group."""

    id: UUID
    email: str


class NotInGroup(Missing):
    """The company or user is not in this customer group."""


class GroupMembersInvalid(Invalid):
    """Some ids are nobody of this app; nobody was added, and `errors` names each."""
