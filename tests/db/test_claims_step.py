"""Step 41: companies that wait let go of what they had claimed."""

import asyncio
import os
from importlib import import_module
from typing import Any

import asyncpg
import pytest

from koncern.db import migrate, migrations
from world import Operator

STEP = 41

BEFORE = """
INSERT INTO app (app_id, slug, name, created_at)
VALUES ('00000000-0000-7000-8000-000000000001', 'app', 'App', now());
CREATE TEMPORARY TABLE made AS
SELECT '00000000-0000-7000-8000-000000000001'::uuid AS app_id, uuidv7() AS id, *
  FROM (VALUES ('asked', 'pending', 'user', NULL),
               ('patched', 'pending', 'user', 'user'),
               ('given', 'pending', 'user', 'credential'),
               ('by machine', 'pending', 'credential', NULL),
               ('rejected', 'rejected', 'user', NULL),
               ('labelled', 'pending', 'user', NULL),
               ('active', 'active', 'user', NULL)) AS v (name, status, made_by, set_by);
INSERT INTO alias (app_id, company, value, is_external_ref, version, created_at)
SELECT app_id, id, 'ref ' || name, true, 1 + (name = 'labelled')::integer, now()
  FROM made;
INSERT INTO company (app_id, id, name, status, country, organisation_number,
                     organisation_number_claim, created_at, updated_at)
SELECT app_id, id, name, status, 'SE', name, name, now(), now() FROM made;
INSERT INTO event (app_id, type, subject, actor_kind, actor, request_id, happened_at,
                   after)
SELECT app_id, 'company.created', id, made_by, 'x', 'x', now(), '{}'::json FROM made
UNION ALL
SELECT app_id, 'company.changed', id, set_by, 'x', 'x', now(), '{"external_ref": "x"}'
  FROM made WHERE set_by IS NOT NULL
UNION ALL
SELECT app_id, 'company.changed', id, 'credential', 'x', 'x', now(), '{"comment": "x"}'
  FROM made;
"""

AFTER = """
SELECT c.name, c.external_ref_asked AS asked, c.document::json ->> 'external_ref' AS shown,
       (SELECT a.value FROM alias AS a WHERE a.company = c.id) AS alias,
       c.document = company_document(c) AS is_true, c.version
  FROM company AS c
"""

TAKE = """
UPDATE company SET organisation_number_claim = 'asked' WHERE name = 'active' RETURNING id
"""

APPROVE = """
UPDATE company SET status = 'active' WHERE name = 'asked'
RETURNING external_ref_asked, document::json ->> 'external_ref' AS shown
"""


@pytest.fixture
def older(operator: Operator, monkeypatch: pytest.MonkeyPatch):
    """The URL of a database as it was before the step."""
    name = f"claims_{os.getpid()}"
    operator.query(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    operator.query(f"CREATE DATABASE {name}")
    url = operator.database.url.replace("/postgres?", f"/{name}?")
    earlier = [step for step in migrations() if step.number < STEP]
    with monkeypatch.context() as then:
        module = import_module("koncern.db.migrations")
        then.setattr(module, "migrations", lambda: earlier)
        then.setattr(module, "install", _install_nothing)
        asyncio.run(migrate(url))
    yield url
    operator.query(f"DROP DATABASE {name} WITH (FORCE)")


def test_users_only_ask_for_references_and_numbers_are_free(older: str):
    async def run() -> tuple[list[Any], list[Any]]:
        connection = await asyncpg.connect(older)
        await connection.execute(BEFORE)
        await migrate(older)
        rows = await connection.fetch(AFTER)
        taken = await connection.fetch(TAKE)
        await connection.close()
        return rows, taken

    rows, taken = asyncio.run(run())

    asked = {row["name"] for row in rows if row["asked"] == f"ref {row['name']}"}
    kept = {row["name"] for row in rows if row["alias"] == f"ref {row['name']}"}
    assert asked == {"asked", "patched", "rejected"}
    assert kept == {"given", "by machine", "labelled", "active"}
    assert all(row["shown"] == f"ref {row['name']}" for row in rows)
    assert all(row["is_true"] and row["version"] == 1 for row in rows)
    assert len(taken) == 1


def test_whoever_makes_a_company_active_claims_its_reference(older: str):
    async def run() -> tuple[Any, Any]:
        connection = await asyncpg.connect(older)
        await connection.execute(BEFORE)
        await migrate(older)
        made = await connection.fetchrow(APPROVE)
        alias = await connection.fetchval(
            "SELECT value FROM alias WHERE value = 'ref asked' AND is_external_ref"
        )
        await connection.close()
        return made, alias

    made, alias = asyncio.run(run())

    assert (made["external_ref_asked"], made["shown"]) == (None, "ref asked")
    assert alias == "ref asked"


async def _install_nothing(_: asyncpg.Connection) -> list[str]:
    """Leave the functions as the steps made them: theirs fit their tables."""
    return []
