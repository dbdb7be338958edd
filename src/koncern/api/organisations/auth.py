"""Signing in and out, and the keys that access tokens are checked with."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from koncern import sessions
from koncern.access import public_keys
from koncern.api.kit import Call, Reply, Unit, route
from koncern.base import Email
from koncern.sessions import LoginRefused, RefreshRefused
from koncern.users import User


class Login(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Who signs in."""

    email: Email
    password: Annotated[str, Meta(min_length=1, max_length=1000)]


class RefreshToken(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The refresh token that came last."""

    refresh_token: Annotated[str, Meta(min_length=1, max_length=200)]


class TokenPair(msgspec.Struct, kw_only=True):
    """A pair of tokens; `expires_in` is the access token's life in seconds."""

    access_token: str
    refresh_token: str
    expires_in: int
    token_type: str


class SignedIn(TokenPair, kw_only=True):
    """A pair of tokens, and whose they are."""

    user: User


class KeySet(msgspec.Struct, kw_only=True):
    """A JWK set (RFC 7517)."""

    keys: list[dict[str, str]]


async def login(call: Call) -> Reply:
    """Sign in with an e-mail address and a password."""
    app = call.ids["app_id"]
    login: Login = call.body
    async with call.database.transaction(app, call.request_id) as tx:
        await sessions.count_attempt(tx, call.settings, login.email)
    async with call.database.transaction(app, call.request_id) as tx:
        signed_in = await sessions.login(
            tx, call.settings, email=login.email, password=login.password
        )
    if signed_in is None:
        raise LoginRefused
    tokens, user = signed_in
    return Reply(body=msgspec.structs.asdict(tokens) | {"user": user})


async def refresh(call: Call) -> Reply:
    """Exchange a refresh token for a new pair; each is good for one exchange."""
    async with call.database.transaction(call.ids["app_id"], call.request_id) as tx:
        renewed = await sessions.renew(tx, call.settings, call.body.refresh_token)
    if renewed.tokens is None:
        raise RefreshRefused
    return Reply(body=renewed.tokens)


async def logout(call: Call) -> Reply:
    """End the session of a refresh token, on every device that shares it."""
    async with call.database.transaction(call.ids["app_id"], call.request_id) as tx:
        await sessions.logout(tx, call.body.refresh_token)
    return Reply(status=204)


async def keys(call: Call) -> Reply:
    """Return the public keys that sign access tokens, as a JWK set (RFC 7517)."""
    app: UUID = call.ids["app_id"]
    async with call.database.single(app, call.request_id) as tx:
        return Reply(body=await public_keys(tx))


EXAMPLE = {"email": "anna@acme.example.com", "password": "correct horse battery"}

ROUTES = [
    route(
        "POST",
        "/auth/login",
        login,
        body=Login,
        shows=SignedIn,
        unit=Unit.OWN,
        is_public=True,
        example=EXAMPLE,
    ),
    route(
        "POST",
        "/auth/refresh",
        refresh,
        body=RefreshToken,
        shows=TokenPair,
        unit=Unit.OWN,
        is_public=True,
        example={"refresh_token": "kr_…"},
    ),
    route(
        "POST",
        "/auth/logout",
        logout,
        body=RefreshToken,
        status=204,
        unit=Unit.OWN,
        is_public=True,
        example={"refresh_token": "kr_…"},
    ),
    route("GET", "/auth/keys", keys, shows=KeySet, unit=Unit.OWN, is_public=True),
]
