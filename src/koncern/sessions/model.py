"""What signing in gives, and what can be wrong with it."""

from msgspec import Struct

from koncern.base import TooMany, Unauthenticated
from koncern.users import Claim


class Tokens(Struct, frozen=True, kw_only=True):
    """What a client signs its calls with, and how it gets the next pair."""

    access_token: str
    refresh_token: str
    expires_in: int
    token_type: str = "Bearer"  # noqa: S105 - the scheme, no secret


class Attempt(Struct, frozen=True, kw_only=True):
    """A sign-in under way: the address it is counted under, and whom it claims."""

    email_hash: bytes
    claim: Claim


class LoginRefused(Unauthenticated):
    """The e-mail address or the password is wrong."""


class TooManyLogins(TooMany):
    """Too many failed sign-ins with this e-mail address: wait, then try again."""


class RefreshRefused(Unauthenticated):
    """The refresh token is unknown, expired, or was used already: sign in again."""
