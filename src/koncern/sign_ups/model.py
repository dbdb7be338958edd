"""What a sign-up is, and what can be wrong with one."""

from datetime import timedelta
from uuid import UUID

from msgspec import Struct

from koncern.base import Conflict, Invalid
from koncern.users import NewUser, Password

TOKEN_LIVES = timedelta(hours=24)
KEPT_FOR = timedelta(days=7)
"""How long a new token can be asked for."""


class SignUp(NewUser, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody says of themselves who wants to be a user."""

    password: Password


class Spent(Struct, frozen=True, kw_only=True):
    """A sign-up whose token has come: what the user will be made of."""

    id: UUID
    email: str
    email_key: str
    password_hash: str
    profile: str


class VerificationRefused(Invalid):
    """The token confirms no address: it is unknown or has expired; ask for a new one."""


class AlreadyVerified(Conflict):
    """The address is confirmed and has an account: sign in, or ask for a new password."""
