"""Customer organizations: an owner company and its member companies.

This is the parent-child relation of billing. A company can be in, and own, several;
organizations nest where a member of one owns another, but never in a circle.
"""

from koncern.customer_organizations.actions import (
    adopt,
    create,
    delete,
    hand_over,
    hold_around,
    page,
    put_members,
    read,
    release,
    remove_member,
)
from koncern.customer_organizations.model import (
    Companies,
    CustomerArchived,
    CustomerOrganizationUnknown,
    CustomersUnknown,
    Label,
    MemberUnknown,
    Name,
    OwnershipCircle,
    PrintedCustomerOrganization,
)

__all__ = [
    "Companies",
    "CustomerArchived",
    "CustomerOrganizationUnknown",
    "CustomersUnknown",
    "Label",
    "MemberUnknown",
    "Name",
    "OwnershipCircle",
    "PrintedCustomerOrganization",
    "adopt",
    "create",
    "delete",
    "hand_over",
    "hold_around",
    "page",
    "put_members",
    "read",
    "release",
    "remove_member",
]
