"""The packages as their tests see them: order, files and names, read from the source.

A rule test collects its offences and hands them to `hold`, whose message names the
rule, each place, and the way out.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import import_module
from pathlib import Path

from koncern.db import Query, Statements, load

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "koncern"
FOLDERS = (SOURCE, *(ROOT / name for name in ("tests", "bench", "attack", "mutants")))
"""Where Python stands."""

UNITS = (
    "limits",
    "base/locales",
    "base/mail_servers",
    "base",
    "base/records",
    "db",
    "events",
    "access",
    "apps",
    "answers",
    "mail",
    "standards",
    "standards/identifiers",
    "standards/places",
    "labels",
    "labels/tags",
    "labels/store_groups",
    "labels/customer_groups",
    "labels/attribute_templates",
    "companies",
    "companies/field_rights",
    "companies/aliases",
    "companies/patch",
    "search/terms",
    "search/filters",
    "search/planner",
    "search/lists",
    "search",
    "trees",
    "trees/hierarchies",
    "trees/positions",
    "trees/divisions",
    "trees/moves",
    "trees/scheduled_moves",
    "billing",
    "billing/organizations",
    "billing/members",
    "billing/scheduled_members",
    "billing/payers",
    "billing/customers",
    "billing/contacts",
    "billing/directory",
    "billing/tax_registrations",
    "people",
    "people/users",
    "people/attempts",
    "people/sessions",
    "people/sign_ups",
    "people/passwords",
    "people/roles",
    "people/memberships",
    "people/customer_group_members",
    "people/colleagues",
    "profile",
    "profile/addresses",
    "profile/restrictions",
    "profile/file_store",
    "profile/file_types",
    "profile/files",
    "inheritance",
    "registrations",
    "previews",
    "api",
    "api/http",
    "api/organisations",
    "api/customers",
    "api/pages",
    "worker",
    "cli",
)
"""Every package and sub-package, lowest first: an import may only go to an earlier one.

What stands beside a package's sub-packages has a place of its own among them.
"""

DIALECTS = ("api/organisations", "api/customers")
"""Neither imports the other, and each is its files, one for each thing that it shows."""

ENTRIES = ("api", "worker", "cli")
"""The top-level packages that speak to the outside, and open transactions."""

BASIS = UNITS[: UNITS.index("apps")]
"""What every package may stand on, and what holds no domain."""


def top(unit: str) -> str:
    """Return the top-level package of a unit."""
    return unit.partition("/")[0]


DOMAIN = tuple(unit for unit in UNITS if unit not in BASIS and top(unit) not in ENTRIES)
"""The packages of the domain."""


@dataclass(frozen=True)
class Module:
    """One Python file: where it is, what it is called, and its syntax tree."""

    path: Path
    name: str
    text: str
    tree: ast.Module

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """All nodes of its syntax tree: many tests walk it."""
        return tuple(ast.walk(self.tree))

    @property
    def unit(self) -> str:
        """The package or sub-package it belongs to; empty for all of it."""
        return unit_of(self.name)

    @property
    def top(self) -> str:
        """The top-level package it belongs to."""
        return top(self.unit)

    def at(self, node: ast.AST) -> str:
        """Say where a piece of it is."""
        return f"{self.path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"


def unit_of(name: str) -> str:
    """Return the package or sub-package that a module of ours belongs to."""
    parts = name.split(".")[1:]
    inner = "/".join(parts[:2])
    return inner if inner in UNITS else "".join(parts[:1])


@cache
def modules(folder: Path = SOURCE) -> tuple[Module, ...]:
    """Read every Python file of a folder."""
    return tuple(_read(path, folder) for path in sorted(folder.rglob("*.py")))


def all_modules() -> Iterator[Module]:
    """List every Python file of the project, tests and tools included."""
    for folder in FOLDERS:
        yield from modules(folder)


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
    for node in module.nodes:
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
    """Tell a module from what an `__init__` offers under the same name."""
    package, _, last = name.rpartition(".")
    return name in module_names() and last not in offered_by(package)


@cache
def offered_by(package: str) -> frozenset[str]:
    """Return the names that a package's `__init__` lists."""
    if package in {"", "koncern"} or package not in module_names():
        return frozenset()
    return frozenset(getattr(import_module(package), "__all__", ()))


def entrance_of(name: str) -> str:
    """Return the package through which a module of ours is imported from outside.

    A dialect has no such `__init__`: it is its files, and the API's pages describe what
    they take and show.
    """
    unit = unit_of(name)
    if not unit or unit in DIALECTS:
        return name
    return ".".join(["koncern", *unit.split("/")])


def groups() -> frozenset[str]:
    """Return the packages that only group sub-packages: beside them is no module."""
    return frozenset(
        unit
        for unit in UNITS
        if any(other.startswith(f"{unit}/") for other in UNITS)
        and {path.name for path in (SOURCE / unit).glob("*.py")} == {"__init__.py"}
    )


def functions(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """List every function of a module, methods and inner ones included."""
    for node in module.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def verbs() -> Iterator[tuple[Module, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """List the verbs of the domain, in whatever module of its package one stands.

    These are the async functions that a package offers, and all that is public in its
    `actions.py`.
    """
    for module in modules():
        if module.unit not in DOMAIN:
            continue
        is_actions = module.name.endswith(".actions")
        offered = offered_by(entrance_of(module.name))
        for node in module.tree.body:
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            is_async = isinstance(node, ast.AsyncFunctionDef)
            if (node.name in offered and is_async) or (
                is_actions and not node.name.startswith("_")
            ):
                yield module, node


@cache
def statements() -> dict[str, Statements]:
    """Return the statements of every unit that has any, by the unit's name."""
    return {
        unit_at(path): load(".".join(["koncern", *unit_at(path).split("/")]))
        for path in queries_files()
    }


def queries_files() -> list[Path]:
    """List every `queries.sql`."""
    return sorted(SOURCE.rglob("queries.sql"))


def unit_at(path: Path) -> str:
    """Return the package or sub-package that a file lies in."""
    return path.parent.relative_to(SOURCE).as_posix()


def queries() -> Iterator[tuple[str, Query]]:
    """List every statement with the unit that it belongs to."""
    for unit, kept in statements().items():
        yield from ((unit, query) for query in kept.queries.values())


def hold(rule: str, offences: Iterable[str], way_out: str) -> None:
    """Fail with the rule, every place that breaks it, and the way out."""
    found = sorted(offences)
    told = "\n".join(f"  {offence}" for offence in found)
    assert not found, f"\nRule: {rule}\n{told}\nWay out: {way_out}"
