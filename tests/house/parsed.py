"""SQL as PostgreSQL reads it: every statement of functions and of queries.sql, parsed."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from dynamic import texts
from pglast import ast, parse_plpgsql, parse_sql, split
from pglast.parser import ParseError
from pglast.stream import RawStream
from routines import written
from syntax import is_a

from house import queries

DYNAMIC = {"PLpgSQL_stmt_dynexecute", "PLpgSQL_stmt_dynfors"}


@dataclass(frozen=True)
class Statement:
    """One statement, or one expression as `SELECT …`, and what surrounds it.

    `tree` is None if the text is put together so that it cannot be known. `variables` are
    the names that are no columns, and `using` what `$1`, `$2`… hold.
    """

    home: str
    name: str
    text: str
    tree: Any
    variables: frozenset[str]
    using: tuple[Any, ...] = ()

    @property
    def at(self) -> str:
        """Say where it is."""
        return f"{self.home}: {self.name}"


@dataclass(frozen=True)
class Parameter:
    """A parameter of a function: its name (or none) and its type, as written."""

    name: str
    type: str


@dataclass(frozen=True)
class Function:
    """One function: its place, what it takes, and its statements."""

    package: str
    name: str
    text: str
    parameters: tuple[Parameter, ...]
    is_trigger: bool
    statements: tuple[Statement, ...]
    declared: dict[str, str]


@cache
def functions() -> tuple[Function, ...]:
    """Parse every function of every package."""
    return tuple(
        function_of(each.text, each.package) for each in written("functions.sql")
    )


@cache
def query_statements() -> tuple[Statement, ...]:
    """Parse every statement of every queries.sql."""
    app = _expression("p_app")
    return tuple(
        Statement(
            f"{unit}/queries.sql",
            query.name,
            query.text,
            _tree(query.text),
            frozenset({"p_app"}),
            tuple(app if fact == "app" else None for fact in query.facts),
        )
        for unit, query in queries()
    )


def function_of(text: str, package: str = "") -> Function:
    """Parse one CREATE FUNCTION."""
    (raw,) = parse_sql(text)
    made: Any = raw.stmt
    options = {option.defname: option.arg for option in made.options}
    name = made.funcname[-1].sval
    home = f"{package}/functions.sql"
    parameters = tuple(
        Parameter(each.name or "", _type(each.argType))
        for each in made.parameters or ()
        if each.mode.value in {"i", "b", "d"}
    )
    of_result = made.returnType.names[-1].sval if made.returnType else ""
    declared: dict[str, str] = {}
    if options["language"].sval == "plpgsql":
        (parsed,) = parse_plpgsql(text)
        inside, declared = _of_plpgsql(parsed["PLpgSQL_function"], text, home, name)
    else:
        inside = tuple(_of_sql(made, options, home, name, parameters))
    return Function(
        package, name, text, parameters, of_result == "trigger", inside, declared
    )


def _type(given: Any) -> str:
    name = given.names[-1].sval
    return f"{name}[]" if given.arrayBounds else str(name)


def _of_sql(
    made: Any,
    options: dict[str, Any],
    home: str,
    name: str,
    parameters: tuple[Parameter, ...],
) -> Iterator[Statement]:
    variables = frozenset(each.name for each in parameters)
    body = made.sql_body
    if body is None:
        texts_of = [*split(options["as"][0].sval)]
    elif is_a(body, ast.ReturnStmt):
        texts_of = [f"SELECT {RawStream()(body.returnval)}"]
    else:
        texts_of = [RawStream()(each) for each in _flat(body)]
    for text in texts_of:
        yield Statement(home, name, text, _tree(text), variables)


def _flat(body: Any) -> Iterator[Any]:
    for each in body if isinstance(body, tuple) else (body,):
        yield from _flat(each) if isinstance(each, tuple) else (each,)


def _of_plpgsql(
    parsed: dict[str, Any], text: str, home: str, name: str
) -> tuple[tuple[Statement, ...], dict[str, str]]:
    declared = dict(_declared(parsed["datums"], text))
    variables = frozenset({*declared, "new", "old"})
    nodes = [*_nodes(parsed)]
    values = _values(nodes)
    found = []
    for kind, node in nodes:
        if kind == "PLpgSQL_expr":
            whole = _whole(node)
            found.append(Statement(home, name, whole, _tree(whole), variables))
        dynamic = node.get("dynquery") or (kind in DYNAMIC and node["query"])
        if dynamic:
            using = tuple(_expression(_query(each)) for each in node.get("params", ()))
            found += [
                Statement(home, name, each, _tree_or_none(each), variables, using)
                for each in texts(_expression(_query(dynamic)), values)
            ]
    return tuple(found), declared


def _values(nodes: list[tuple[str, dict[str, Any]]]) -> dict[str, list[Any]]:
    """Return what expressions a function gives its variables."""
    values: dict[str, list[Any]] = {}
    for kind, node in nodes:
        if kind == "PLpgSQL_var" and "default_val" in node:
            given = _expression(_query(node["default_val"]))
            values.setdefault(node["refname"], []).append(given)
        if kind == "PLpgSQL_stmt_assign":
            target, given = re.split(r"\s*:?=", _query(node["expr"]), maxsplit=1)
            values.setdefault(target, []).append(_expression(given))
    return values


def _declared(datums: Iterable[Any], text: str) -> Iterator[tuple[str, str]]:
    """List the variables of a function with their types, as PL/pgSQL calls these."""
    for datum in datums:
        ((_, facts),) = datum.items()
        name = facts.get("refname")
        if not name or not re.fullmatch(r"\w+", name):
            continue
        kind = facts.get("datatype", {}).get("PLpgSQL_type", {}).get("typname")
        if kind is None:
            row = re.search(rf"(?i)\b{name}\s+(?:constant\s+)?(\w+)", text)
            kind = row[1] if row else ""
        yield name, kind


def _nodes(node: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """List all nodes of PL/pgSQL's tree, with the name of their kind."""
    if isinstance(node, list):
        for each in node:
            yield from _nodes(each)
    elif isinstance(node, dict):
        for kind, inner in node.items():
            if isinstance(inner, dict) and kind.startswith("PLpgSQL_"):
                yield kind, inner
            yield from _nodes(inner)


def _query(node: dict[str, Any]) -> str:
    return str(node["PLpgSQL_expr"]["query"])


def _whole(node: dict[str, Any]) -> str:
    """Return what PL/pgSQL has of a statement as SQL: an expression is a SELECT."""
    query = str(node["query"])
    if node["parseMode"] == 0:
        return query
    if node["parseMode"] > 2:
        # An assignment: `target := expression`.
        query = re.split(r":?=", query, maxsplit=1)[1]
    return f"SELECT {query}"


def _tree(text: str) -> Any:
    (raw,) = parse_sql(text)
    return raw.stmt


def _tree_or_none(text: str) -> Any:
    try:
        return _tree(text)
    except ParseError:
        return None


def _expression(text: str) -> Any:
    return _tree(f"SELECT {text}").targetList[0].val
