"""Users: the people who can sign in."""

from koncern.users.actions import create, find_claim, note_login
from koncern.users.model import (
    Claim,
    EmailTaken,
    NewUser,
    Password,
    User,
    UserInvalid,
    UserUnknown,
)
from koncern.users.passwords import prove

__all__ = [
    "Claim",
    "EmailTaken",
    "NewUser",
    "Password",
    "User",
    "UserInvalid",
    "UserUnknown",
    "create",
    "find_claim",
    "note_login",
    "prove",
]
