"""Adoption: a database from before the baseline becomes one of this release.

Steps 0001 to 0046 were replaced by one baseline (docs/decisions/0051). `adoption.sql` makes
the tables that they made equal to the baseline's, without copying data. Functions and
triggers are installed in the same transaction, so requests never miss one.
"""

import hashlib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import asyncpg

from koncern.base import Conflict
from koncern.db.routines import FORGET, install_files, patiently
from koncern.db.schema import Migration, record_step
from koncern.db.timeouts import Driver

FIRST = "0001_ground"
"""The name of the first step before the baseline."""

CHECKSUM = "02e73e267954060f37b97a97ba7cbc2810ead8558ad71c0ba0d75796b166efff"
"""The checksum of the numbers and checksums of all steps before the baseline."""

SCRIPT = "adoption.sql"


class SchemaTooOld(Conflict):
    """The database did not run every migration that was replaced by the baseline.

    Run `koncern migrate` of commit d9e89f0, then that of this release.
    """


class SchemaNotAdopted(Conflict):
    """Rows violate a constraint that was not enforced before, or a view needs a function.

    Correct the rows, or drop the view. Then run `koncern migrate` again.
    """


IN_THE_WAY = (
    asyncpg.IntegrityConstraintViolationError,
    asyncpg.DependentObjectsStillExistError,
)
"""Errors by which PostgreSQL says that rows or objects of an operator prevent adoption."""


def is_to_be_adopted(ran: Mapping[int, Any]) -> bool:
    """Tell whether a database, by the steps that it ran, is from before the baseline."""
    if 1 not in ran or ran[1]["name"] != FIRST:
        return False
    lines = (f"{number:04} {ran[number]['checksum']}" for number in sorted(ran))
    if hashlib.sha256("\n".join(lines).encode()).hexdigest() != CHECKSUM:
        raise SchemaTooOld
    return True


async def adopt(connection: Driver, baseline: Migration) -> list[str]:
    """Adopt a database from before the baseline; return what was run."""
    rows = await connection.fetch("SELECT number, name, checksum FROM migration")
    if not is_to_be_adopted({row["number"]: row for row in rows}):
        return []
    script = (files("koncern.db") / SCRIPT).read_text(encoding="utf-8")

    async def change(connection: Driver) -> list[str]:
        await connection.execute(script)
        await connection.execute(FORGET)
        installed = await install_files(connection)
        await record_step(connection, baseline)
        return [baseline.name, *installed]

    try:
        return await patiently(connection, change)
    except IN_THE_WAY as reason:
        said = f"{reason.message}. {reason.detail or ''}".rstrip()
        raise SchemaNotAdopted(
            f"{SchemaNotAdopted.sentence()} PostgreSQL says: {said}"
        ) from reason
