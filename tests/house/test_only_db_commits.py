"""Only db connects, commits and rolls back; only api, worker and cli open transactions."""

import ast
import re

from house import ENTRIES, hold, imports, modules, queries

UNITS_OF_WORK = {"transaction", "single"}
ENDS = re.compile(r"\b(BEGIN|COMMIT|ROLLBACK|SAVEPOINT)\b", re.IGNORECASE)


def test_only_db_knows_the_driver() -> None:
    hold(
        "only db talks to PostgreSQL",
        (
            f"{module.at(node)} imports {name}"
            for module in modules()
            if module.top != "db"
            for node, name in imports(module)
            if name.split(".")[0] == "asyncpg"
        ),
        "ask through the Tx that the verb was given",
    )


def test_only_entries_open_a_unit_of_work() -> None:
    hold(
        "a verb is given its Tx; only api, worker and cli open one",
        (
            f"{module.at(node)} opens one by .{node.func.attr}()"
            for module in modules()
            if module.top not in {"db", *ENTRIES}
            for node in module.nodes
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in UNITS_OF_WORK
        ),
        "take `tx` as the first argument and let the caller open the unit of work",
    )


def test_no_statement_ends_a_transaction() -> None:
    hold(
        "no statement begins or ends a transaction",
        (
            f"{unit}/queries.sql: {query.name}"
            for unit, query in queries()
            if ENDS.search(query.text)
        ),
        "leave that to koncern.db",
    )
