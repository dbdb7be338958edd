"""An `__init__.py` offers what other packages use, and no more."""

import ast
from collections.abc import Iterator

from house import (
    FOLDERS,
    SOURCE,
    UNITS,
    Module,
    hold,
    imports,
    modules,
    offered_by,
    unit_of,
)

PACKAGES = frozenset(".".join(["koncern", *unit.split("/")]) for unit in UNITS)
PLANS = {
    "CHANGED_MEANWHILE",
    "UNTIL_OTHERS_MAKE_WAY",
    "carry_out",
    "claim",
    "due",
    "give_up",
    "next_due",
}
NAMED_ELSEWHERE = {
    "koncern.billing.scheduled_members": PLANS,  # worker/jobs.py, which is given both
    "koncern.trees.scheduled_moves": PLANS,
    "koncern.cli": {"main"},  # the command, in pyproject.toml
    "koncern.worker": {"build"},  # cli/serving.py, as text
}
"""What is used by a name that is no import, and where."""


def test_inits_offer_what_is_used() -> None:
    used = {f"{package}.{name}" for package, name in _used()}

    hold(
        "an __init__.py offers what other packages use",
        (
            f"{package} offers {name}"
            for package in PACKAGES
            for name in offered_by(package) - NAMED_ELSEWHERE.get(package, set())
            if f"{package}.{name}" not in used
        ),
        "take the name out of __init__.py; inside the package import from its module",
    )


def test_what_is_named_elsewhere_is_offered() -> None:
    hold(
        "what is used by name is offered",
        (
            f"{package}.{name}"
            for package, names in NAMED_ELSEWHERE.items()
            for name in names - offered_by(package)
        ),
        "take it out of NAMED_ELSEWHERE",
    )


def _used() -> Iterator[tuple[str, str]]:
    """List the names that are taken from a package, by import or as an attribute."""
    for folder in FOLDERS:
        for module in modules(folder):
            yield from _used_by(module, own=folder == SOURCE)


def _used_by(module: Module, *, own: bool) -> Iterator[tuple[str, str]]:
    packages = {}
    for node, full in imports(module):
        package, _, name = full.rpartition(".")
        if full in PACKAGES and isinstance(node, ast.ImportFrom):
            aliases = {alias.name: alias.asname for alias in node.names}
            packages[aliases[name] or name] = full
        elif package in PACKAGES and not (
            own and unit_of(module.name) == unit_of(full)
        ):
            yield package, name
    for each in module.nodes:
        if isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name):
            yield packages.get(each.value.id, ""), each.attr
