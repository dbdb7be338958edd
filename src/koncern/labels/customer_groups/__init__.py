"""Customer groups: companies and users that are sold to on the same terms.

The terms are a discount, or a store group that they buy in besides their own; or nothing
yet. Who is in a group is kept by `people.customer_group_members`.
"""

from koncern.labels.customer_groups.actions import add, change, delete, find, page
from koncern.labels.customer_groups.model import (
    CustomerGroup,
    CustomerGroupInvalid,
    CustomerGroupPatch,
    CustomerGroupSlugTaken,
    CustomerGroupUnknown,
    GroupType,
    NewCustomerGroup,
)

__all__ = [
    "CustomerGroup",
    "CustomerGroupInvalid",
    "CustomerGroupPatch",
    "CustomerGroupSlugTaken",
    "CustomerGroupUnknown",
    "GroupType",
    "NewCustomerGroup",
    "add",
    "change",
    "delete",
    "find",
    "page",
]
