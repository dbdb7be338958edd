"""Users: the people who can sign in, and what they say of themselves."""

from koncern.users.actions import add, create, find_claim, note_login
from koncern.users.model import (
    Claim,
    CommunicationPreferences,
    EmailTaken,
    NewUser,
    Password,
    PersonalAddress,
    Profile,
    User,
    UserInvalid,
    UserUnknown,
)
from koncern.users.passwords import hash_password, prove
from koncern.users.rules import check_new, password_faults, read_user

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
    "UserUnknown",
    "add",
    "check_new",
    "create",
    "find_claim",
    "hash_password",
    "note_login",
    "password_faults",
    "prove",
    "read_user",
]
