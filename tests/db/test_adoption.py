"""Adopting a database from before the baseline."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import asyncpg
import pytest
from catalogue import catalogue
from former import ask, make_former

from koncern.db import SchemaNotAdopted, SchemaTooOld, migrate, migrations
from world import Operator

EVERYTHING = [*(step.name for step in migrations()), "functions.sql", "triggers.sql"]

APP = "00000000-0000-7000-8000-000000000001"

DATA = f"""
INSERT INTO app (app_id, slug, name, created_at) VALUES ('{APP}', 'app', 'App', now());
INSERT INTO company (app_id, name, status, tax_status, created_at, updated_at)
SELECT '{APP}', 'Company ' || n, 'active', 'TAXED', now(), now()
  FROM generate_series(1, 20) AS n;
UPDATE company SET parent = (SELECT id FROM company WHERE name = 'Company 1')
 WHERE name <> 'Company 1';
INSERT INTO tag (app_id, key, name, created_at, updated_at)
VALUES ('{APP}', 't', 'T', now(), now());
INSERT INTO company_tag SELECT c.app_id, c.id, t.id FROM company AS c, tag AS t;
INSERT INTO alias (app_id, company, value, created_at)
SELECT app_id, id, name, now() FROM company;
INSERT INTO "user" (app_id, email, email_key, created_at, updated_at)
VALUES ('{APP}', 'a@example.com', 'a@example.com', now(), now());
INSERT INTO membership (app_id, "user", company, level, created_at, updated_at)
SELECT u.app_id, u.id, c.id, 'admin', now(), now() FROM "user" AS u, company AS c;
INSERT INTO event (app_id, type, subject, actor_kind, actor, request_id, happened_at)
SELECT app_id, 'company.created', id, 'user', 'x', 'x', now() FROM company;
"""

ROWS = """
SELECT json_agg(row_to_json(x) ORDER BY x::text)::text AS rows FROM (
    SELECT c::text FROM company AS c UNION ALL SELECT m::text FROM membership AS m
    UNION ALL SELECT l::text FROM company_tag AS l UNION ALL SELECT e::text FROM event AS e
    UNION ALL SELECT a::text FROM ancestry AS a UNION ALL SELECT s::text FROM search_due AS s
) AS x
"""

PLACES = """
SELECT oid, pg_relation_filenode(oid) AS place FROM pg_class
 WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'migration'
 ORDER BY oid
"""

CHANGES = (
    "ALTER TABLE company_tag ALTER CONSTRAINT company_tag_known NOT ENFORCED",
    "ALTER TABLE company ALTER email SET STORAGE EXTENDED",
    "ALTER TABLE company ALTER url SET STATISTICS 10",
    "ALTER TABLE tag ALTER name DROP NOT NULL",
    "ALTER TABLE tag ALTER status SET DEFAULT 'inactive'",
    "ALTER TABLE search_word ALTER word TYPE text COLLATE pg_unicode_fast",
    "ALTER TABLE company RESET (toast_tuple_target)",
    "ALTER TABLE event ALTER seq SET INCREMENT 2",
    "ALTER TABLE event DISABLE TRIGGER event_is_final",
    "ALTER TYPE tag_printed ADD ATTRIBUTE more text",
    "DROP INDEX company_by_label; CREATE INDEX company_by_label ON company (label)",
    "DROP STATISTICS company_archived",
    "COMMENT ON TABLE tag IS 'Tags'",
    "CREATE FUNCTION f() RETURNS integer LANGUAGE sql RETURN 1",
    "CREATE VIEW v AS SELECT 1 AS one",
)

DYING = """
import asyncio, os, signal, sys
from importlib import import_module
async def die(*_): os.kill(os.getpid(), signal.SIGKILL)
setattr(import_module("koncern.db." + sys.argv[1]), sys.argv[2], die)
from koncern.db import migrate
asyncio.run(migrate(sys.argv[3]))
"""


@pytest.fixture(scope="session")
def template(operator: Operator) -> Iterator[str]:
    """A database from before the baseline, to be copied."""
    name = f"former_{os.getpid()}"
    operator.query(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    operator.query(f"CREATE DATABASE {name}")
    url = operator.database.url.replace("/postgres?", f"/{name}?")
    asyncio.run(make_former(url))
    asyncio.run(_run(url, DATA))
    yield name
    operator.query(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def former(operator: Operator, template: str) -> Iterator[str]:
    """The URL of a database from before the baseline, with data in it."""
    name = f"adopting_{os.getpid()}"
    operator.query(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    operator.query(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield operator.database.url.replace("/postgres?", f"/{name}?")
    operator.query(f"DROP DATABASE {name} WITH (FORCE)")


def test_it_makes_what_the_baseline_makes(former: str, empty: str):
    assert asyncio.run(migrate(former)) == EVERYTHING
    asyncio.run(migrate(empty))

    assert sorted(_made(former) ^ _made(empty)) == []


def test_a_catalogue_that_differs_is_noticed(empty: str):
    asyncio.run(migrate(empty))

    async def unnoticed() -> list[str]:
        connection = await asyncpg.connect(empty)
        made = await catalogue(connection)
        passed_over = []
        for change in CHANGES:
            trial = connection.transaction()
            await trial.start()
            await connection.execute(change)
            if await catalogue(connection) == made:
                passed_over.append(change)
            await trial.rollback()
        await connection.close()
        return passed_over

    assert asyncio.run(unnoticed()) == []


def test_it_keeps_every_row_where_it_lies(former: str):
    before = ask(former, ROWS), ask(former, PLACES)

    asyncio.run(migrate(former))

    assert (ask(former, ROWS), ask(former, PLACES)) == before


def test_it_is_done_once(former: str):
    asyncio.run(migrate(former))

    assert asyncio.run(migrate(former)) == []
    ran = ask(former, "SELECT name FROM migration ORDER BY number")
    assert [row["name"] for row in ran] == [step.name for step in migrations()]


def test_of_two_at_once_one_adopts(former: str):
    async def both() -> list[list[str]]:
        return await asyncio.gather(migrate(former), migrate(former))

    assert sorted(asyncio.run(both())) == [[], EVERYTHING]


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("adoption", "patiently"),
        ("adoption", "install_files"),
        ("routines", "_remember"),
        ("adoption", "record_step"),
    ],
)
def test_it_begins_again_after_a_kill(former: str, module: str, name: str):
    before = _made(former)
    killed = subprocess.run(
        [sys.executable, "-c", DYING, module, name, former], check=False, timeout=120
    )

    assert killed.returncode == -signal.SIGKILL
    assert _made(former) == before
    assert asyncio.run(migrate(former)) == EVERYTHING


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM migration WHERE number = 46",
        "DELETE FROM migration WHERE number = 20",
        "UPDATE migration SET checksum = 'other' WHERE number = 7",
        "INSERT INTO migration VALUES (47, '0047_later', 'x')",
    ],
)
def test_it_refuses_a_database_of_other_steps(former: str, change: str):
    asyncio.run(_run(former, change))
    before = _made(former)

    with pytest.raises(
        SchemaTooOld, match=r"Run `koncern migrate` of commit [0-9a-f]+"
    ):
        asyncio.run(migrate(former))

    assert _made(former) == before


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        (
            "INSERT INTO company_tag VALUES (uuidv7(), uuidv7(), uuidv7())",
            "company_tag_",
        ),
        (
            "ALTER TABLE company DISABLE TRIGGER USER; UPDATE company SET status = 'gone'",
            "company_status_known",
        ),
    ],
)
def test_it_names_a_constraint_that_rows_violate(
    former: str, change: str, constraint: str
):
    asyncio.run(_run(former, change))
    before = _made(former)

    with pytest.raises(SchemaNotAdopted, match=constraint):
        asyncio.run(migrate(former))

    assert _made(former) == before


def test_it_leaves_what_an_operator_made(former: str):
    asyncio.run(
        _run(
            former,
            "CREATE FUNCTION companies_of(app uuid) RETURNS bigint LANGUAGE sql AS"
            " 'SELECT count(*) FROM company WHERE app_id = app';"
            "CREATE VIEW active AS SELECT name FROM company WHERE status = 'active'",
        )
    )

    asyncio.run(migrate(former))

    counted = ask(former, f"SELECT companies_of('{APP}') AS companies")
    assert counted == [{"companies": 20}]
    assert len(ask(former, "SELECT FROM active")) == 20


def test_it_names_a_view_that_needs_a_function(former: str):
    view = "CREATE VIEW dated AS SELECT printed(created_at) FROM company"
    asyncio.run(_run(former, view))
    before = _made(former)

    with pytest.raises(
        SchemaNotAdopted, match="view dated depends on function printed"
    ):
        asyncio.run(migrate(former))

    assert _made(former) == before


def test_it_replaces_a_function_that_somebody_changed(former: str):
    asyncio.run(
        _run(
            former,
            "CREATE OR REPLACE FUNCTION event_is_final() RETURNS trigger"
            " LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        )
    )

    asyncio.run(migrate(former))

    with pytest.raises(asyncpg.RaiseError, match="never changed"):
        asyncio.run(_run(former, "DELETE FROM event"))


def test_it_gives_way_to_requests(former: str):
    async def beside() -> list[str]:
        rival = await asyncpg.connect(former)
        async with rival.transaction():
            await rival.execute("UPDATE membership SET updated_at = now()")
            migrating = asyncio.create_task(migrate(former))
            await asyncio.sleep(1.5)  # longer than PostgreSQL's wait for a deadlock
            await rival.execute("UPDATE company SET updated_at = now()")
        await rival.close()
        return await migrating

    assert asyncio.run(beside()) == EVERYTHING


def _made(url: str) -> set[str]:
    async def look() -> set[str]:
        connection = await asyncpg.connect(url)
        try:
            return await catalogue(connection)
        finally:
            await connection.close()

    return asyncio.run(look())


async def _run(url: str, sql: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()
