"""Signing in and out, and the keys that access tokens are checked with."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from koncern.access import public_keys
from koncern.api.http import Call, Reply, Unit, route
from koncern.api.organisations.users import PrintedUser, fields_of
from koncern.apps import AppUnknown
from koncern.base import Email
from koncern.people import colleagues, sessions
from koncern.people.attempts import TooManyAttempts, TooManyLogins
from koncern.people.colleagues import Place
from koncern.people.sessions import LoginRefused, RefreshRefused


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


class SignedInUser(PrintedUser, kw_only=True):
    """Who signed in, with at most 20 of their companies, in short."""

    organisations: list[Place]


class SignedIn(TokenPair, kw_only=True):
    """A pair of tokens, and whose they are."""

    user: SignedInUser


class KeySet(msgspec.Struct, kw_only=True):
    """A JWK set (RFC 7517)."""

    keys: list[dict[str, str]]


async def login(call: Call) -> Reply:
    """Sign in with an e-mail address and a password.

    An unknown address and a wrong password get the same response. After 10 failures in
    15 minutes a client must wait before it tries the same address again. After 100
    failures from any clients the address must wait, but not on clients that it signed in
    from in the last 30 days.
    """
    app = call.ids["app_id"]
    async with call.database.transaction(app, call.request_id) as tx:
        attempt = await sessions.begin_login(
            tx, call.settings, call.body.email, client=call.client
        )
    proved = await sessions.prove(attempt, call.body.password)
    async with call.database.transaction(app, call.request_id) as tx:
        tokens, person = await sessions.login(tx, call.settings, proved)
        places = await colleagues.places(tx, person.id)
    user = SignedInUser(app_id=app, organisations=places, **fields_of(person))
    return Reply(body=msgspec.structs.asdict(tokens) | {"user": user})


async def refresh(call: Call) -> Reply:
    """Exchange a refresh token for a new pair.

    If you do not get the reply, send the same token again within 60 seconds: you get
    another pair. Once a new refresh token has been used, sending an older one ends the
    session, because somebody has a copy.
    """
    async with call.database.transaction(call.ids["app_id"], call.request_id) as tx:
        tokens = await sessions.renew(tx, call.settings, call.body.refresh_token)
    if tokens is None:
        raise RefreshRefused
    return Reply(body=tokens)


async def logout(call: Call) -> Reply:
    """Sign out: end the session of a refresh token, with every token of it."""
    async with call.database.transaction(call.ids["app_id"], call.request_id) as tx:
        await sessions.logout(tx, call.body.refresh_token)
    return Reply(status=204)


async def keys(call: Call) -> Reply:
    """Read the public keys that access tokens are checked with.

    A JWK set (RFC 7517), for services of yours that check tokens by themselves.
    """
    app: UUID = call.ids["app_id"]
    async with call.database.single(app, call.request_id) as tx:
        found = await public_keys(tx)
    if not found["keys"]:
        raise AppUnknown
    return Reply(body=found)


EXAMPLE = {"email": "anna@acme.example.com", "password": "correct horse battery"}

ROUTES = [
    route(
        "POST",
        "/auth/login",
        login,
        body=Login,
        shows=SignedIn,
        failures=(LoginRefused, TooManyAttempts, TooManyLogins),
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
        failures=(RefreshRefused,),
        unit=Unit.OWN,
        is_public=True,
        example={"refresh_token": "kr_q0m2Yb8sJx5VtR1nW7cKfD4hZ6gLpE3aUoIiQyTzXwM"},
    ),
    route(
        "POST",
        "/auth/logout",
        logout,
        body=RefreshToken,
        status=204,
        unit=Unit.OWN,
        is_public=True,
        example={"refresh_token": "kr_q0m2Yb8sJx5VtR1nW7cKfD4hZ6gLpE3aUoIiQyTzXwM"},
    ),
    route("GET", "/auth/keys", keys, shows=KeySet, unit=Unit.OWN, is_public=True),
]
