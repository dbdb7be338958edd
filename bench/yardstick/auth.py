"""Who calls: a credential by HTTP Basic, or a user by a signed access token."""

import hashlib
import hmac
import os
from typing import Annotated

from fastapi import Depends, HTTPException
from fastapi.security import (
    HTTPAuthorizationCredentials,
    HTTPBasic,
    HTTPBasicCredentials,
    HTTPBearer,
)
from joserfc.errors import JoseError

from bench.yardstick.database import Session
from bench.yardstick.models import Credential, User
from bench.yardstick.tokens import user_of

SECRET = os.environ["YARDSTICK_SECRET"]
REFUSED = HTTPException(401, "These credentials are wrong.")


async def _credential(
    session: Session, basic: Annotated[HTTPBasicCredentials, Depends(HTTPBasic())]
) -> Credential:
    credential = await session.get(Credential, basic.username)
    given = hashlib.sha256(basic.password.encode()).hexdigest()
    if credential is None or not hmac.compare_digest(credential.secret_hash, given):
        raise REFUSED
    return credential


async def _user(
    session: Session,
    bearer: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())],
) -> User:
    try:
        user_id = user_of(bearer.credentials, SECRET)
    except (JoseError, ValueError, KeyError):
        raise REFUSED from None
    user = await session.get(User, user_id)
    if user is None or not user.is_active:
        raise REFUSED
    return user


CurrentCredential = Annotated[Credential, Depends(_credential)]
CurrentUser = Annotated[User, Depends(_user)]
