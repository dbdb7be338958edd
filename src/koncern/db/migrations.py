"""Migrations: numbered SQL files, forward only, run under a lock.

Functions and triggers are installed after them, from the packages (`routines`). A
database from before the first step is adopted (`adoption`).
"""

import asyncpg

from koncern.base import Conflict
from koncern.db.adoption import adopt
from koncern.db.routines import FORGET, SETTINGS, install, stored_functions
from koncern.db.schema import TABLE, Migration, migrations, record_step
from koncern.db.timeouts import Driver

LOCK = 4_016_022_025  # any number, the same in every release
OTHERS_SECONDS_MAX = 900
"""How long is waited for somebody else who migrates: a step may take minutes."""

HELD_SECONDS_MAX = 10
"""How long a step waits for a table: everybody who wants it waits behind it."""

BLOCKED = (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError, TimeoutError)
"""What others do to a migration; nothing of it is done then."""

REWRITTEN = """
SELECT oid::regclass::text AS table FROM pg_class
 WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
   AND relpages >= 1000 AND relallvisible = 0
"""
"""Large tables that a step wrote anew: until they are vacuumed, no index of theirs is read
without the table."""


class SchemaNewer(Conflict):
    """The database was migrated by a newer Koncern; run that one, or newer."""


class MigrationBlocked(Conflict):
    """Another session migrates, or holds a table that a step changes; try again later."""


class MigrationChanged(Conflict):
    """A migration that this database has run was changed afterwards."""


async def migrate(url: str) -> list[str]:
    """Bring a database to this release's schema; return what was run.

    These are the steps, and the names of the files in which functions and triggers stand.
    """
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(
            "SELECT pg_advisory_lock($1)", LOCK, timeout=OTHERS_SECONDS_MAX
        )
        await connection.execute(f"SET lock_timeout = '{HELD_SECONDS_MAX}s'")
        await connection.execute(TABLE)
        taken = await adopt(connection, migrations()[0])
        steps = await _outstanding(connection)
        taken += [await _run_step(connection, step) for step in steps]
        installed = await install(connection)
        if taken:
            await _vacuum(connection)
    except BLOCKED as trouble:
        raise MigrationBlocked from trouble
    else:
        return taken + installed
    finally:
        await connection.close()


async def _outstanding(connection: Driver) -> list[Migration]:
    rows = await connection.fetch("SELECT number, name, checksum FROM migration")
    run = {row["number"]: row for row in rows}
    known = {step.number: step for step in migrations()}
    if newer := [row["name"] for row in rows if row["number"] not in known]:
        raise SchemaNewer(f"{SchemaNewer.sentence()} It ran {', '.join(newer)}.")
    for number, row in run.items():
        if known[number].checksum != row["checksum"]:
            raise MigrationChanged(f"{MigrationChanged.sentence()} See {row['name']}.")
    return [step for number, step in known.items() if number not in run]


async def _run_step(connection: Driver, step: Migration) -> str:
    async with connection.transaction():
        await connection.execute(SETTINGS)
        await connection.execute(stored_functions())
        await connection.execute(step.sql)
        await connection.execute(FORGET)
        await record_step(connection, step)
    return step.name


async def _vacuum(connection: Driver) -> None:
    """Make what was written anew as quick to read as it was."""
    for row in await connection.fetch(REWRITTEN):
        await connection.execute(f"VACUUM (ANALYZE, SKIP_LOCKED) {row['table']}")
