"""No file that nobody imports."""

from pathlib import Path

from house import SOURCE, groups, hold, modules, our_imports

STARTED = {"koncern", "koncern.cli", "koncern.worker"}
"""What is started by name: the command, and the application of each worker."""

DATA = (".sql", ".html", ".css", ".json", ".tsv", ".js", ".svg", ".txt")


def test_every_module_is_imported() -> None:
    imported = {name for module in modules() for _, name in our_imports(module)}

    hold(
        "every module is imported by another",
        (
            module.name
            for module in modules()
            if module.name not in imported | STARTED
            and module.name.removeprefix("koncern.") not in groups()
            and not module.name.endswith(".__main__")
        ),
        "delete the file, or use it",
    )


def test_every_file_beside_them_is_named() -> None:
    sources = "\n".join(module.text for module in modules())

    hold(
        "every file beside the modules is read by one of them",
        (
            str(path.relative_to(SOURCE))
            for path in SOURCE.rglob("*")
            if path.suffix in DATA
            and path.parent.name != "steps"
            and _named(path) not in sources
        ),
        "delete the file, or name it where it is read",
    )


def _named(path: Path) -> str:
    """Return what a file is named by: a template of mail, without its ending."""
    is_template = path.parent.parent.name == "templates"
    return f'"{path.stem}"' if is_template else path.name
