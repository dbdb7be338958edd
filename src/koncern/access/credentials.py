"""Credentials: how a machine signs in (HTTP Basic, RFC 7617)."""

import base64
import hmac
import re
import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from koncern.access.rights import require
from koncern.base import (
    Actor,
    ActorKind,
    Missing,
    Scope,
    Unauthenticated,
    digest,
    new_secret,
)
from koncern.db import Tx, load
from koncern.events import record

SQL = load("koncern.access")

PREFIX = "kc_"
CLIENT_ID = re.compile(PREFIX + "[A-Za-z0-9_-]{32}")
NOBODYS_HASH = digest("nobody's")


class Credential(Struct, frozen=True, kw_only=True):
    """A machine's client id and what it may do."""

    client_id: str
    name: str
    scopes: list[Scope]
    created_at: datetime
    revoked_at: datetime | None


class CredentialUnknown(Missing):
    """No live credential of this app has this client id."""


class CredentialRefused(Unauthenticated):
    """The client id or its secret is wrong, or the credential was revoked."""


async def create_credential(
    tx: Tx, actor: Actor, /, *, name: str, scope: Scope
) -> tuple[Credential, str]:
    """Make a credential; its secret is told here and never again."""
    require(actor, Scope.ADMIN)
    secret = new_secret("ks_")
    credential = await tx.one(
        Credential,
        SQL.add_credential,
        client_id=_new_client_id(tx.app),
        name=name,
        secret_hash=digest(secret),
        scopes=_scopes_up_to(scope),
    )
    await record(
        tx, actor, "credential.created", tx.app, after={"id": credential.client_id}
    )
    return credential, secret


async def list_credentials(tx: Tx, actor: Actor, /) -> list[Credential]:
    """List an app's credentials, revoked ones included."""
    require(actor, Scope.ADMIN)
    return await tx.all(Credential, SQL.list_credentials)


async def revoke_credential(tx: Tx, actor: Actor, client_id: str, /) -> None:
    """End a credential; every worker refuses it within 5 seconds."""
    require(actor, Scope.ADMIN)
    if not await tx.run(SQL.revoke_credential, client_id=client_id):
        raise CredentialUnknown
    await record(tx, actor, "credential.revoked", tx.app, after={"id": client_id})


async def recognise_credential(tx: Tx, client_id: str, secret: str, /) -> Actor:
    """Return the actor that a client id and its secret stand for."""
    row: dict[str, Any] | None = await tx.maybe(
        dict, SQL.find_credential, client_id=client_id
    )
    kept = row["secret_hash"] if row else NOBODYS_HASH
    if not hmac.compare_digest(kept, digest(secret)) or row is None:
        raise CredentialRefused
    return Actor(
        app=tx.app,
        kind=ActorKind.CREDENTIAL,
        id=client_id,
        scopes=frozenset(Scope(scope) for scope in row["scopes"]),
    )


def app_of(client_id: str) -> UUID:
    """Return the app that a client id names; ids carry it in their first half."""
    if not CLIENT_ID.fullmatch(client_id):
        raise CredentialRefused
    return UUID(bytes=base64.urlsafe_b64decode(client_id.removeprefix(PREFIX))[:16])


def _new_client_id(app: UUID) -> str:
    raw = app.bytes + secrets.token_bytes(8)
    return PREFIX + base64.urlsafe_b64encode(raw).decode()


def _scopes_up_to(scope: Scope) -> list[Scope]:
    scopes = list(Scope)
    return scopes[: scopes.index(scope) + 1]
