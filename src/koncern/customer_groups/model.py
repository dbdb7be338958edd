"""What a customer group is, and what can be wrong with one."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from koncern.base import Conflict, Line, Slug


class NewCustomerGroup(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is said of a customer group when it is made."""

    slug: Slug
    name: Line


class CustomerGroup(Struct, frozen=True, kw_only=True):
    """A set of companies sold to on the same terms."""

    id: UUID
    slug: str
    name: str
    created_at: datetime
    updated_at: datetime


class CustomerGroupSlugTaken(Conflict):
    """Another customer group of this app has this slug."""

    constraints = ("customer_group_slug_taken",)
