"""What signing in gives, and what can be wrong with it."""

from uuid import UUID

from msgspec import Struct

from koncern.base import TooMany, Unauthenticated


class Tokens(Struct, frozen=True, kw_only=True):
    """What a client signs its calls with, and how it gets the next pair."""

    access_token: str
    refresh_token: str
    expires_in: int
    token_type: str = "Bearer"


class Renewed(Struct, frozen=True, kw_only=True):
    """What came of a refresh token: a new pair, or the session that was ended."""

    tokens: Tokens | None
    ended: UUID | None = None


class LoginRefused(Unauthenticated):
    """The e-mail address or the password is wrong."""


class TooManyLogins(TooMany):
    """Too many failed sign-ins with this e-mail address: wait, then try again."""


class RefreshRefused(Unauthenticated):
    """The refresh token is unknown, expired, or was used already: sign in again."""
