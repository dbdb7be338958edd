"""An app can move to another database: the rules of statements that this takes.

The rules of tables are in test_apps_can_move.py, and that a statement names its app is in
test_sql_names_its_app.py.
"""

import re
from collections.abc import Iterable, Iterator
from uuid import UUID

import pytest
from catalog import Catalog
from parsed import Function, Statement, function_of, functions, query_statements
from pglast import ast
from syntax import column, is_a, nodes_in
from tenancy import Reading

from house import SOURCE, hold

WITHIN_A_STATEMENT = "within one statement, which deletes what it found"
UNKNOWN_OUTCOME = "tells a worker whether its commit arrived, while it still asks"

DECLARED = {
    "answers/queries.sql: claim: pg_current_xact_id": UNKNOWN_OUTCOME,
    "events/queries.sql: append: pg_current_xact_id": UNKNOWN_OUTCOME,
    "events/queries.sql: append_each: pg_current_xact_id": UNKNOWN_OUTCOME,
    "people/attempts/queries.sql: count: pg_current_xact_id": UNKNOWN_OUTCOME,
    "people/sessions/queries.sql: spend_token: pg_current_xact_id": UNKNOWN_OUTCOME,
    "people/attempts/queries.sql: purge_of_every_app: ctid": WITHIN_A_STATEMENT,
    "people/attempts/queries.sql: purge_known_of_every_app: ctid": WITHIN_A_STATEMENT,
    "people/passwords/queries.sql: purge_of_every_app: ctid": WITHIN_A_STATEMENT,
    "people/sessions/queries.sql: purge_of_every_app: ctid": WITHIN_A_STATEMENT,
    "people/sign_ups/queries.sql: purge_of_every_app: ctid": WITHIN_A_STATEMENT,
    "people/sign_ups/queries.sql: purge_tokens_of_every_app: ctid": WITHIN_A_STATEMENT,
    "trees/positions/functions.sql: placement_cut: transaction": "copies it with the row; nothing reads it",
}
"""What statements do with values of one server, and why they may."""

OF_A_SERVER = re.compile(
    r"^(ctid|[xc]m(in|ax)|tableoid|transaction|pg_(current|snapshot|xact|wal|last)_\w+"
    r"|pg_visible_in_snapshot|pg_backend_pid|txid_\w+|inet_\w+)$"
)
OF_A_CLUSTER = re.compile(
    r"\b(?:UN)?LISTEN\s+\w+\s*[;\"']|\bNOTIFY\s+\w+|\bpg_notify\b|\blo_\w+\s*\("
    r"|\badd_listener\b|\bpg_advisory_lock"
)

IDENTITIES = """
SELECT a.attname::text AS name FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
 WHERE c.relnamespace = 'public'::regnamespace AND a.attidentity <> ''
"""
TABLES = """
SELECT c.relname AS name FROM pg_class AS c
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v')
"""


def test_a_statement_of_every_app_never_joins_apps(catalog: Catalog) -> None:
    tables = {row["name"] for row in catalog.ask(TABLES)}

    hold(
        "a statement of every app finds rows in one table, and goes on within their app",
        (each.at for each in _of_every_app() if not _is_of_one_app(each, tables)),
        "join by app_id, or ask twice",
    )


def test_nothing_is_told_by_a_value_of_one_server() -> None:
    hold(
        "xid, LSN, oid and ctid identify nothing and order nothing",
        _values_of_a_server([*query_statements(), *_inside(functions())])
        ^ DECLARED.keys(),
        "use the primary key, an identity or a time",
    )


def test_identities_mean_something_within_one_app(catalog: Catalog) -> None:
    names = {row["name"] for row in catalog.ask(IDENTITIES)}

    hold(
        "a statement of every app has nothing to do with identities",
        (
            f"{each.at}: {name}"
            for each in _of_every_app()
            for name in _columns(each) & names
        ),
        "order by a time: after a move, numbers of two apps tell nothing of each other",
    )


def test_nothing_needs_one_cluster() -> None:
    hold(
        "there is no LISTEN, no large object and no lock that outlives a transaction",
        (
            f"{path.relative_to(SOURCE)}: {found[0]}"
            for ending in ("*.py", "*.sql")
            for path in SOURCE.rglob(ending)
            for found in OF_A_CLUSTER.finditer(path.read_text(encoding="utf-8"))
            if path.name != "migrations.py"  # it locks a database, not an app
        ),
        "poll, use the file store, and call lock(app, kind, key)",
    )


def test_the_key_of_every_lock_contains_the_app(catalog: Catalog) -> None:
    (number,) = [each for each in functions() if each.name == "lock_number"]
    kinds = re.findall(r"WHEN '(\w+)' THEN", number.text)

    assert kinds
    hold(
        "two apps never wait for each other's locks",
        (kind for kind in kinds if len(_locks(catalog, kind)) < 2),
        "let lock_number make its number of p_app, too",
    )
    hold(
        "who takes a lock says of which app",
        (
            each.name
            for each in functions()
            if re.fullmatch(r"lock|lock_(shared|try|number)", each.name)
            and each.parameters[0].name != "p_app"
        ),
        "let p_app be the first parameter",
    )


@pytest.mark.parametrize(
    "breach",
    [
        "PERFORM FROM event AS e ORDER BY e.transaction",
        "PERFORM FROM tag AS t WHERE t.xmin = '1'",
        "DELETE FROM tag WHERE ctid = '(0,1)'",
        "INSERT INTO event (transaction) VALUES (p_id)",
        "p_id := pg_current_wal_lsn()",
        "p_id := pg_current_snapshot()",
        "EXECUTE 'SELECT txid_current()'",
    ],
)
def test_a_value_of_one_server_is_noticed(breach: str) -> None:
    assert _values_of_a_server(_inside([_function(breach)]))


def test_a_join_of_apps_is_noticed() -> None:
    tables = {"tag", "role"}
    sound = "PERFORM FROM tag AS t JOIN role AS r ON r.app_id = t.app_id"
    breach = "PERFORM FROM tag AS t JOIN role AS r ON r.slug = t.key"

    assert not _is_of_one_app(_inside([_function(breach)])[0], tables)
    assert _is_of_one_app(_inside([_function(sound)])[0], tables)


@pytest.mark.parametrize(
    "breach", ["await c.add_listener(", "NOTIFY changed", "lo_create(0)", "LISTEN a;"]
)
def test_what_needs_one_cluster_is_noticed(breach: str) -> None:
    assert OF_A_CLUSTER.search(breach)


def test_an_identity_is_noticed() -> None:
    for breach in (
        "PERFORM FROM event AS e ORDER BY e.seq",
        "PERFORM FROM event AS e WHERE e.seq > 1",
        "PERFORM max(seq) FROM event",
    ):
        assert "seq" in _columns(_inside([_function(breach)])[0])


def _of_every_app() -> list[Statement]:
    return [each for each in query_statements() if each.name.endswith("_every_app")]


def _inside(of: Iterable[Function]) -> list[Statement]:
    return [statement for each in of for statement in each.statements]


def _function(body: str) -> Function:
    return function_of(
        "CREATE FUNCTION f(p_app uuid, p_id text) RETURNS void"
        f" LANGUAGE plpgsql AS $$ BEGIN {body}; END $$"
    )


def _is_of_one_app(statement: Statement, tables: set[str]) -> bool:
    """Tell whether there is a table such that all others are held to its rows' app."""
    loose = {each.split()[0] for each in Reading(statement, tables, set()).offences()}
    return not loose or any(
        not Reading(statement, tables - {table}, set()).offences() for table in loose
    )


def _values_of_a_server(statements: Iterable[Statement]) -> set[str]:
    return {
        f"{each.at}: {name}"
        for each in statements
        for name in _names(each)
        if OF_A_SERVER.match(name)
    }


def _names(statement: Statement) -> Iterator[str]:
    """List the columns and functions that a statement names."""
    yield from _columns(statement)
    for node in nodes_in(statement.tree):
        if is_a(node, ast.FuncCall):
            yield node.funcname[-1].sval
        elif is_a(node, ast.ResTarget) and node.name:
            yield node.name


def _columns(statement: Statement) -> set[str]:
    found = (column(node) for node in nodes_in(statement.tree))
    return {names[-1] for names in found if names}


def _locks(catalog: Catalog, kind: str) -> set[int]:
    sql = "SELECT lock_number($1, $2, '') AS number"
    return {catalog.ask(sql, UUID(int=n), kind)[0]["number"] for n in (1, 2)}
