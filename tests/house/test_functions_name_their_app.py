"""Every function names its app for each table, as every statement does.

This looks at the text of functions, not at plans: it says `alias.app_id` as often as it
reads or writes a table under that alias, and `app_id` right after a table without one.
"""

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from catalog import Catalog
from routines import written

from house import hold

EXCEPT = {
    "company_render_next r: 3 reads, 2 of them of an app": "labels of every app are rendered in turn",
    "search_estimate s: 1 reads, 0 of them of an app": "it plans a condition that its caller made, and reads nothing",
    "company_add writes company without app_id": "the row that it writes is given whole, and its caller made it",
}
"""What may do without, and why."""

TABLES = """
SELECT c.relname AS name FROM pg_class AS c
  JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'app_id'
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v')
"""

READ = re.compile(
    r'\b(INSERT INTO|FROM|JOIN|UPDATE)\s+"?(%I|[a-z_]+\b)"?'
    r"(?:\s+AS\s+([a-z_]+))?(?=([^;]{0,60}))"
)


def test_each_names_its_app(catalog: Catalog) -> None:
    tables = {row["name"] for row in catalog.ask(TABLES)} | {"%I"}

    hold(
        "wherever a function touches a table, it names the app",
        {
            f"{each.name} {offence}"
            for each in written("functions.sql")
            for offence in _offences(each.text, tables)
        }
        ^ EXCEPT.keys(),
        "write `FROM table AS t` and `t.app_id = p_app` for each, also in joins",
    )


@pytest.mark.parametrize(
    ("breach", "offence"),
    [
        ("SELECT FROM tag WHERE id = 1", "reads tag without app_id"),
        ("SELECT FROM tag AS t WHERE t.id = 1", "t: 1 reads, 0 of them of an app"),
        (
            "SELECT FROM tag AS t WHERE t.app_id = p_app; UPDATE tag AS t SET id = 1",
            "t: 2 reads, 1 of them of an app",
        ),
        ("INSERT INTO tag (id) VALUES (1)", "writes tag without app_id"),
        ("EXECUTE format('DELETE FROM %I AS l')", "l: 1 reads, 0 of them of an app"),
    ],
)
def test_one_that_does_not_is_noticed(breach: str, offence: str) -> None:
    assert list(_offences(breach, {"tag", "%I"})) == [offence]
    assert not list(_offences("SELECT FROM tag AS t WHERE t.app_id = p_app", {"tag"}))


def _offences(text: str, tables: set[str]) -> Iterator[str]:
    sql = re.sub(r"--.*", "", text)
    reads: Counter[str] = Counter()
    for verb, table, alias, rest in READ.findall(sql):
        if table not in tables:
            continue
        if alias and verb[0] != "I":
            reads[alias] += 1
        elif "app_id" not in rest:
            yield f"{'writes' if verb[0] == 'I' else 'reads'} {table} without app_id"
    for alias, count in reads.items():
        named = len(re.findall(rf"\b{alias}\.app_id\b", sql))
        if named < count:
            yield f"{alias}: {count} reads, {named} of them of an app"
