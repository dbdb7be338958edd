"""What signing in gives, and what can be wrong with it."""

from datetime import timedelta

from msgspec import Struct

from koncern.base import Unauthenticated
from koncern.people.users import Claim

REPEATED_FOR = timedelta(seconds=60)
"""How long after its first use a refresh token can be sent again, by a client that did not
get the reply. It ends as soon as one of the tokens that came from it is used."""


class Tokens(Struct, frozen=True, kw_only=True):
    """What a client signs its calls with, and how it gets the next pair."""

    access_token: str
    refresh_token: str
    expires_in: int
    token_type: str = "Bearer"  # noqa: S105 - the scheme, no secret


class Attempt(Struct, frozen=True, kw_only=True):
    """A sign-in under way: the address, where it comes from, and whom it claims to be."""

    email: str
    client: str | None = None
    claim: Claim


class LoginRefused(Unauthenticated):
    """The e-mail address or the password is wrong, or the address was not confirmed."""


class RefreshRefused(Unauthenticated):
    """The refresh token is unknown, expired, or was used already: sign in again."""
