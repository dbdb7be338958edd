"""Users: the people who can sign in, and what they say of themselves."""

from koncern.people.users.actions import (
    add,
    change,
    create,
    find,
    find_by_email,
    find_claim,
    note_login,
    read,
    set_password,
)
from koncern.people.users.model import (
    Claim,
    CommunicationPreferences,
    EmailTaken,
    NewUser,
    Password,
    PersonalAddress,
    Profile,
    User,
    UserInvalid,
    UserPatch,
    UserUnknown,
)
from koncern.people.users.passwords import hash_password, prove
from koncern.people.users.rules import check_new, password_faults, read_user

__all__ = [
    "Claim",
    "CommunicationPreferences",
    "EmailTaken",
    "NewUser",
    "Password",
    "PersonalAddress",
    "Profile",
    "User",
    "UserInvalid",
    "UserPatch",
    "UserUnknown",
    "add",
    "change",
    "check_new",
    "create",
    "find",
    "find_by_email",
    "find_claim",
    "hash_password",
    "note_login",
    "password_faults",
    "prove",
    "read",
    "read_user",
    "set_password",
]
