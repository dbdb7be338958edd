"""An app can move to another database: the rules of the catalogue that this takes.

Koncern grows beyond one machine as plain clusters, each app wholly in one of them, and
PostgreSQL's logical replication moves an app by its `app_id` (decision 0053). The move
itself is tested in tests/trust/test_an_app_moves.py.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest
from catalog import Catalog

from house import hold

OURS = "c.relnamespace = 'public'::regnamespace"
OF_NO_APP = {
    "migration": "the schema is the whole installation's",
    "installed_sql": "so are its functions and triggers",
}
COLUMNS = f"""
  FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0
   AND NOT a.attisdropped
  LEFT JOIN pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum
 WHERE {OURS} AND c.relkind IN ('r', 'p')
"""


class Rule(NamedTuple):
    """A rule: the query for what breaks it, the way out, and what may break it."""

    query: str
    way_out: str
    declared: Mapping[str, str] = MappingProxyType({})


RULES = {
    "every table has an app, first in its primary key": Rule(
        f"""SELECT c.relname AS name FROM pg_class AS c
             WHERE {OURS} AND c.relkind IN ('r', 'p', 'f', 'm') AND NOT EXISTS (
                   SELECT FROM pg_index AS i
                     JOIN pg_attribute AS a ON a.attrelid = c.oid
                      AND a.attnum = i.indkey[0]
                    WHERE i.indrelid = c.oid AND i.indisprimary
                      AND a.attname = 'app_id' AND a.attnotnull
                      AND a.atttypid = 'uuid'::regtype)""",
        "begin the primary key with app_id uuid NOT NULL",
        OF_NO_APP,
    ),
    "what is unique is so within an app": Rule(
        f"""SELECT i.indexrelid::regclass::text AS name
              FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indrelid
             WHERE {OURS} AND (i.indisunique OR i.indisexclusion) AND NOT EXISTS (
                   SELECT FROM pg_attribute AS a
                    WHERE a.attrelid = c.oid AND a.attname = 'app_id'
                      AND a.attnum = ANY ((i.indkey::smallint[])[:i.indnkeyatts - 1]))
             UNION ALL
            SELECT k.conname FROM pg_constraint AS k
              JOIN pg_class AS c ON c.oid = k.conrelid
              JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'app_id'
             WHERE {OURS} AND k.contype = 'x' AND NOT EXISTS (
                   SELECT FROM unnest(k.conkey, k.conexclop) AS u (key, operator)
                     JOIN pg_operator AS o ON o.oid = u.operator
                    WHERE u.key = a.attnum AND o.oprname = '=')""",
        "put app_id into it: apps do not hear of each other",
        {
            "app_slug_taken": "operators name apps by slugs; they become the directory's",
            "migration_pkey": OF_NO_APP["migration"],
            "installed_sql_key": OF_NO_APP["installed_sql"],
        },
    ),
    "a reference pairs app_id with app_id": Rule(
        f"""SELECT k.conname AS name FROM pg_constraint AS k
              JOIN pg_class AS c ON c.oid = k.conrelid
             WHERE {OURS} AND k.contype = 'f' AND NOT EXISTS (
                   SELECT FROM unnest(k.conkey, k.confkey) AS u (here, there)
                     JOIN pg_attribute AS a ON a.attrelid = k.conrelid
                      AND a.attnum = u.here AND a.attname = 'app_id'
                     JOIN pg_attribute AS b ON b.attrelid = k.confrelid
                      AND b.attnum = u.there AND b.attname = 'app_id')""",
        "refer by (app_id, …) to (app_id, …), in the same order",
    ),
    "no column has a value that means something only inside one server": Rule(
        f"""SELECT c.relname || '.' || a.attname AS name {COLUMNS} AND EXISTS (
                   SELECT FROM pg_type AS t
                    WHERE t.oid = a.atttypid
                      AND coalesce(nullif(t.typelem, 0), nullif(t.typbasetype, 0), t.oid)
                          ::regtype::text ~ '^(oid|c?xid8?|cid|tid|pg_lsn|reg[a-z]+'
                                            '|(pg|txid)_snapshot)$'
                   UNION ALL
                   SELECT WHERE pg_get_expr(d.adbin, d.adrelid)
                                ~ '(xact|xid|lsn|snapshot|backend|inet_|pg_)')""",
        "use an identity, a time or uuidv7()",
        {
            "event.transaction": "for a feed in the order (transaction, seq), which misses no late commit; nothing reads it yet",
            "placement.transaction": "says which move wrote the row; nothing reads it",
            "placement_before.transaction": "the same",
            "payer_arrangement.transaction": "says which change wrote the row; nothing reads it",
            "payer_arrangement_before.transaction": "the same",
        },
    ),
    "a number that the database gives is the identity of one column": Rule(
        f"""SELECT c.relname AS name FROM pg_class AS c
             WHERE {OURS} AND c.relkind = 'S' AND NOT EXISTS (
                   SELECT FROM pg_depend AS d
                     JOIN pg_attribute AS a ON a.attrelid = d.refobjid
                      AND a.attnum = d.refobjsubid AND a.attidentity <> ''
                    WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                      AND d.deptype = 'i' AND a.atttypid = 'bigint'::regtype)""",
        "write bigint GENERATED ALWAYS AS IDENTITY: the mover sets it past the source's",
    ),
    "a time is absolute": Rule(
        f"""SELECT c.relname || '.' || a.attname AS name {COLUMNS}
               AND format_type(a.atttypid, NULL)
                   IN ('timestamp without time zone', 'time without time zone',
                       'time with time zone', 'abstime', 'tsrange', 'tsmultirange')""",
        "use timestamptz: the servers' time zones may differ",
    ),
    "a table is logged, and replicated by its primary key": Rule(
        f"""SELECT c.relname AS name FROM pg_class AS c
             WHERE {OURS} AND c.relkind IN ('r', 'p')
               AND (c.relpersistence <> 'p' OR c.relreplident <> 'd'
                    OR c.relrowsecurity OR c.relhasrules OR c.relkind = 'p')
             UNION ALL
            SELECT i.inhrelid::regclass::text FROM pg_inherits AS i""",
        "make a plain table, without UNLOGGED, REPLICA IDENTITY, rules or partitions",
    ),
    "a trigger does not fire for rows that are copied": Rule(
        f"""SELECT t.tgname AS name FROM pg_trigger AS t
              JOIN pg_class AS c ON c.oid = t.tgrelid
             WHERE {OURS} AND t.tgenabled NOT IN ('O', 'D')
             UNION ALL SELECT e.evtname FROM pg_event_trigger AS e""",
        "leave out ENABLE ALWAYS and ENABLE REPLICA: derived rows are copied, too",
    ),
    "a generated column gives the same everywhere": Rule(
        f"""SELECT c.relname || '.' || a.attname AS name {COLUMNS}
               AND a.attgenerated <> '' AND EXISTS (
                   SELECT FROM pg_depend AS u JOIN pg_proc AS p ON p.oid = u.refobjid
                    WHERE u.classid = 'pg_attrdef'::regclass AND u.objid = d.oid
                      AND u.refclassid = 'pg_proc'::regclass AND p.provolatile <> 'i')""",
        "call immutable functions only: the target generates the column itself",
    ),
    "there are no large objects": Rule(
        f"""SELECT oid::text AS name FROM pg_largeobject_metadata
             UNION ALL SELECT c.relname || '.' || a.attname {COLUMNS}
               AND format_type(a.atttypid, NULL) = 'lo'""",
        "put contents into the file store, which all databases share",
    ),
}

BREACHES = [
    "CREATE TABLE s (app_id uuid)",
    "CREATE TABLE s (app_id uuid, id uuid, PRIMARY KEY (id, app_id))",
    "CREATE TABLE s (app_id text PRIMARY KEY)",
    "CREATE TABLE s (app_id uuid, id uuid UNIQUE, PRIMARY KEY (app_id, id))",
    "CREATE UNIQUE INDEX s ON tag (key)",
    "CREATE UNIQUE INDEX s ON tag (key) INCLUDE (app_id)",
    "CREATE UNIQUE INDEX s ON tag (lower(key)) WHERE status = 'active'",
    "ALTER TABLE tag ADD CONSTRAINT s EXCLUDE (key WITH =)",
    "ALTER TABLE tag ADD CONSTRAINT s EXCLUDE USING gist (app_id WITH <>, key WITH =)",
    """CREATE UNIQUE INDEX s ON tag (id, app_id);
       ALTER TABLE company_tag ADD FOREIGN KEY (app_id, tag)
             REFERENCES tag (id, app_id)""",
    "ALTER TABLE tag ADD COLUMN s xid8",
    "ALTER TABLE tag ADD COLUMN s oid[]",
    "CREATE DOMAIN s AS pg_lsn; ALTER TABLE tag ADD COLUMN s s",
    "ALTER TABLE tag ADD COLUMN s regclass",
    "ALTER TABLE tag ADD COLUMN s text DEFAULT pg_current_xact_id()::text",
    "CREATE SEQUENCE s",
    "ALTER TABLE tag ADD COLUMN s integer GENERATED ALWAYS AS IDENTITY",
    "ALTER TABLE tag ADD COLUMN s serial",
    "ALTER TABLE tag ADD COLUMN s timestamp",
    "CREATE UNLOGGED TABLE s (app_id uuid PRIMARY KEY)",
    "ALTER TABLE tag REPLICA IDENTITY FULL",
    "CREATE TABLE s (app_id uuid PRIMARY KEY) PARTITION BY HASH (app_id)",
    "CREATE TABLE s (PRIMARY KEY (app_id, id)) INHERITS (tag)",
    "ALTER TABLE tag ENABLE ALWAYS TRIGGER tag_forbid_key_change",
    "ALTER TABLE tag ENABLE REPLICA TRIGGER tag_forbid_key_change",
    """CREATE FUNCTION s(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1';
       ALTER TABLE tag ADD COLUMN s text GENERATED ALWAYS AS (s(key)) STORED;
       CREATE OR REPLACE FUNCTION s(text) RETURNS text LANGUAGE sql STABLE
             AS 'SELECT $1'""",
    "SELECT lo_create(0)",
]
"""Changes that break a rule, at least one for each."""


@pytest.mark.parametrize("rule", RULES)
def test_the_catalogue_keeps_each_rule(catalog: Catalog, rule: str) -> None:
    query, way_out, declared = RULES[rule]

    hold(rule, _breaking(catalog, query) ^ declared.keys(), way_out)


@pytest.mark.parametrize("breach", BREACHES)
def test_a_breach_is_noticed(catalog: Catalog, breach: str) -> None:
    with _undone(catalog, breach):
        assert any(
            _breaking(catalog, rule.query) - rule.declared.keys()
            for rule in RULES.values()
        )


def test_every_rule_is_shown_to_fail(catalog: Catalog) -> None:
    broken = set()
    for breach in BREACHES:
        with _undone(catalog, breach):
            broken |= {
                name
                for name, rule in RULES.items()
                if _breaking(catalog, rule.query) - rule.declared.keys()
            }

    assert broken == RULES.keys()


@contextmanager
def _undone(catalog: Catalog, change: str) -> Iterator[None]:
    catalog.run(f"BEGIN; {change}")
    try:
        yield
    finally:
        catalog.run("ROLLBACK")


def _breaking(catalog: Catalog, query: str) -> set[Any]:
    return {row["name"] for row in catalog.ask(query)}
