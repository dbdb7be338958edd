"""What can be done with apps; its operator makes one, its own credentials set it up."""

from typing import Any

import msgspec

from koncern.access import make_signing_key, require
from koncern.apps.model import (
    App,
    AppChange,
    AppInvalid,
    AppUnknown,
    RegistrationPolicy,
    TaxStatus,
)
from koncern.apps.rules import faults_of
from koncern.base import Actor, Scope, Stale
from koncern.db import Tx, load
from koncern.events import record

SQL = load("koncern.apps")


async def create(
    tx: Tx,
    actor: Actor,
    /,
    *,
    slug: str,
    name: str,
    registration_policy: RegistrationPolicy = RegistrationPolicy.OPEN,
    shares_numbers: bool = False,
) -> App:
    """Make an app, with a key to sign its users' access tokens."""
    require(actor, Scope.ADMIN)
    row: dict[str, Any] = await tx.one(
        dict,
        SQL.add,
        slug=slug,
        name=name,
        registration_policy=registration_policy,
        default_tax_status=TaxStatus.TAXED,
        shares_numbers=shares_numbers,
    )
    await make_signing_key(tx)
    app = msgspec.convert(row, App)
    await record(tx, actor, "app.created", app.id, after=app)
    return app


async def list_all(tx: Tx, actor: Actor, /) -> list[App]:
    """List every app of this installation."""
    require(actor, Scope.ADMIN)
    return [
        msgspec.convert(dict(row), App) for row in await tx.rows(SQL.list_every_app)
    ]


async def find(tx: Tx, actor: Actor, /) -> App:
    """Return the app at hand."""
    require(actor, Scope.READ)
    row: dict[str, Any] | None = await tx.maybe(dict, SQL.find)
    if row is None:
        raise AppUnknown
    return msgspec.convert(row, App)


async def change(
    tx: Tx, actor: Actor, wanted: AppChange, /, *, version: int | None = None
) -> App:
    """Change the settings of the app at hand; what changes nothing leaves no trace."""
    require(actor, Scope.ADMIN)
    if faults := [*faults_of(wanted)]:
        raise AppInvalid(faults=faults)
    row: dict[str, Any] | None = await tx.maybe(dict, SQL.hold)
    if row is None:
        raise AppUnknown
    if version is not None and version != row["version"]:
        raise Stale
    sent = msgspec.to_builtins(wanted)
    after = {name: value for name, value in sent.items() if row[name] != value}
    if not after:
        return msgspec.convert(row, App)
    settings = {name: row[name] for name in AppChange.__struct_fields__}
    changed: dict[str, Any] = await tx.one(dict, SQL.change, **settings | after)
    before = {name: row[name] for name in after}
    await record(tx, actor, "app.changed", tx.app, before=before, after=after)
    return msgspec.convert(changed, App)
