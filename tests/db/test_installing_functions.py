"""Installing the functions and triggers of the packages, around the numbered steps."""

import asyncio
import re
import signal
import subprocess
import sys
from importlib import import_module
from typing import Any

import asyncpg
import pytest

from koncern.db import FunctionNotReplaceable, migrate, migrations
from koncern.db.routines import RoutineFiles, routine_files, stored_functions
from koncern.db.schema import Migration

BOTH = ["functions.sql", "triggers.sql"]

FUNCTIONS = """
SELECT p.oid::regprocedure::text AS name, pg_get_functiondef(p.oid) AS text
  FROM pg_proc AS p
 WHERE p.pronamespace = 'public'::regnamespace AND p.prokind = 'f'
   AND NOT EXISTS (SELECT FROM pg_depend AS d
                    WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid
                      AND d.deptype = 'e')
"""

TRIGGERS = """
SELECT t.tgrelid::regclass::text || '.' || t.tgname AS name,
       pg_get_triggerdef(t.oid) || t.tgenabled::text AS text
  FROM pg_trigger AS t WHERE NOT t.tgisinternal
"""

STORED = """
SELECT DISTINCT d.refobjid::regprocedure::text AS name, '' AS text
  FROM pg_depend AS d JOIN pg_proc AS p ON p.oid = d.refobjid
 WHERE d.refclassid = 'pg_proc'::regclass
   AND p.pronamespace = 'public'::regnamespace
   AND NOT EXISTS (SELECT FROM pg_depend AS e
                    WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid
                      AND e.deptype = 'e')
   AND d.classid IN ('pg_class'::regclass, 'pg_constraint'::regclass,
                     'pg_attrdef'::regclass, 'pg_statistic_ext'::regclass)
"""

HAND = """
CREATE OR REPLACE FUNCTION event_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RETURN NEW; END $$
"""

STORED_SQL = stored_functions()

CODE_OF_ANOTHER_RELEASE = """
CREATE OR REPLACE FUNCTION search_code(app uuid) RETURNS text LANGUAGE sql IMMUTABLE
RETURN 'of another release'
"""

DYING = """
import asyncio, os, signal, sys
from importlib import import_module
async def die(*_): os.kill(os.getpid(), signal.SIGKILL)
setattr(import_module("koncern.db." + sys.argv[1]), sys.argv[2], die)
from koncern.db import migrate
asyncio.run(migrate(sys.argv[3]))
"""


@pytest.fixture
def stepped(empty: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of a database that only ran the steps."""
    with monkeypatch.context() as without:
        module = import_module("koncern.db.migrations")
        without.setattr(module, "install", _install_nothing)
        assert asyncio.run(migrate(empty)) == [step.name for step in migrations()]
    return empty


@pytest.fixture
def migrated(empty: str) -> str:
    """The URL of a database of this release."""
    asyncio.run(migrate(empty))
    return empty


def test_steps_begin_with_what_tables_call(stepped: str):
    assert catalog(stepped, FUNCTIONS).keys() == catalog(stepped, STORED).keys()
    assert not catalog(stepped, TRIGGERS)


def test_the_files_hold_every_function_that_tables_call_and_no_other(migrated: str):
    names = {name.partition("(")[0] for name in catalog(migrated, STORED)}

    assert {*re.findall(r"(?m)^CREATE OR REPLACE FUNCTION (\w+)", STORED_SQL)} == names


def test_the_files_alone_make_every_function_and_trigger(migrated: str):
    functions, triggers = catalog(migrated, FUNCTIONS), catalog(migrated, TRIGGERS)
    stored = catalog(migrated, STORED).keys()
    names = functions.keys() - stored
    run(migrated, "".join(f"DROP FUNCTION IF EXISTS {name} CASCADE;" for name in names))
    assert catalog(migrated, FUNCTIONS).keys() == stored
    run(migrated, "DELETE FROM installed_sql")

    asyncio.run(migrate(migrated))

    assert catalog(migrated, FUNCTIONS) == functions
    assert catalog(migrated, TRIGGERS) == triggers


def test_a_step_can_use_a_function_as_this_release_has_it(
    migrated: str, monkeypatch: pytest.MonkeyPatch
):
    run(migrated, CODE_OF_ANOTHER_RELEASE)
    later = Migration(
        9999, "9999_later", "CREATE TABLE t AS SELECT search_code(uuidv7()) AS c"
    )
    module = import_module("koncern.db.migrations")
    monkeypatch.setattr(module, "migrations", lambda: [*migrations(), later])

    asyncio.run(migrate(migrated))

    assert (
        len(next(iter(catalog(migrated, "SELECT c AS name, '' AS text FROM t")))) == 6
    )


def test_it_replaces_nothing_while_the_files_are_the_same(migrated: str):
    run(migrated, HAND)
    edited = catalog(migrated, FUNCTIONS)

    assert asyncio.run(migrate(migrated)) == []

    assert catalog(migrated, FUNCTIONS) == edited


def test_other_files_put_right_what_was_edited_by_hand(
    migrated: str, monkeypatch: pytest.MonkeyPatch
):
    before = catalog(migrated, FUNCTIONS)
    run(migrated, HAND)
    _release(monkeypatch, "SELECT 1;\n")

    assert asyncio.run(migrate(migrated)) == ["functions.sql"]

    assert catalog(migrated, FUNCTIONS) == before


def test_two_at_once_install_once(migrated: str):
    run(migrated, "DELETE FROM installed_sql")

    async def both() -> list[list[str]]:
        return await asyncio.gather(migrate(migrated), migrate(migrated))

    assert sorted(asyncio.run(both())) == [[], BOTH]


@pytest.mark.parametrize(
    ("module", "name"), [("migrations", "install"), ("routines", "_remember")]
)
def test_it_completes_what_was_killed(empty: str, module: str, name: str):
    killed = subprocess.run(
        [sys.executable, "-c", DYING, module, name, empty], check=False, timeout=120
    )

    assert killed.returncode == -signal.SIGKILL
    assert asyncio.run(migrate(empty)) == BOTH
    assert asyncio.run(migrate(empty)) == []


def test_it_comes_after_every_later_step(
    migrated: str, monkeypatch: pytest.MonkeyPatch
):
    before = catalog(migrated, TRIGGERS)
    later = Migration(9999, "9999_later", "DROP TRIGGER tag_forbid_key_change ON tag")
    steps = [*migrations(), later]
    module = import_module("koncern.db.migrations")
    monkeypatch.setattr(module, "migrations", lambda: steps)

    assert asyncio.run(migrate(migrated)) == ["9999_later", *BOTH]

    assert catalog(migrated, TRIGGERS) == before


def test_a_function_that_cannot_be_replaced_needs_a_step(
    migrated: str, monkeypatch: pytest.MonkeyPatch
):
    before = catalog(migrated, FUNCTIONS)
    _release(
        monkeypatch,
        "CREATE OR REPLACE FUNCTION legal_entity(p_app uuid, p_path uuid[]) RETURNS text"
        " LANGUAGE sql AS $$ SELECT '' $$;",
    )

    with pytest.raises(FunctionNotReplaceable, match=r"must drop it .*legal_entity"):
        asyncio.run(migrate(migrated))

    assert catalog(migrated, FUNCTIONS) == before


def test_it_tries_again_while_a_table_is_held(migrated: str):
    run(migrated, "DELETE FROM installed_sql")

    async def beside() -> list[str]:
        rival = await asyncpg.connect(migrated)
        async with rival.transaction():
            await rival.execute("LOCK TABLE company IN ROW EXCLUSIVE MODE")
            migrating = asyncio.create_task(migrate(migrated))
            await asyncio.sleep(1.5)
            await rival.execute("LOCK TABLE event IN ROW EXCLUSIVE MODE")
        await rival.close()
        return await migrating

    assert asyncio.run(beside()) == BOTH


async def _install_nothing(_: asyncpg.Connection) -> list[str]:
    return []


def _release(monkeypatch: pytest.MonkeyPatch, more: str) -> None:
    """Let a release have more functions than this one."""
    functions, triggers = routine_files()
    later = RoutineFiles(functions.file, functions.texts | {"later": more})
    module = import_module("koncern.db.routines")
    monkeypatch.setattr(module, "routine_files", lambda: [later, triggers])


def catalog(url: str, what: str) -> dict[str, str]:
    """Return what a database has, by name."""

    async def ask() -> Any:
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetch(what)
        finally:
            await connection.close()

    return {row["name"]: row["text"] for row in asyncio.run(ask())}


def run(url: str, sql: str) -> None:
    """Carry statements out."""

    async def say() -> None:
        connection = await asyncpg.connect(url)
        try:
            await connection.execute(sql)
        finally:
            await connection.close()

    asyncio.run(say())
