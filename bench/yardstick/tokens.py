"""Access tokens: signed by a shared secret."""

import time
from uuid import UUID

from joserfc import jwt
from joserfc.jwk import OctKey

ALGORITHM = "HS256"
DAY_SECONDS = 86_400


def access_token(user: UUID, secret: str) -> str:
    """Sign an access token of a user, good for a day."""
    claims = {"sub": str(user), "exp": int(time.time()) + DAY_SECONDS}
    return jwt.encode({"alg": ALGORITHM}, claims, OctKey.import_key(secret))


def user_of(token: str, secret: str) -> UUID:
    """Return whose token this is; one that is forged or expired raises."""
    key = OctKey.import_key(secret)
    claims = jwt.decode(token, key, algorithms=[ALGORITHM]).claims
    jwt.JWTClaimsRegistry(exp={"essential": True}).validate(claims)
    return UUID(claims["sub"])
