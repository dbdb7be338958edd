"""A unit is entered by its door, `__init__.py`, which lists what it offers."""

import ast
from collections.abc import Iterator
from importlib import import_module

from house import SOURCE, Module, door_of, hold, modules, our_imports

DOORS = sorted(
    ".".join(path.parent.relative_to(SOURCE.parent).parts)
    for path in (*SOURCE.glob("*/__init__.py"), *SOURCE.glob("api/*/__init__.py"))
)


def test_units_are_entered_by_their_door() -> None:
    hold(
        "from outside, a unit is entered by its door",
        (offence for module in modules() for offence in _behind_doors(module)),
        "import from the package itself; let its __init__.py offer what is needed",
    )


def test_a_unit_does_not_use_its_own_door() -> None:
    hold(
        "inside a unit, its modules are imported, not its door",
        (
            f"{module.at(node)} imports from {name}"
            for module in modules()
            for node, name in our_imports(module)
            if name == door_of(module.name) and name != module.name
        ),
        "import from the module that defines the name",
    )


def test_doors_offer_what_they_list() -> None:
    hold(
        "everything that a door lists exists",
        (
            f"{door} lists {name}"
            for door in DOORS
            for name in getattr(import_module(door), "__all__", ())
            if not hasattr(import_module(door), name)
        ),
        "take the name out of __all__, or import it there",
    )


def test_doors_list_what_they_import() -> None:
    hold(
        "everything that a door imports from its own modules is listed",
        (
            f"{module.at(node)} imports {alias.name}"
            for module in modules()
            if module.name in DOORS and module.path.name == "__init__.py"
            for node in module.tree.body
            if isinstance(node, ast.ImportFrom)
            and (node.module or "").startswith(module.name + ".")
            for alias in node.names
            if alias.name not in getattr(import_module(module.name), "__all__", ())
        ),
        "put the name into __all__, or do not import it at the door",
    )


def _behind_doors(module: Module) -> Iterator[str]:
    for node, name in our_imports(module):
        door = door_of(name)
        if name != door and door_of(module.name) != door:
            yield f"{module.at(node)} imports {name}"
