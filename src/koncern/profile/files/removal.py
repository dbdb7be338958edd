"""Removing contents that belong to no file: at once, or when housekeeping comes by."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from koncern.base import Full
from koncern.db import Row, Tx, load
from koncern.profile.file_store import FileStore, FileStoreDown

SQL = load("koncern.profile.files")

TRIED_AGAIN_AFTER = timedelta(hours=1)
REMOVED_AT_ONCE = 20
REMOVAL_SECONDS_MAX = 10
"""Less than the database waits for a transaction in which nothing is done."""


async def discard(
    tx: Tx, file: UUID, /, *, store: FileStore, is_over: bool = True
) -> None:
    """Remove the content of an upload that came to nothing, or of a deleted file.

    A content that belongs to a file stays. One that may still be on its way into the
    store is looked for again when it is due.
    """
    rows = await tx.rows(SQL.lock_loose, file=file)
    if not rows or not await _is_removed(store, {"app_id": tx.app, "file": file}):
        return
    if rows[0]["holders"]:
        await tx.run(SQL.count, holders=rows[0]["holders"], more=-rows[0]["size"])
    await tx.run(SQL.forget if is_over else SQL.uncount, file=file)


async def purge(tx: Tx, /, *, store: FileStore) -> int:
    """Remove some contents that belong to no file; return how many are gone.

    One that the store does not let go of is tried again later, and keeps none of the
    others from going.
    """
    due = await tx.rows(SQL.take_due_of_every_app, most=REMOVED_AT_ONCE)
    removed = await asyncio.gather(*(_is_removed(store, row) for row in due))
    gone = [row for row, is_gone in zip(due, removed, strict=True) if is_gone]
    kept = [row for row, is_gone in zip(due, removed, strict=True) if not is_gone]
    if kept:
        later = tx.now + TRIED_AGAIN_AFTER
        await tx.run(SQL.postpone_of_every_app, due_at=later, **_named(kept))
    if not gone:
        return 0
    await tx.run(SQL.uncount_of_every_app, **_named(gone))
    return await tx.run(SQL.forget_of_every_app, **_named(gone))


async def _is_removed(store: FileStore, row: Row | dict[str, UUID]) -> bool:
    try:
        async with asyncio.timeout(REMOVAL_SECONDS_MAX):
            await store.remove(row["app_id"], row["file"])
    except (FileStoreDown, Full, TimeoutError):
        return False
    return True


def _named(rows: Sequence[Row]) -> dict[str, list[UUID]]:
    return {
        "apps": [row["app_id"] for row in rows],
        "files": [row["file"] for row in rows],
    }
