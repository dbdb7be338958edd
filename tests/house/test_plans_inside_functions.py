"""No statement inside a function reads a large table whole.

Each is planned once as it stands, so that those of branches seldom taken are seen. And
each function is called, so that PostgreSQL tells what runs inside: in triggers, in foreign
keys, and in functions that are part of the statement which calls them.
"""

from collections.abc import Iterator

import pytest
from called import Caller
from catalog import Catalog
from parsed import function_of, functions
from planned import TRANSITION, Nodes, plans_inside, reads
from test_postgresql_understands import FEW_ROWS, SEED, SPREAD, seeded

from house import hold

MORE = """
INSERT INTO company_tag (app_id, company, tag)
SELECT s.app_id, s.id, t.id FROM spread AS s
  JOIN tag AS t ON t.app_id = s.app_id AND t.key = 'tag-' || s.n;
INSERT INTO label_rendering (app_id, kind, label, created_at)
SELECT app_id, 'tag', id, now() + make_interval(mins => n) FROM spread;
-- Most moves are over.
UPDATE scheduled_move SET state = 'done' WHERE hashtext(id::text) % 10 <> 0;
ANALYZE;
"""

EXAMPLES = {
    "a registration is printed": """
        SELECT registration_document(jsonb_populate_record(NULL::company,
               jsonb_build_object('app_id', '{app}', 'id', '{app}')), true)""",
    "an app begins": """
        INSERT INTO app (app_id, slug, name, created_at)
        VALUES (uuidv7(), 'new', 'New', now())""",
    "a company begins below another one": """
        INSERT INTO company (app_id, name, status, created_at, updated_at, tax_status,
                             parent)
        VALUES ('{app}', 'New', 'active', now(), now(), 'TAXED', '{company}')""",
    "a company gets a parent": """
        UPDATE company SET parent = '{parent}'
         WHERE app_id = '{app}' AND id = '{company}'""",
    "a company has no parent any more": """
        UPDATE company SET parent = '{parent}'
         WHERE app_id = '{app}' AND id = '{company}';
        UPDATE company SET parent = NULL WHERE app_id = '{app}' AND id = '{company}'""",
    "a company gets a number": """
        UPDATE company SET organisation_number = '1'
         WHERE app_id = '{app}' AND id = '{company}'""",
    "a company is renamed": """
        UPDATE company SET name = 'Other' WHERE app_id = '{app}' AND id = '{company}'""",
    "a company gets a custom field": """
        UPDATE company SET custom_fields = '{{"a": "b"}}'
         WHERE app_id = '{app}' AND id = '{company}'""",
    "a company has another address": """
        UPDATE company SET shipping_address = billing_address
         WHERE app_id = '{app}' AND id = '{company}'""",
    "a company is deleted": """
        DELETE FROM company WHERE app_id = '{app}' AND id = '{company}'""",
    "a label is deleted": """
        DELETE FROM tag WHERE app_id = '{app}' AND id = '{label}'""",
    "a company gets an alias": """
        INSERT INTO alias (app_id, company, value, created_at)
        VALUES ('{app}', '{company}', '{parent}', now())""",
    "an organization gets another owner": """
        UPDATE customer_organization SET owner = '{parent}'
         WHERE app_id = '{app}' AND id = '{company}'""",
    "an organization loses its members": """
        DELETE FROM customer_organization_member
         WHERE app_id = '{app}' AND customer_organization = '{company}'""",
    "an event is changed": """
        UPDATE event SET reason = '' WHERE app_id = '{app}' AND subject = '{company}'""",
}
"""Statements for the functions that made-up arguments do not reach: triggers, mostly."""


@pytest.fixture(scope="module")
def full(catalog: Catalog) -> Iterator[Catalog]:
    """A database with a few thousand rows in each table that may become large."""
    with seeded(catalog, SPREAD + SEED + MORE):
        yield catalog


@pytest.fixture(scope="module")
def caller(full: Catalog) -> Caller:
    """What ran inside each function when it was called."""
    calling = Caller(full)
    for each in functions():
        if not each.is_trigger:
            calling.call(each)
    for sql in EXAMPLES.values():
        calling.run(sql.format(**calling.things))
    return calling


def test_every_large_table_has_rows_here(full: Catalog) -> None:
    sql = """SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND reltuples < 500
                AND relnamespace = 'public'::regnamespace"""
    few = {*FEW_ROWS, "migration", "installed_sql"}

    hold(
        "a plan tells something only of a table that has rows",
        {row["name"] for row in full.ask(sql)} - few,
        "fill the table in MORE, or list it in FEW_ROWS if it stays small",
    )


def test_no_statement_of_a_function_reads_a_large_table_whole(full: Catalog) -> None:
    hold(
        "no statement inside a function reads a large table whole",
        (
            f"{at}: {offence}"
            for at, nodes in plans_inside(full)
            for offence in _offences(nodes)
        ),
        "add an index that begins with app_id, or write the condition for one",
    )


def test_nothing_that_runs_inside_a_function_reads_a_large_table_whole(
    caller: Caller,
) -> None:
    hold(
        "nothing that runs inside a function reads a large table whole",
        {
            f"{' < '.join(seen.inside)}: {offence}: {seen.text}"
            for seen in caller.seen
            for offence in _offences(seen.nodes)
        },
        "add an index that begins with app_id, or write the condition for one",
    )


def test_every_function_is_called(caller: Caller) -> None:
    hold(
        "each function that reads a table is called by this test",
        (
            f"{each.package}/functions.sql: {each.name}: "
            f"{caller.refused.get(each.name, 'no write fires it')}"
            for each in functions()
            if each.name not in caller.reached and any(map(reads, each.statements))
        ),
        "write a statement into EXAMPLES that calls it, or fires its trigger",
    )


@pytest.mark.parametrize(
    "breach",
    [
        "PERFORM FROM mail AS m WHERE m.recipient = p_text",
        "IF EXISTS (SELECT FROM mail AS m WHERE m.subject = p_text) THEN NULL; END IF",
        "UPDATE mail AS m SET subject = '' WHERE m.recipient = p_text",
        "EXECUTE 'SELECT FROM mail AS m WHERE m.recipient = $1' USING p_text",
        "PERFORM FROM no_such_table",
    ],
)
def test_one_that_does_is_noticed(full: Catalog, breach: str) -> None:
    made = (
        "CREATE FUNCTION breach(p_app uuid, p_text text) RETURNS void"
        f" LANGUAGE plpgsql AS $$ BEGIN {breach}; END $$"
    )
    function = function_of(made)
    calling = Caller(full)
    calling.run(f"{made}; SELECT breach('{calling.things['app']}', 'a')")

    planned = [
        each for _, plan in plans_inside(full, [function]) for each in _offences(plan)
    ]
    ran = [each for seen in calling.seen for each in _offences(seen.nodes)]

    assert planned
    assert ran or "no_such_table" in calling.refused["breach"]


def _offences(plan: Nodes | str) -> Iterator[str]:
    if isinstance(plan, str):
        yield f"cannot be planned: {plan}"
        return
    small = {*FEW_ROWS, *TRANSITION}
    for node in plan:
        if node["Node Type"] == "Seq Scan" and node["Relation Name"] not in small:
            yield f"reads {node['Relation Name']} whole"
