"""An import goes to an earlier package, or inside one to an earlier sub-package."""

import ast
from collections.abc import Iterator
from itertools import groupby

from house import (
    DIALECTS,
    SOURCE,
    UNITS,
    Module,
    hold,
    modules,
    our_imports,
    top,
    unit_of,
)


def test_every_package_has_its_place() -> None:
    there = {
        path.parent.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("__init__.py")
    } - {"."}

    hold(
        "every package has its place in the order",
        there ^ {*UNITS},
        "give the package its place in tests/house/house.py and ARCHITECTURE.md",
    )


def test_sub_packages_stand_together() -> None:
    tops = [of for of, _ in groupby(UNITS, key=top)]

    hold(
        "the sub-packages of a package stand together in the order",
        {of for of in tops if tops.count(of) > 1},
        "so that the top-level packages have an order too",
    )


def test_imports_go_down() -> None:
    hold(
        "imports go down",
        (offence for module in modules() for offence in upward(module)),
        "move what both need to an earlier package, or pass it in as an argument",
    )


def test_an_upward_import_is_found_on_both_levels() -> None:
    between = _made("access/rights.py", "from koncern.people import users")
    inside = _made("people/users/rules.py", "from koncern.people.sessions import login")
    beside = _made("search/terms/terms.py", "from koncern.search import find")

    found = [offence for made in (between, inside, beside) for offence in upward(made)]

    assert [offence.partition(" ")[2] for offence in found] == [
        "(access) imports koncern.people.users (people/users)",
        "(people/users) imports koncern.people.sessions (people/sessions)",
        "(search/terms) imports koncern.search (search)",
    ]


def test_the_dialects_stand_beside_each_other() -> None:
    hold(
        "no dialect imports the other",
        (
            f"{module.at(node)} imports {name}"
            for module in modules()
            if module.unit in DIALECTS
            for node, name in our_imports(module)
            if unit_of(name) in DIALECTS and unit_of(name) != module.unit
        ),
        "what both dialects need belongs into koncern.api.http",
    )


def upward(module: Module) -> Iterator[str]:
    """List the imports of a module that go to a later package."""
    for node, name in our_imports(module):
        unit = unit_of(name)
        if unit and module.unit and UNITS.index(unit) > UNITS.index(module.unit):
            yield f"{module.at(node)} ({module.unit}) imports {name} ({unit})"


def _made(path: str, text: str) -> Module:
    name = f"koncern.{path.removesuffix('.py').replace('/', '.')}"
    return Module(SOURCE / path, name, text, ast.parse(text))
