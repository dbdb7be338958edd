"""ARCHITECTURE.md and CONTRIBUTING.md name functions, tables and files that exist.

A name in backticks is looked for where names are given: in Python's definitions, in SQL
functions, triggers and statements, in tables and their columns, and among files.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from parsed import functions as sql_functions
from pglast import ast as sql
from pglast import parse_sql
from routines import written
from syntax import is_a, nodes_in

from house import (
    FOLDERS,
    ROOT,
    SOURCE,
    UNITS,
    Module,
    functions,
    hold,
    modules,
    queries,
)
from koncern.db import migrations

PAGES = ["ARCHITECTURE.md", "CONTRIBUTING.md"]

ELSEWHERE = {
    "Any": "Python's",
    "assert": "Python's",
    "else": "Python's",
    "return": "Python's",
    "jsonb": "PostgreSQL's",
    "Authorization": "HTTP's",
    "ETag": "HTTP's",
    "alike": "a value of BENCH_NAMES",
    "realistic": "another one",
    "suspend": "an example of a verb's name",
    "hand_over": "another one",
    "thing.happened": "an example of an event's name",
    "test_it_names_each_id_that_is_no_customer": "an example of a test's name",
    "utils": "a name that is not to be given",
    "helper": "another one",
    "manager": "another one",
    "handle_": "how such a name begins",
    "process_": "the same",
    "_every_app": "how such a name ends",
    "Error": "the same",
}
"""Names that stand in these pages and are not ours to give."""

NAME = re.compile(r"`([A-Za-z_]\w*(?:\.\w+)*)(?:\([^`]*\))?`")
FILE = re.compile(r"`([\w-]+\.(?:py|sql|md|txt|toml|in))`")
AT_HOME = re.compile(r"`(\w+)`\s+\(`([\w/]+)/functions\.sql`\)")


@pytest.mark.parametrize("page", PAGES)
def test_every_name_exists(page: str) -> None:
    hold(
        "a name in backticks is one that something has",
        _unknown(_prose(page)),
        "name what is there, or list it in ELSEWHERE and say whose name it is",
    )


@pytest.mark.parametrize("page", PAGES)
def test_a_sql_function_stands_where_the_page_says(page: str) -> None:
    home = {each.name: each.package for each in sql_functions()}

    hold(
        "a function named with a file stands in it",
        (
            f"{name} ({package})"
            for name, package in AT_HOME.findall(_prose(page))
            if home.get(name) != package
        ),
        "name the file in which it is",
    )


def test_architecture_names_functions_of_sql() -> None:
    named = set(AT_HOME.findall((ROOT / "ARCHITECTURE.md").read_text()))

    assert named, (
        "tell which SQL function a request comes to: `name` (`its/functions.sql`)"
    )


def test_no_exception_is_left_over() -> None:
    named = {name for page in PAGES for name in NAME.findall(_prose(page))}

    hold(
        "what is listed as somebody else's name stands in a page",
        ELSEWHERE.keys() - named,
        "take it out of ELSEWHERE",
    )


@pytest.mark.parametrize(
    "breach",
    [
        "`registration_make`",
        "`Router.seek`",
        "`billing.organizations.take_members`",
        "`company.grandparent`",
        "`tx.later`",
        "`registrations.enroll(tx, actor, new)`",
        "`no_such_file.py`",
    ],
)
def test_a_name_that_nothing_has_is_noticed(breach: str) -> None:
    assert [*_unknown(f"It calls {breach} then.")]


def _prose(page: str) -> str:
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.sub(r"(?s)```.*?```", "", text)


def _unknown(text: str) -> Iterator[str]:
    for name in FILE.findall(text):
        places = (ROOT.glob(name), SOURCE.rglob(name), (ROOT / "tests").rglob(name))
        if not any(any(place) for place in places):
            yield name
    for name in {*NAME.findall(text)} - ELSEWHERE.keys():
        if not FILE.fullmatch(f"`{name}`") and not _is_known(name):
            yield name


def _is_known(name: str) -> bool:
    """Tell whether something has a name; of `a.b`, whether `a` has a `b`."""
    first, _, rest = name.rpartition(".")
    if not first:
        return name in _names()
    if first.replace(".", "/") in UNITS:
        return rest in _offered(first)
    # `tx.now` is said of a `Tx`.
    return rest in _members().get(first.lower(), set())


@cache
def _names() -> frozenset[str]:
    found = {part for unit in UNITS for part in unit.split("/")}
    found |= {query.name for _, query in queries()}
    found |= {each.name for each in written("functions.sql", "triggers.sql")}
    for table, columns in _tables().items():
        found |= {table, *columns}
    for folder in FOLDERS:
        for module in modules(folder):
            ours = folder == SOURCE
            found |= _defined(module.tree) if ours else _functions(module)
            # What the environment may say stands in a text.
            found |= {
                *re.findall(r'"((?:BENCH|KONCERN|MUTANTS)_[A-Z_]+)"', module.text)
            }
    return frozenset(found | {each.lower() for each in found if each.isupper()})


def _defined(tree: ast.AST) -> set[str]:
    """Return what a piece of Python gives names to, attributes and parameters included."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            found.add(node.attr)
    return found


def _functions(module: Module) -> set[str]:
    return {each.name for each in functions(module)}


@cache
def _members() -> dict[str, set[str]]:
    """Return what classes and tables consist of, by their names in small letters."""
    found = {table: {*columns} for table, columns in _tables().items()}
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ClassDef):
                found.setdefault(node.name.lower(), set()).update(_defined(node))
    return found


def _offered(package: str) -> set[str]:
    """Return what the modules of a package define."""
    unit = package.replace(".", "/")
    own = [each for each in modules() if each.unit == unit]
    return {name for each in own for name in _defined(each.tree)}


@cache
def _tables() -> dict[str, set[str]]:
    """Return the columns that tables and views were made with, or got later."""
    found: dict[str, set[str]] = {}
    for step in migrations():
        for raw in parse_sql(step.sql):
            made: Any = raw.stmt
            if is_a(made, sql.CreateStmt, sql.AlterTableStmt):
                columns = (n for n in nodes_in(made) if is_a(n, sql.ColumnDef))
                table = found.setdefault(made.relation.relname, set())
                table |= {str(each.colname) for each in columns}
            elif is_a(made, sql.ViewStmt):
                found.setdefault(made.view.relname, set())
    return found
