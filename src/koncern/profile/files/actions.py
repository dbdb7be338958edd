"""What can be done with files."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
from msgspec import UnsetType
from uuid_utils.compat import uuid7

from koncern import limits
from koncern.access import require, sees_all
from koncern.base import Actor, Page, PageAsked, Scope, Stale, cut, merge_patch
from koncern.companies import CompanyTooLarge, CompanyUnknown
from koncern.db import Tx, load
from koncern.events import record
from koncern.people.memberships import AdminNeeded, Level, level_in, refuse_closed
from koncern.profile.file_types import check_name
from koncern.profile.files.model import (
    File,
    FilePatch,
    FileUnknown,
    HeldCompany,
    NewFile,
    TooManyFiles,
)
from koncern.profile.files.quotas import Quotas, check_quotas, holders_of
from koncern.profile.files.rules import check_custom_fields, file_name

SQL = load("koncern.profile.files")

LEFT_AFTER = timedelta(minutes=30)
"""An upload that was begun this long ago has failed: storing it takes at most ten."""


async def check_upload(
    tx: Tx, actor: Actor, company: UUID, /, *, size: int, quotas: Quotas
) -> None:
    """Refuse an upload that could not be kept, before anything of it is read."""
    held = await check_rights(tx, actor, company)
    _check_number(held)
    holders = holders_of(tx.app, company, actor.user)
    used = await tx.rows(SQL.used, holders=[*holders])
    bytes_of = {row["holder"]: row["bytes"] for row in used}
    check_quotas(quotas, holders, bytes_of, size)


async def check_rights(tx: Tx, actor: Actor, company: UUID, /) -> HeldCompany:
    """Refuse an upload by an actor who may not; others change the company afterwards."""
    held = await _lock_company(tx, actor, company)
    # Every member may help to complete a registration.
    if held.level == Level.DEFAULT and held.status != "pending":
        raise AdminNeeded
    return held


async def begin(
    tx: Tx, actor: Actor, company: UUID, /, *, size: int, quotas: Quotas
) -> UUID:
    """Begin to keep a file: return the id under which its content is to be stored.

    Its bytes count from now on. If nothing comes of it, housekeeping removes it.
    """
    await check_rights(tx, actor, company)
    holders = holders_of(tx.app, company, actor.user)
    counted = await tx.rows(SQL.count, holders=[*holders], more=size)
    bytes_of = {row["holder"]: row["bytes"] - size for row in counted}
    check_quotas(quotas, holders, bytes_of, size)
    file, due_at = uuid7(), tx.now + LEFT_AFTER
    await tx.run(SQL.begin, file=file, due_at=due_at, size=size, holders=[*holders])
    return file


async def add(tx: Tx, actor: Actor, company: UUID, file: UUID, new: NewFile, /) -> File:
    """Keep a file whose content is in the store."""
    _check_number(await check_rights(tx, actor, company))
    claimed = await tx.run(SQL.claim, file=file)
    assert claimed, "an upload took too long, and its content is gone"
    made = await tx.one(
        File,
        SQL.add,
        company=company,
        file=file,
        filename=new.filename,
        content_type=new.content_type,
        size=new.size,
        checksum=new.checksum,
        custom_fields=_as_json(new.custom_fields),
        user=actor.user,
    )
    await _print_in_company(tx, company, more=1)
    await record(tx, actor, "file.uploaded", company, after=made.document)
    return made


async def read(tx: Tx, actor: Actor, company: UUID, file: UUID, /) -> File:
    """Read one file of a company that the actor belongs to."""
    user = None if sees_all(actor) else actor.user
    found = await tx.maybe(File, SQL.find, company=company, file=file, user=user)
    if found is None:
        raise FileUnknown
    return found


async def page(tx: Tx, actor: Actor, company: UUID, asked: PageAsked, /) -> Page[File]:
    """List the files of a company that the actor belongs to, newest first."""
    user = None if sees_all(actor) else actor.user
    if not await tx.run(SQL.sees_company, company=company, user=user):
        raise CompanyUnknown
    query = SQL.page_back if asked.backwards else SQL.page_on
    edge = asked.edge(ascending=False)
    rows = await tx.all(File, query, company=company, edge=edge, most=asked.limit + 1)
    return cut(rows, asked, lambda file: file.id)


async def change(
    tx: Tx,
    actor: Actor,
    company: UUID,
    file: UUID,
    /,
    *,
    patch: FilePatch,
    version: int | None = None,
) -> File:
    """Change what is said of a file: its name, and its custom fields."""
    found = await _lock(tx, actor, company, file, version)
    filename = found.filename
    if not isinstance(patch.filename, UnsetType):
        filename = file_name(patch.filename, "/filename")
        check_name(filename, found.content_type, "/filename")
    kept = msgspec.json.decode(found.document)["custom_fields"]
    custom_fields = kept
    if not isinstance(patch.custom_fields, UnsetType):
        custom_fields = merge_patch(kept, patch.custom_fields) or {}
        check_custom_fields(custom_fields)
    if (filename, custom_fields) == (found.filename, kept):
        return found
    changed = await tx.one(
        File,
        SQL.change,
        company=company,
        file=file,
        filename=filename,
        custom_fields=_as_json(custom_fields),
    )
    await _print_in_company(tx, company, more=0)
    before, after = found.document, changed.document
    await record(tx, actor, "file.changed", company, before=before, after=after)
    return changed


async def delete(
    tx: Tx, actor: Actor, company: UUID, file: UUID, /, *, version: int | None = None
) -> None:
    """Delete a file; its content is removed from the store soon afterwards."""
    found = await _lock(tx, actor, company, file, version)
    (gone,) = await tx.rows(SQL.remove, company=company, file=file)
    await tx.run(SQL.begin, file=file, due_at=tx.now, size=0, holders=None)
    await tx.run(SQL.touch_company, company=company, more=-1)
    holders = holders_of(tx.app, company, gone["uploaded_by"])
    await tx.run(SQL.count, holders=[*holders], more=-gone["size"])
    await record(tx, actor, "file.deleted", company, before=found.document)


async def _print_in_company(tx: Tx, company: UUID, *, more: int) -> None:
    """Show what was written of a file in the company's record, unless that gets too large."""
    (came,) = await tx.rows(SQL.touch_company, company=company, more=more)
    if came["bytes"] > max(limits.COMPANY_BYTES, came["bytes_before"]):
        raise CompanyTooLarge


def _check_number(held: HeldCompany) -> None:
    if held.file_count >= limits.FILES_OF_COMPANY:
        raise TooManyFiles


async def _lock(
    tx: Tx, actor: Actor, company: UUID, file: UUID, version: int | None
) -> File:
    """Lock a file that the actor may change, behind its company."""
    held = await _lock_company(tx, actor, company)
    if held.level == Level.DEFAULT:
        raise AdminNeeded
    found = await tx.maybe(File, SQL.lock, company=company, file=file)
    if found is None:
        raise FileUnknown
    if version is not None and version != found.version:
        raise Stale
    return found


async def _lock_company(tx: Tx, actor: Actor, company: UUID) -> HeldCompany:
    if actor.user is None:
        require(actor, Scope.WRITE)
    held = await tx.maybe(
        HeldCompany, SQL.lock_company, company=company, user=actor.user
    )
    if held is None:
        raise CompanyUnknown
    level = await level_in(tx, actor, company)
    refuse_closed(actor, status=held.status, is_archived=held.is_archived)
    return msgspec.structs.replace(held, level=level)


def _as_json(fields: dict[str, Any]) -> str:
    return msgspec.json.encode(fields).decode()
