"""Passwords: how people get a new one, by mail or by the one that they have.

A new password ends every other session of the user, voids every token that was sent for
another one, and is told them by mail.
"""

from koncern.people.passwords.actions import (
    begin_change,
    change,
    find_reset,
    forgot,
    prove,
    purge,
    reset,
)
from koncern.people.passwords.model import NewPassword, PasswordWrong, ResetRefused

__all__ = [
    "NewPassword",
    "PasswordWrong",
    "ResetRefused",
    "begin_change",
    "change",
    "find_reset",
    "forgot",
    "prove",
    "purge",
    "reset",
]
