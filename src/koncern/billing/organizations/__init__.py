"""Customer organizations: an owner company and its member companies.

This is the parent-child relation of billing. A company can be in, and own, several;
organizations nest where a member of one owns another, but never in a circle. Who left
is remembered, and so is what was deleted (docs/decisions/0026).
"""

from koncern.billing.organizations.actions import (
    adopt,
    create,
    delete,
    hand_over,
    lock_around,
    put_members,
    release,
    remove_member,
)
from koncern.billing.organizations.model import (
    AsOf,
    Companies,
    CustomerArchived,
    CustomerIdWithName,
    CustomerOrganizationUnknown,
    CustomersUnknown,
    Label,
    MemberUnknown,
    Name,
    OrganizationAsked,
    OrganizationsAsked,
    OrganizationsTooMany,
    OwnershipCircle,
    PrintedCustomerOrganization,
    TimeInvalid,
)
from koncern.billing.organizations.reading import check_there, check_time, page, read

__all__ = [
    "AsOf",
    "Companies",
    "CustomerArchived",
    "CustomerIdWithName",
    "CustomerOrganizationUnknown",
    "CustomersUnknown",
    "Label",
    "MemberUnknown",
    "Name",
    "OrganizationAsked",
    "OrganizationsAsked",
    "OrganizationsTooMany",
    "OwnershipCircle",
    "PrintedCustomerOrganization",
    "TimeInvalid",
    "adopt",
    "check_there",
    "check_time",
    "create",
    "delete",
    "hand_over",
    "lock_around",
    "page",
    "put_members",
    "read",
    "release",
    "remove_member",
]
