"""A package is imported through its `__init__.py`, which lists what it offers."""

import ast
from collections.abc import Iterator
from importlib import import_module

from house import (
    SOURCE,
    UNITS,
    Module,
    entrance_of,
    groups,
    hold,
    modules,
    our_imports,
    unit_of,
)

PACKAGES = [".".join(["koncern", *unit.split("/")]) for unit in UNITS]


def test_packages_are_imported_through_their_init() -> None:
    hold(
        "from outside, a package is imported through its __init__.py",
        (offence for module in modules() for offence in behind_inits(module)),
        "import from the package itself; let its __init__.py offer what is needed",
    )


def test_an_import_past_the_init_is_found() -> None:
    past = Module(
        SOURCE / "people" / "colleagues" / "actions.py",
        "koncern.people.colleagues.actions",
        text := "from koncern.people.users.model import User",
        ast.parse(text),
    )

    assert [*behind_inits(past)] == [
        "src/koncern/people/colleagues/actions.py:1 imports koncern.people.users.model"
    ]


def test_a_package_does_not_use_its_own_init() -> None:
    hold(
        "inside a package, its modules are imported, not its __init__.py",
        (
            f"{module.at(node)} imports from {name}"
            for module in modules()
            for node, name in our_imports(module)
            if name == entrance_of(module.name) and name != module.name
        ),
        "import from the module that defines the name",
    )


def test_packages_offer_what_they_list() -> None:
    hold(
        "everything that a package lists exists",
        (
            f"{package} lists {name}"
            for package in PACKAGES
            for name in getattr(import_module(package), "__all__", ())
            if not hasattr(import_module(package), name)
        ),
        "take the name out of __all__, or import it there",
    )


def test_packages_list_what_they_import() -> None:
    hold(
        "everything that an __init__.py imports from its own modules is listed",
        (
            f"{module.at(node)} imports {alias.name}"
            for module in modules()
            if module.name in PACKAGES and module.path.name == "__init__.py"
            for node in module.tree.body
            if isinstance(node, ast.ImportFrom)
            and (node.module or "").startswith(module.name + ".")
            for alias in node.names
            if alias.name not in getattr(import_module(module.name), "__all__", ())
        ),
        "put the name into __all__, or do not import it in __init__.py",
    )


def test_a_group_of_packages_holds_its_docstring_alone() -> None:
    hold(
        "the __init__.py of packages that are only grouped holds a docstring alone",
        (
            module.at(module.tree.body[1])
            for module in modules()
            if module.unit in groups() and len(module.tree.body) > 1
            if module.path.parent == SOURCE / module.unit
        ),
        "import from the sub-package; the group only says what it is",
    )


def test_a_group_names_its_packages_in_their_order() -> None:
    hold(
        "the docstring of a group has a line for each sub-package, lowest first",
        (
            f"{group}: {told}, not {there}"
            for group in groups()
            if (told := _told(group))
            != (there := [u.split("/")[1] for u in UNITS if u.startswith(f"{group}/")])
        ),
        "write `- `name`: what it is.` for each",
    )


def _told(group: str) -> list[str]:
    story = import_module(f"koncern.{group}").__doc__ or ""
    return [line.split("`")[1] for line in story.splitlines() if line[:3] == "- `"]


def behind_inits(module: Module) -> Iterator[str]:
    """List the imports of a module that pass by another package's `__init__`."""
    for node, name in our_imports(module):
        entrance = entrance_of(name)
        if name != entrance and unit_of(module.name) != unit_of(name):
            yield f"{module.at(node)} imports {name}"
