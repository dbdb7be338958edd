"""Access tokens: signed (EdDSA, RFC 8037), short-lived JWTs (RFC 7519)."""

import json
import math
import time
from datetime import datetime
from typing import Any
from uuid import UUID

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

from koncern.base import Actor, ActorKind, Unauthenticated
from koncern.db import Tx, load

SQL = load("koncern.access")

ALGORITHM = "Ed25519"

_keys: dict[UUID, KeySet] = {}


class TokenRefused(Unauthenticated):
    """The access token is malformed, forged, expired, or of another app."""


class SessionEnded(Unauthenticated):
    """The session of this access token has ended: sign in again."""


async def make_signing_key(tx: Tx, /) -> None:
    """Give an app a key to sign access tokens with."""
    key = OKPKey.generate_key("Ed25519", private=True)
    await tx.run(SQL.add_signing_key, jwk=json.dumps(key.as_dict(private=True)))


async def issue_token(
    tx: Tx, /, *, user: UUID, session: UUID, expires_at: datetime
) -> str:
    """Sign an access token for a user's session."""
    claims = {
        "iss": "koncern",
        "aud": str(tx.app),
        "sub": str(user),
        "sid": str(session),
        "iat": int(tx.now.timestamp()),
        "exp": math.ceil(expires_at.timestamp()),
    }
    key = (await _keys_of(tx)).keys[0]
    header = {"alg": ALGORITHM, "typ": "at+jwt", "kid": key.kid}
    return jwt.encode(header, claims, key, algorithms=[ALGORITHM])


async def recognise_token(tx: Tx, token: str, /) -> tuple[Actor, float]:
    """Return who an access token stands for, and when it expires (Unix time)."""
    keys = await _keys_of(tx)
    if not keys.keys:
        raise TokenRefused
    try:
        claims = jwt.decode(token, keys, algorithms=[ALGORITHM]).claims
        expires = float(claims["exp"])
        session = UUID(claims["sid"])
        is_ours = claims["aud"] == str(tx.app) and claims["iss"] == "koncern"
    except (JoseError, ValueError, KeyError, TypeError, AttributeError):
        raise TokenRefused from None
    if not is_ours or time.time() >= expires:
        raise TokenRefused
    found: dict[str, Any] | None = await tx.maybe(
        dict, SQL.find_live_session, session=session
    )
    if found is None:
        raise SessionEnded
    user = str(found["id"])
    return Actor(app=tx.app, kind=ActorKind.USER, id=user, session=session), expires


async def public_keys(tx: Tx, /) -> dict[str, object]:
    """Return the app's public keys as a JWK set; an app that is not there has none."""
    keys = (await _keys_of(tx)).keys
    return {"keys": [key.as_dict(private=False) for key in keys]}


async def _keys_of(tx: Tx) -> KeySet:
    """Return the app's keys, newest first; read again while there are none."""
    keys = _keys.get(tx.app)
    if keys is None:
        keys = KeySet(
            [
                OKPKey.import_key(json.loads(row["jwk"]), {"kid": str(row["id"])})
                for row in await tx.rows(SQL.list_signing_keys)
            ]
        )
        if keys.keys:
            _keys[tx.app] = keys
    return keys
