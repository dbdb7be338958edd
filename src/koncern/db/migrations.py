"""Migrations: numbered SQL files, forward only, run under a lock.

Functions and triggers are installed after them, from the packages (`routines`).
"""

import hashlib
from importlib.resources import files
from typing import NamedTuple

import asyncpg

from koncern.base import Conflict
from koncern.db.routines import FORGET, SINCE, install
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


class Migration(NamedTuple):
    """One step of the schema."""

    number: int
    name: str
    sql: str

    @property
    def checksum(self) -> str:
        """What tells that the file is still the one that was run."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


def migrations() -> list[Migration]:
    """Return the steps that this release knows, in order."""
    folder = files("koncern.db") / "steps"
    names = sorted(file.name for file in folder.iterdir() if file.name[0].isdigit())
    return [
        Migration(int(name[:4]), name[:-4], (folder / name).read_text(encoding="utf-8"))
        for name in names
    ]


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
        steps = await _outstanding(connection)
        taken = [await _run_step(connection, step) for step in steps]
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
    await connection.execute(
        "CREATE TABLE IF NOT EXISTS migration (number integer PRIMARY KEY, name text "
        "NOT NULL, checksum text NOT NULL, run_at timestamptz NOT NULL DEFAULT now())"
    )
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
        await connection.execute(step.sql)
        if step.number > SINCE:
            await connection.execute(FORGET)
        await connection.execute(
            "INSERT INTO migration (number, name, checksum) VALUES ($1, $2, $3)",
            step.number,
            step.name,
            step.checksum,
        )
    return step.name


async def _vacuum(connection: Driver) -> None:
    """Make what was written anew as quick to read as it was."""
    for row in await connection.fetch(REWRITTEN):
        await connection.execute(f"VACUUM (ANALYZE, SKIP_LOCKED) {row['table']}")
