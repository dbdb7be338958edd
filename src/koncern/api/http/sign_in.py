"""Signing in: from the Authorization header to an actor.

Who was recognised is remembered for a moment, so that a busy client costs no query
and no signature check; a revoked credential or an ended session is refused on every
worker when the moment is over.

What is remembered is a digest of what the header says, however many blanks it has: so an
entry has always the same size, and one credential has one entry (or a few: base64 can be
written with other unused bits).
"""

import re
import time
from binascii import a2b_base64
from collections import OrderedDict
from hashlib import blake2b
from typing import NamedTuple
from uuid import UUID

from koncern import limits
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

_TOKEN = re.compile(rb"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")


class NobodySignedIn(Unauthenticated):
    """Send an `Authorization` header: Basic with a credential, or Bearer with a token."""


_SCHEMES = {b"basic": b"credential", b"bearer": b"token"}


class Signed(NamedTuple):
    """A credential or a token, as the Authorization header has it, and its digest."""

    key: bytes
    secret: bytes
    is_token: bool


def parse_authorization(header: bytes) -> Signed:
    """Read an Authorization header, however long its blanks are."""
    scheme, _, rest = header.partition(b" ")
    kind = _SCHEMES.get(scheme.lower())
    if kind is None:
        raise NobodySignedIn
    secret = rest.strip()
    # BLAKE2 is as good as SHA-256 here, and starts in a fifth of the time.
    key = blake2b(secret, digest_size=32, person=kind).digest()
    return Signed(key, secret, kind == b"token")


class SignIn:
    """Recognises actors, and remembers them for a moment."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: OrderedDict[bytes, tuple[Actor, float]] = OrderedDict()

    def cached(self, signed: Signed, app: UUID | None) -> Actor | None:
        """Return who signed in so a moment ago, to the app that the path names if any."""
        known = self._known.get(signed.key)
        if known is None or known[1] < time.monotonic():
            return None
        return _within(app, known[0], signed)

    async def recognise(self, signed: Signed, app: UUID | None) -> Actor:
        """Return who signs in, to the app that the path names if it does."""
        until = time.monotonic() + REMEMBERED_SECONDS
        if not signed.is_token:
            actor = await self._by_credential(signed.secret)
        elif app is not None:
            actor, expires = await self._by_token(signed.secret, app)
            until = min(until, time.monotonic() + expires - time.time())
        else:
            raise NobodySignedIn
        self._remember(signed.key, actor, until)
        return _within(app, actor, signed)

    def _remember(self, key: bytes, actor: Actor, until: float) -> None:
        """Remember an actor; forget who has expired, and the oldest if there are many.

        The order is that of signing in. Who has too many requests is remembered too: it
        is the same entry, and without it each refused request would cost a query.
        """
        known = self._known
        known.pop(key, None)
        now = time.monotonic()
        while known:
            oldest = next(iter(known))
            if len(known) < limits.SIGN_INS_REMEMBERED and known[oldest][1] >= now:
                break
            del known[oldest]
        known[key] = actor, until

    async def _by_credential(self, secret: bytes) -> Actor:
        if len(secret) > limits.SECRET_BYTES:
            raise CredentialRefused
        try:
            pair = a2b_base64(secret, strict_mode=True).decode()
        except ValueError:
            raise CredentialRefused from None
        client_id, _, rest = pair.partition(":")
        async with self._database.single(app_of(client_id)) as tx:
            return await recognise_credential(tx, client_id, rest)

    async def _by_token(self, token: bytes, app: UUID) -> tuple[Actor, float]:
        if len(token) > limits.SECRET_BYTES or not _TOKEN.fullmatch(token):
            raise TokenRefused
        async with self._database.transaction(app) as tx:
            return await recognise_token(tx, token.decode())


def _within(app: UUID | None, actor: Actor, signed: Signed) -> Actor:
    """Return an actor, who must be of the app that is asked."""
    if app is not None and actor.app != app:
        raise TokenRefused if signed.is_token else AppUnknown
    return actor
