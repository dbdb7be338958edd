"""Users: the people who can sign in."""

from koncern.users.actions import create, find_by_password, note_login, read
from koncern.users.model import (
    EmailTaken,
    NewUser,
    Password,
    User,
    UserInvalid,
    UserUnknown,
)

__all__ = [
    "EmailTaken",
    "NewUser",
    "Password",
    "User",
    "UserInvalid",
    "UserUnknown",
    "create",
    "find_by_password",
    "note_login",
    "read",
]
