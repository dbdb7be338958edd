"""The house as its tests see it: floors, files and names, read from the source.

A rule test collects its offences and hands them to `hold`, whose message names the
rule, each place, and the way out.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

from koncern.db import Query, Statements, load

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "koncern"

GROUND = (
    "limits",
    "locales",
    "mail_servers",
    "base",
    "records",
    "db",
    "events",
    "access",
)
ROOMS = (
    "answers",
    "apps",
    "identifiers",
    "places",
    "labels",
    "tags",
    "store_groups",
    "customer_groups",
    "attribute_templates",
    "field_rights",
    "companies",
    "search_terms",
    "search_filters",
    "search_lists",
    "search",
    "changes",
    "hierarchies",
    "trees",
    "divisions",
    "moves",
    "scheduled_moves",
    "aliases",
    "customer_organizations",
    "scheduled_members",
    "payers",
    "billing",
    "contacts",
    "directory",
    "tax_registrations",
    "mail",
    "users",
    "attempts",
    "customer_group_members",
    "sessions",
    "sign_ups",
    "passwords",
    "roles",
    "memberships",
    "inheritance",
    "previews",
    "colleagues",
    "addresses",
    "restrictions",
    "registrations",
    "file_store",
    "file_types",
    "files",
)
FACES = ("api", "cli")
FLOORS = (*GROUND, *ROOMS, *FACES)
"""Every unit of the house, lowest first: an import may only go to an earlier one."""

API = (
    "kit",
    "organisations",
    "customers",
    "pages",
    "courier",
    "chores",
    "monitoring_port",
    "service",
)
"""The units of the HTTP face, lowest first."""


@dataclass(frozen=True)
class Module:
    """One Python file: where it is, what it is called, and its syntax tree."""

    path: Path
    name: str
    text: str
    tree: ast.Module

    @property
    def unit(self) -> str:
        """The floor or room it belongs to; empty for the package itself."""
        return self.name.split(".")[1] if "." in self.name else ""

    def at(self, node: ast.AST) -> str:
        """Say where a piece of it is."""
        return f"{self.path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"


@cache
def modules(folder: Path = SOURCE) -> tuple[Module, ...]:
    """Read every Python file of a folder."""
    return tuple(_read(path, folder) for path in sorted(folder.rglob("*.py")))


def _read(path: Path, folder: Path) -> Module:
    parts = path.relative_to(folder.parent).with_suffix("").parts
    name = ".".join(part for part in parts if part != "__init__")
    text = path.read_text(encoding="utf-8")
    return Module(path, name, text, ast.parse(text))


@cache
def module_names() -> frozenset[str]:
    """Return the dotted name of every module of ours."""
    return frozenset(module.name for module in modules())


def imports(module: Module) -> Iterator[tuple[ast.stmt, str]]:
    """List what a module imports, each by its full dotted name.

    What stands under `if __name__ == "__main__"` is a program, and no part of it.
    """
    programs = [node for node in module.tree.body if _is_program(node)]
    inside = {id(node) for program in programs for node in ast.walk(program)}
    for node in ast.walk(module.tree):
        if id(node) in inside:
            continue
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)


def _is_program(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and "__name__" in ast.unparse(node.test)


def our_imports(module: Module) -> Iterator[tuple[ast.stmt, str]]:
    """List the modules of ours that a module imports, or imports names from."""
    for node, name in imports(module):
        if name.split(".")[0] == "koncern":
            yield node, name if _is_module(name) else name.rsplit(".", 1)[0]


def _is_module(name: str) -> bool:
    """Tell a module from what a door offers under the same name."""
    package, _, last = name.rpartition(".")
    return name in module_names() and last not in offered_by(package)


@cache
def offered_by(door: str) -> frozenset[str]:
    """Return the names that a door lists, without those of whole units."""
    if door in {"", "koncern", "koncern.api"} or door not in module_names():
        return frozenset()
    return frozenset(getattr(import_module(door), "__all__", ()))


def door_of(name: str) -> str:
    """Return the door through which a module of ours is entered from outside.

    A dialect has none: it is its files, one for each room, and the API's pages
    describe what they take and show.
    """
    parts = name.split(".")
    if parts[1:2] == ["api"]:
        return ".".join(parts[:3]) if parts[2:3] == ["kit"] else name
    return ".".join(parts[:2])


def functions(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """List every function of a module, methods and inner ones included."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@cache
def statements() -> dict[str, Statements]:
    """Return the statements of every unit that has any, by the unit's name."""
    return {
        path.parent.name: load(f"koncern.{path.parent.name}")
        for path in sorted(SOURCE.glob("*/queries.sql"))
    }


def queries() -> Iterator[tuple[str, Query]]:
    """List every statement with the unit that it belongs to."""
    for unit, kept in statements().items():
        yield from ((unit, query) for query in kept.queries.values())


def hold(rule: str, offences: Iterable[str], way_out: str) -> None:
    """Fail with the rule, every place that breaks it, and the way out."""
    found = sorted(offences)
    told = "\n".join(f"  {offence}" for offence in found)
    assert not found, f"\nRule: {rule}\n{told}\nWay out: {way_out}"
