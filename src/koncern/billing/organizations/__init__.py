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
    hold_around,
    put_members,
    release,
    remove_member,
)
from koncern.billing.organizations.model import (
    Companies,
    CustomerArchived,
    CustomerIdWithName,
    CustomerOrganizationUnknown,
    CustomersUnknown,
    Label,
    MembersAsked,
    MemberTimesAsked,
    MemberUnknown,
    Name,
    OrganizationAsked,
    OrganizationsAsked,
    OrganizationsTooMany,
    OwnershipCircle,
    PrintedCustomerOrganization,
    TimeInvalid,
)
from koncern.billing.organizations.reading import page, read
from koncern.billing.organizations.times import (
    check_there,
    check_time,
    member_times,
    members,
    page_at,
    read_at,
)

__all__ = [
    "Companies",
    "CustomerArchived",
    "CustomerIdWithName",
    "CustomerOrganizationUnknown",
    "CustomersUnknown",
    "Label",
    "MemberTimesAsked",
    "MemberUnknown",
    "MembersAsked",
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
    "hold_around",
    "member_times",
    "members",
    "page",
    "page_at",
    "put_members",
    "read",
    "read_at",
    "release",
    "remove_member",
]
