"""Each access to a table names its app: in functions, in statements, in dynamic SQL.

It is read from the parsed statement (`tenancy.py`), so it holds for every branch, whether
a test reaches it or not. Who calls a function that takes the app gives it the app.
"""

import pytest
from catalog import Catalog
from parsed import Function, Statement, function_of, functions, query_statements
from tenancy import Reading

from house import hold

EXCEPT = {
    "companies/functions.sql: company_render_next: label_rendering AS r is not held to an app": "labels of every app are rendered in turn",
    "search/planner/functions.sql: search_estimate: company_search AS s is not held to an app": "it plans a condition that its caller made, and reads nothing",
    "companies/functions.sql: company_add: company gets a row without its app": "the row is made of values that name the app, and inserted whole",
}
"""What may do without, and why."""

TABLES = """
SELECT c.relname AS name FROM pg_class AS c
  JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'app_id'
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
"""

BREACHES = {
    "a table alone": "SELECT FROM tag AS t WHERE t.id = p_id",
    "one side of an OR": "SELECT FROM tag AS t WHERE t.app_id = p_app OR t.id = p_id",
    "any other column": "SELECT FROM tag AS t WHERE t.app_id = t.id",
    "a subquery": "SELECT FROM tag AS t WHERE t.app_id = p_app AND EXISTS"
    " (SELECT FROM company_tag AS c WHERE c.tag = t.id)",
    "a subquery in what is shown": "SELECT (SELECT name FROM tag) FROM company AS c"
    " WHERE c.app_id = p_app",
    "a join": "SELECT FROM tag AS t JOIN company_tag AS c ON c.tag = t.id"
    " WHERE t.app_id = p_app",
    "the outer side of a join": "SELECT FROM company AS c LEFT JOIN tag AS t"
    " ON t.app_id = p_app AND c.app_id = p_app",
    "both sides of a full join": "SELECT FROM company AS c FULL JOIN tag AS t"
    " ON t.app_id = p_app AND c.app_id = p_app",
    "a chain that begins nowhere": "SELECT FROM tag AS t JOIN company_tag AS c"
    " ON c.app_id = t.app_id",
    "a LATERAL": "SELECT FROM tag AS t CROSS JOIN LATERAL"
    " (SELECT FROM company_tag AS c WHERE c.tag = t.id) AS x WHERE t.app_id = p_app",
    "UPDATE": "UPDATE tag AS t SET name = '' WHERE t.id = p_id",
    "UPDATE ... FROM": "UPDATE tag AS t SET name = '' FROM company_tag AS c"
    " WHERE t.app_id = p_app AND c.tag = t.id",
    "DELETE ... USING": "DELETE FROM tag AS t USING company_tag AS c"
    " WHERE t.app_id = p_app AND c.tag = t.id",
    "a CTE": "WITH x AS (SELECT t.id FROM tag AS t)"
    " SELECT FROM company_tag AS c JOIN x ON x.id = c.tag WHERE c.app_id = p_app",
    "a changing CTE": "WITH x AS (DELETE FROM tag AS t WHERE t.id = p_id RETURNING id)"
    " SELECT FROM x",
    "one arm of a UNION": "SELECT id FROM tag WHERE app_id = p_app"
    " UNION ALL SELECT id FROM tag",
    "INSERT without the column": "INSERT INTO tag (id) VALUES (p_id)",
    "INSERT of another value": "INSERT INTO tag (id, app_id) VALUES (p_id, p_id)",
    "INSERT ... SELECT": "INSERT INTO tag (app_id, id) SELECT t.id, t.id FROM tag AS t"
    " WHERE t.app_id = p_app",
    "ON CONFLICT": "INSERT INTO tag (app_id, id) VALUES (p_app, p_id) ON CONFLICT"
    " ON CONSTRAINT tag_key DO UPDATE SET name = (SELECT name FROM role)",
    "MERGE": "MERGE INTO tag AS t USING role AS r ON t.app_id = p_app AND r.id = t.id"
    " WHEN MATCHED THEN DELETE",
    "a call": "PERFORM takes_app(p_id)",
    "dynamic SQL": "EXECUTE 'DELETE FROM tag WHERE id = $1' USING p_id",
    "the wrong parameter": "EXECUTE 'DELETE FROM tag WHERE app_id = $2' USING p_app, p_id",
    "a table by name": "EXECUTE format('DELETE FROM %I WHERE id = $1', p_text) USING p_id",
    "one choice of several": "EXECUTE concat('DELETE FROM tag', CASE WHEN p_text = ''"
    " THEN ' WHERE app_id = $1' END) USING p_app",
    "text that cannot be known": "EXECUTE p_text",
    "a loop": "FOR p_id IN SELECT t.id FROM tag AS t LOOP NULL; END LOOP",
    "a condition": "IF EXISTS (SELECT FROM tag AS t WHERE t.id = p_id) THEN NULL; END IF",
    "an assignment": "p_id := (SELECT t.id FROM tag AS t)",
    "what names no table": "TRUNCATE tag",
}
"""What the test must see, by what is missing the app there."""

SOUND = [
    (
        "SELECT FROM tag AS t JOIN company_tag AS c ON c.app_id = t.app_id AND c.tag = t.id"
        " WHERE t.app_id = p_app"
    ),
    (
        "SELECT FROM company AS c LEFT JOIN tag AS t ON t.app_id = c.app_id"
        " WHERE (c.app_id, c.id) = (p_app, p_id)"
    ),
    "SELECT FROM tag WHERE app_id = p_app AND id = p_id",
    "SELECT FROM tag JOIN company_tag USING (app_id) WHERE tag.app_id = p_app",
    (
        "UPDATE tag AS t SET name = '' FROM company_tag AS c"
        " WHERE t.app_id = p_app AND c.app_id = t.app_id AND c.tag = t.id"
    ),
    (
        "WITH x AS (SELECT t.app_id FROM tag AS t WHERE t.app_id = p_app)"
        " SELECT FROM company_tag AS c JOIN x ON x.app_id = c.app_id"
    ),
    (
        "SELECT * INTO a_row FROM tag AS t WHERE t.app_id = p_app;"
        " DELETE FROM role AS r WHERE r.app_id = a_row.app_id"
    ),
    "INSERT INTO tag (id, app_id) SELECT p_id, p_app",
    "EXECUTE format('SELECT FROM %I WHERE app_id = %L', p_text, p_app)",
    "PERFORM takes_app(p_app)",
]


def test_every_access_in_a_function_names_its_app(catalog: Catalog) -> None:
    hold(
        "wherever a function touches a table, it names the app",
        {
            f"{statement.at}: {offence}"
            for each in functions()
            for statement in each.statements
            for offence in _offences(statement, _tables(catalog))
        }
        ^ EXCEPT.keys(),
        "write `t.app_id = p_app` (or NEW.app_id, or that of a table which says so) "
        "for each table, in joins and subqueries too",
    )


def test_every_access_in_a_statement_names_its_app(catalog: Catalog) -> None:
    hold(
        "wherever a statement touches a table, it names the app",
        (
            f"{statement.at}: {offence}"
            for statement in query_statements()
            if not statement.name.endswith("_every_app")
            for offence in _offences(statement, _tables(catalog))
        ),
        "write `t.app_id = :app`, or that of a table which says so, for each table",
    )


@pytest.mark.parametrize("breach", BREACHES.values(), ids=BREACHES)
def test_one_that_does_not_is_noticed(catalog: Catalog, breach: str) -> None:
    assert _offences_of(breach, catalog)


@pytest.mark.parametrize("sound", SOUND)
def test_one_that_does_is_let_be(catalog: Catalog, sound: str) -> None:
    assert not _offences_of(sound, catalog)


def _tables(catalog: Catalog) -> set[str]:
    return {row["name"] for row in catalog.ask(TABLES)}


def _takers() -> set[str]:
    return {each.name for each in functions() if takes_app(each)} | {"takes_app"}


def takes_app(function: Function) -> bool:
    """Tell whether a function's first parameter is the app."""
    return bool(function.parameters) and function.parameters[0].name == "p_app"


def _offences(statement: Statement, tables: set[str]) -> list[str]:
    return Reading(statement, tables, _takers()).offences()


def _offences_of(body: str, catalog: Catalog) -> list[str]:
    made = function_of(
        "CREATE FUNCTION f(p_app uuid, p_id uuid, p_text text) RETURNS void"
        f" LANGUAGE plpgsql AS $$ DECLARE a_row tag; BEGIN {body}; END $$"
    )
    tables = _tables(catalog)
    return [each for one in made.statements for each in _offences(one, tables)]
