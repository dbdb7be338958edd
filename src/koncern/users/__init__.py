"""Users: the people who can sign in."""

from koncern.users.actions import create, find_claim, note_login, prove
from koncern.users.model import Claim, EmailTaken, NewUser, Password, User, UserInvalid

__all__ = [
    "Claim",
    "EmailTaken",
    "NewUser",
    "Password",
    "User",
    "UserInvalid",
    "create",
    "find_claim",
    "note_login",
    "prove",
]
