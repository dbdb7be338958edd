"""Signing in: from the Authorization header to an actor.

Who was recognised is remembered for a moment, so that a busy client costs no query
and no signature check; a revoked credential or an ended session is refused on every
worker when the moment is over.
"""

import base64
import time
from uuid import UUID

from koncern.access import (
    CredentialRefused,
    TokenRefused,
    app_of,
    recognise_credential,
    recognise_token,
)
from koncern.apps import AppUnknown
from koncern.base import Actor, Unauthenticated
from koncern.db import Database

REMEMBERED_SECONDS = 3.0
REMEMBERED_MAX = 20_000


class NobodySignedIn(Unauthenticated):
    """Send an `Authorization` header: Basic with a credential, or Bearer with a token."""


class SignIn:
    """Recognises actors, and remembers them for a moment."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[bytes, tuple[Actor, float]] = {}

    def remembered(self, header: bytes, app: UUID | None) -> Actor | None:
        """Return who sent a header a moment ago, to the app that the path names if any."""
        known = self._known.get(header)
        if known is None or known[1] < time.monotonic():
            return None
        return _within(app, known[0], header)

    async def recognise(self, header: bytes, app: UUID | None) -> Actor:
        """Return who sends a header, to the app that the path names if it does."""
        if not header:
            raise NobodySignedIn
        self._known.pop(header, None)
        scheme, _, rest = header.partition(b" ")
        until = time.monotonic() + REMEMBERED_SECONDS
        if scheme.lower() == b"basic":
            actor = await self._by_credential(rest.strip())
        elif scheme.lower() == b"bearer" and app is not None:
            actor, expires = await self._by_token(rest.strip(), app)
            until = min(until, time.monotonic() + expires - time.time())
        else:
            raise NobodySignedIn
        if len(self._known) >= REMEMBERED_MAX:
            self._known.clear()
        self._known[header] = actor, until
        return _within(app, actor, header)

    async def _by_credential(self, encoded: bytes) -> Actor:
        try:
            pair = base64.b64decode(encoded, validate=True).decode()
        except ValueError:
            raise CredentialRefused from None
        client_id, _, secret = pair.partition(":")
        async with self._database.single(app_of(client_id)) as tx:
            return await recognise_credential(tx, client_id, secret)

    async def _by_token(self, token: bytes, app: UUID) -> tuple[Actor, float]:
        async with self._database.transaction(app) as tx:
            return await recognise_token(tx, token.decode("latin-1"))


def _within(app: UUID | None, actor: Actor, header: bytes) -> Actor:
    """Return an actor, who must be of the app that is asked."""
    if app is not None and actor.app != app:
        raise AppUnknown if header[:6].lower() == b"basic " else TokenRefused
    return actor
