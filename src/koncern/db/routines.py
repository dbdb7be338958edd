"""Functions and triggers: what stands in the packages is what the database runs.

Each package has its functions in `functions.sql` and the triggers of its tables in
`triggers.sql`. `migrate` installs all functions, and then all triggers, when the files
differ from those that it installed last (docs/decisions/0050). Functions that tables call
stand in `stored.sql`: every numbered step begins with them (docs/decisions/0051).
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from contextlib import suppress
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import NamedTuple

import asyncpg

from koncern.base import Conflict
from koncern.db.timeouts import Driver

PACKAGES = (
    "db",
    "events",
    "access",
    "apps",
    "labels",
    "labels/tags",
    "labels/store_groups",
    "labels/customer_groups",
    "companies",
    "companies/aliases",
    "companies/patch",
    "search/terms",
    "search/planner",
    "search/lists",
    "trees/hierarchies",
    "trees/positions",
    "trees/divisions",
    "trees/moves",
    "billing/organizations",
    "billing/payers",
    "billing/directory",
    "billing/tax_registrations",
    "people/users",
    "people/colleagues",
    "profile/restrictions",
    "inheritance",
    "registrations",
)
"""The packages that have such files, lowest first: a house test keeps this complete."""

STORED = "stored.sql"
"""Functions whose results are stored: an index, a generated column, a CHECK or statistics
call them. They belong to `functions.sql`, and are needed before there are tables."""

FILES = {"functions.sql": (STORED, "functions.sql"), "triggers.sql": ("triggers.sql",)}
"""What is installed, and from which files of the packages. The order counts: a trigger may
call a function of any package."""

TRIES_MAX = 40
WAIT_MS = 300  # `deadlock_timeout` is 1 s
PAUSE_SECONDS = 0.2

SETTINGS = "SET LOCAL check_function_bodies = off"
"""A function may call one of a package above, which is made after it."""

FORGET = "DELETE FROM installed_sql"
"""A step may drop functions and triggers, or tables that have them: they are all
installed again after it."""

_CATALOG = {
    "functions.sql": """
        SELECT string_agg(pg_get_functiondef(p.oid), ''
                          ORDER BY p.oid::regprocedure::text COLLATE "C")
          FROM pg_proc AS p
         WHERE p.pronamespace = 'public'::regnamespace AND p.prokind = 'f'
           AND NOT EXISTS (
               SELECT FROM pg_depend AS d
                WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid
                  AND d.deptype = 'e')""",
    "triggers.sql": """
        SELECT string_agg(pg_get_triggerdef(t.oid) || t.tgenabled::text, ''
                          ORDER BY t.tgrelid::regclass::text COLLATE "C",
                                   t.tgname::text COLLATE "C")
          FROM pg_trigger AS t
          JOIN pg_class AS c ON c.oid = t.tgrelid
         WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace""",
}
"""What the database has of each, as PostgreSQL prints it; extensions have their own."""

IN_CATALOG = " UNION ALL ".join(
    f"SELECT '{name}' AS file, md5(({asked})) AS catalog"
    for name, asked in _CATALOG.items()
)

_REMEMBER = f"""
INSERT INTO installed_sql (file, checksum, catalog)
SELECT file, $2, catalog FROM ({IN_CATALOG}) AS c WHERE c.file = $1
    ON CONFLICT ON CONSTRAINT installed_sql_key DO UPDATE
   SET checksum = excluded.checksum, catalog = excluded.catalog, installed_at = now()
"""  # noqa: S608 - our own text


class FunctionNotReplaceable(Conflict):
    """A function's parameters or result changed: a numbered step must drop it first."""


class RoutineFiles(NamedTuple):
    """The files of one name of all packages, by the package, lowest first."""

    file: str
    texts: dict[str, str]

    @property
    def checksum(self) -> str:
        """What tells whether a database has these."""
        return hashlib.sha256("\n".join(self.texts.values()).encode()).hexdigest()


def routine_files() -> list[RoutineFiles]:
    """Return the functions and the triggers that this release has."""
    return [
        RoutineFiles(
            name,
            {package: text for package in PACKAGES if (text := _text(package, *names))},
        )
        for name, names in FILES.items()
    ]


def stored_functions() -> str:
    """Return the functions that tables call."""
    return "\n".join(filter(None, (_text(package, STORED) for package in PACKAGES)))


def _text(package: str, *names: str) -> str:
    folder: Traversable = files("koncern").joinpath(*package.split("/"))
    sources = [folder / name for name in names]
    return "\n".join(
        source.read_text(encoding="utf-8") for source in sources if source.is_file()
    )


async def install(connection: Driver) -> list[str]:
    """Install the files that differ from those installed last; return their names."""
    return await patiently(connection, install_files)


async def patiently(
    connection: Driver, change: Callable[[Driver], Awaitable[list[str]]]
) -> list[str]:
    """Change what takes locks on many tables, in a transaction that gives way.

    Requests hold some of these tables and want others. The wait for each is shorter than
    PostgreSQL's for a deadlock, so that no request fails.
    """
    for _ in range(TRIES_MAX - 1):
        with suppress(asyncpg.LockNotAvailableError):
            return await _change(connection, change)
        await asyncio.sleep(PAUSE_SECONDS)
    return await _change(connection, change)


async def _change(
    connection: Driver, change: Callable[[Driver], Awaitable[list[str]]]
) -> list[str]:
    async with connection.transaction():
        await connection.execute(f"SET LOCAL lock_timeout = '{WAIT_MS}ms'; {SETTINGS}")
        return await change(connection)


async def install_files(connection: Driver) -> list[str]:
    """Install the files that differ, in the caller's transaction."""
    rows = await connection.fetch("SELECT file, checksum FROM installed_sql")
    has = {row["file"]: row["checksum"] for row in rows}
    missing = [each for each in routine_files() if has.get(each.file) != each.checksum]
    for each in missing:
        await _create(connection, each)
    for each in missing:
        await _remember(connection, each)
    return [each.file for each in missing]


async def _create(connection: Driver, given: RoutineFiles) -> None:
    for package, text in given.texts.items():
        try:
            await connection.execute(text)
        except asyncpg.InvalidFunctionDefinitionError as refusal:
            raise FunctionNotReplaceable(
                f"{FunctionNotReplaceable.sentence()} PostgreSQL says of "
                f"{package}/{given.file}: {refusal.message}. {refusal.hint or ''}".rstrip()
            ) from refusal


async def _remember(connection: Driver, given: RoutineFiles) -> None:
    await connection.execute(_REMEMBER, given.file, given.checksum)
