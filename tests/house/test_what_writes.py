"""A statement is known to write if and only if it does.

When its reply is lost, one that writes may have done so, and one that reads has not.
"""

import re

from catalog import Catalog

from house import hold, queries
from koncern.db import Query

ONLY_LOCKS_OR_LOOKS = {
    "label_lock_companies": "locks a label and its companies",
    "lock": "takes advisory locks",
    "lock_schedule": "takes advisory locks",
    "lock_shared": "takes advisory locks",
    "lock_try": "takes advisory locks",
    "search_estimates": "asks for plans",
    "lock_company_and_below": "locks companies and trees",
    "tree_lock": "takes advisory locks",
}
"""Functions of ours that PostgreSQL would let write, and that do not."""

VOLATILE = """
SELECT DISTINCT proname AS name FROM pg_proc
 WHERE pronamespace = 'public'::regnamespace AND provolatile = 'v'
   AND prorettype <> 'trigger'::regtype
   AND NOT EXISTS (SELECT FROM pg_depend AS d
                    WHERE d.objid = pg_proc.oid AND d.deptype = 'e')
"""


def test_each_is_known_to_write_if_it_does(catalog: Catalog) -> None:
    writing = {row["name"] for row in catalog.ask(VOLATILE)} - {*ONLY_LOCKS_OR_LOOKS}

    hold(
        "a statement is known to write if and only if it does",
        (
            f"{unit}/queries.sql: {query.name}: {query.writes}"
            for unit, query in queries()
            if query.writes != _writes(catalog, query, writing)
        ),
        "one that writes inside a function says `-- It writes.`; declare a function that "
        "only locks in ONLY_LOCKS_OR_LOOKS",
    )


def test_what_is_declared_is_there(catalog: Catalog) -> None:
    known = {row["name"] for row in catalog.ask(VOLATILE)}

    hold(
        "a function that only locks or looks is one of ours",
        {*ONLY_LOCKS_OR_LOOKS} - known,
        "take it out of ONLY_LOCKS_OR_LOOKS",
    )


def _writes(catalog: Catalog, query: Query, writing: set[str]) -> bool:
    called = {*re.findall(r"\b([a-z_]+)\s*\(", query.text)}
    nodes = {node["Node Type"] for node in catalog.plan(query)}
    return bool(called & writing) or "ModifyTable" in nodes
