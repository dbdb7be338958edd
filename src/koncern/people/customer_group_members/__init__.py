"""Customer group members: which companies and users are sold to on a group's terms.

A company shows its groups in its document, a user does not.
"""

from koncern.people.customer_group_members.actions import (
    add_companies,
    add_users,
    page_of_companies,
    page_of_users,
    read,
    remove_company,
    remove_user,
)
from koncern.people.customer_group_members.model import (
    CompanyInGroup,
    GroupInFull,
    GroupMembersInvalid,
    NotInGroup,
    UserInGroup,
)

__all__ = [
    "CompanyInGroup",
    "GroupInFull",
    "GroupMembersInvalid",
    "NotInGroup",
    "UserInGroup",
    "add_companies",
    "add_users",
    "page_of_companies",
    "page_of_users",
    "read",
    "remove_company",
    "remove_user",
]
