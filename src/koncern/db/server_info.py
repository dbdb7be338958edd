"""Server info: version, connections and clock of a server, and what was installed on it."""

from koncern.db.execution import Row
from koncern.db.routines import IN_CATALOG
from koncern.db.sql import Query
from koncern.db.transactions import Tx

_SURVEY = Query(
    "survey",
    "what the server says of itself",
    """SELECT current_setting('server_version_num')::int AS version,
              current_setting('max_connections')::int
              - current_setting('superuser_reserved_connections')::int
              - coalesce(current_setting('reserved_connections', true)::int, 0)
                  AS connections,
              clock_timestamp() AS clock,
              to_regclass('migration') IS NOT NULL AS has_migrations""",
    (),
    writes=False,
)
_STEPS = Query(
    "steps",
    "which migrations were run",
    "SELECT number, name, checksum FROM migration ORDER BY number",
    (),
    writes=False,
)
_ROUTINES = Query(
    "routines",
    "which functions and triggers were installed, and whether they are unchanged",
    f"""SELECT file, i.checksum, i.catalog = c.catalog AS is_unchanged
          FROM installed_sql AS i JOIN ({IN_CATALOG}) AS c USING (file)""",  # noqa: S608 - our own text
    (),
    writes=False,
)


async def survey(tx: Tx, /) -> Row:
    """Return the server's version, its room for connections, and its clock."""
    (row,) = await tx.rows(_SURVEY)
    return row


async def steps_run(tx: Tx, /) -> dict[int, Row]:
    """Return the migrations that a database has run, by their numbers."""
    return {row["number"]: row for row in await tx.rows(_STEPS)}


async def routines_installed(tx: Tx, /) -> dict[str, Row]:
    """Return the functions and triggers that a database has, by the files' name."""
    return {row["file"]: row for row in await tx.rows(_ROUTINES)}
