"""Statements inside functions as PostgreSQL plans them: their variables are parameters."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import asyncpg
from catalog import Catalog
from dynamic import ANY
from parsed import Function, Statement, functions
from pglast import ast
from routines import Routine, written
from syntax import column, is_a, names_in, nodes_in

Nodes = list[dict[str, Any]]

TRANSITION = ("gone", "changed")


def plans_inside(
    catalog: Catalog, of: Iterable[Function] = ()
) -> Iterator[tuple[str, Nodes | str]]:
    """Plan every statement of every function, once for each table of a trigger.

    A plan that cannot be made is the reason. What only a caller completes is left out.
    """
    for each in of or functions():
        for table in _tables(each):
            with _transition_tables(catalog, each, table):
                yield from _plans_of(catalog, each, table)


def _plans_of(
    catalog: Catalog, function: Function, table: str
) -> Iterator[tuple[str, Nodes | str]]:
    for statement in function.statements:
        if ANY not in statement.text and reads(statement):
            yield statement.at, _plan(catalog, function, statement, table)


def _tables(function: Function) -> list[str]:
    """Return the tables whose triggers call a function, or one of no name."""
    if not function.is_trigger:
        return [""]
    return sorted({each.table for each in _triggers(function)})


def _triggers(function: Function) -> list[Routine]:
    return [
        each
        for each in written("triggers.sql")
        if f"EXECUTE FUNCTION {function.name}(" in each.text
    ]


@contextmanager
def _transition_tables(
    catalog: Catalog, function: Function, table: str
) -> Iterator[None]:
    names = [
        name
        for name in TRANSITION
        if any(f"TABLE AS {name}" in each.text for each in _triggers(function))
    ]
    for name in names:
        # It has a row, as when one row is changed.
        catalog.run(
            f'CREATE TEMPORARY TABLE {name} AS SELECT * FROM "{table}" LIMIT 1;'
            f" ANALYZE {name}"
        )
    yield
    for name in names:
        catalog.run(f"DROP TABLE {name}")


def reads(statement: Statement) -> bool:
    """Tell whether a statement has to do with a table at all."""
    return any(is_a(node, ast.RangeVar) for node in nodes_in(statement.tree))


def _plan(
    catalog: Catalog, function: Function, statement: Statement, table: str
) -> Nodes | str:
    types = {each.name: each.type for each in function.parameters} | function.declared
    if table:
        types |= dict.fromkeys(("new", "old"), table)
    text, parameters = _with_parameters(statement, function.name, types)
    try:
        return catalog.plan_of(text, parameters)
    except asyncpg.PostgresError as error:
        return f"{error}: {text}"


def _with_parameters(
    statement: Statement, function: str, types: dict[str, str]
) -> tuple[str, list[str]]:
    """Write `$1`, `$2`… for the variables of a statement; return their types, too."""
    text = statement.text
    if statement.using:
        names = [".".join(column(each)) for each in statement.using]
        return text, [types.get(name, "text") for name in names]
    relations, taken = names_in(statement.tree), []
    columns = [node for node in nodes_in(statement.tree) if is_a(node, ast.ColumnRef)]
    for node in sorted(columns, key=lambda each: -int(each.location)):
        names = column(node)
        end = node.location + len(".".join(names))
        variable, *field = names[1:] if names[0] == function else names
        if variable not in types or variable in relations:
            continue
        type_ = types[variable] or "unknown"
        if field and type_ == "unknown":
            # PostgreSQL tells the type of a record's column from where it is.
            field = []
        taken.append(type_)
        place = ".".join([f"(${len(taken)})", *field])
        text = text[: node.location] + place + text[end:]
    return text, taken
