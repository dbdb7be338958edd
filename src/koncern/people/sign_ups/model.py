"""What a sign-up is, and what can be wrong with one."""

from datetime import timedelta
from uuid import UUID

from msgspec import Struct

from koncern.base import Conflict, Invalid
from koncern.people.users import NewUser, Password

TOKEN_LIVES = timedelta(hours=24)
KEPT_FOR = timedelta(days=7)
"""How long a new token can be asked for."""


class SignUp(NewUser, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody says of themselves who wants to be a user."""

    password: Password


class Open(Struct, frozen=True, kw_only=True):
    """A sign-up that waits for its address to be confirmed."""

    id: UUID
    email: str
    password_hash: str
    profile: str
    client: bytes | None
    is_contested: bool


class Token(Struct, frozen=True, kw_only=True):
    """A token from a mail: which address it confirms, and of which sign-up, if of one."""

    email: str
    email_key: str
    sign_up: UUID | None
    is_used: bool
    is_good: bool
    client: bytes | None
    """Who asked for it; None for a sign-up from before clients were kept."""


class Found(Struct, frozen=True, kw_only=True):
    """What a token would confirm: an address, and the sign-up that is meant."""

    email: str
    email_key: str
    is_of_address: bool
    is_ambiguous: bool
    sign_up: Open | None


class Chosen(Struct, frozen=True, kw_only=True):
    """The password that somebody sent who confirms an address.

    `proves` is the sign-up that has this very password: they wrote it themselves.
    """

    password_hash: str
    proves: UUID | None


class VerificationRefused(Invalid):
    """The token confirms no address: it is unknown or has expired; ask for a new one."""


class PasswordNeeded(Invalid):
    """The password is missing.

    Send `password` with the token: it becomes the password of the account.
    """


class AlreadyVerified(Conflict):
    """The address is confirmed and has an account: sign in, or ask for a new password."""
