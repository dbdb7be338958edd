"""An import goes down a floor, or to a room that was declared earlier."""

from collections.abc import Iterator

from house import API, FLOORS, SOURCE, Module, hold, modules, our_imports


def test_every_unit_has_its_floor() -> None:
    units = {path.parent.name for path in SOURCE.glob("*/__init__.py")}

    hold(
        "every package stands on a floor",
        units ^ set(FLOORS),
        "give the package its place in tests/house/house.py and ARCHITECTURE.md",
    )


def test_imports_go_down() -> None:
    hold(
        "imports go down",
        (offence for module in modules() for offence in _upward(module)),
        "move what both need to a lower floor, or pass it in as an argument",
    )


def test_the_dialects_stand_beside_each_other() -> None:
    dialects = ("organisations", "customers")

    hold(
        "inside the HTTP face imports go down, and no dialect imports the other",
        (
            f"{module.at(node)} imports {name}"
            for module in modules()
            if module.name.startswith("koncern.api.")
            for node, name in our_imports(module)
            if name.startswith("koncern.api.")
            and not _may(module.name.split(".")[2], name.split(".")[2], dialects)
        ),
        "what both dialects need belongs into koncern.api.kit",
    )


def _upward(module: Module) -> Iterator[str]:
    for node, name in our_imports(module):
        unit = name.split(".")[1] if "." in name else ""
        if unit and module.unit and FLOORS.index(unit) > FLOORS.index(module.unit):
            yield f"{module.at(node)} ({module.unit}) imports {name} ({unit})"


def _may(importer: str, imported: str, dialects: tuple[str, str]) -> bool:
    if importer == imported:
        return True
    if importer in dialects and imported in dialects:
        return False
    return API.index(imported) < API.index(importer)
