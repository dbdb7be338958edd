"""What a change of a password is, and what can be wrong with it."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from koncern.base import Forbidden, Invalid
from koncern.people.users import Password

TOKEN_LIVES = timedelta(hours=1)


class NewPassword(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A password that takes the place of the present one."""

    current_password: Annotated[str, Meta(min_length=1, max_length=1000)]
    new_password: Password


class Reset(Struct, frozen=True, kw_only=True):
    """The user whose password a token resets."""

    user: UUID


class ResetRefused(Invalid):
    """The token sets no password: it is unknown, used, or expired; ask for a new one."""


class PasswordWrong(Forbidden):
    """The current password is another one."""
