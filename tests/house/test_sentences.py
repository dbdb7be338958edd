"""Everything public says what it is; every failure says it to the people outside."""

import ast
from collections.abc import Iterator
from importlib import import_module

from house import ROOT, SOURCE, hold, module_names, modules
from koncern.base import KINDS, Failure

Named = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def test_every_module_tells_its_story() -> None:
    hold(
        "every module begins with its story",
        (
            str(module.path.relative_to(ROOT))
            for module in modules()
            if not ast.get_docstring(module.tree)
        ),
        "begin the file with a docstring that says what it means in the domain",
    )


def test_every_public_thing_has_its_sentence() -> None:
    hold(
        "every public class and function has its sentence",
        (
            f"{module.at(node)} {node.name}"
            for module in modules()
            for node in _public(module.tree)
            if not ast.get_docstring(node)
        ),
        "say in one sentence what it means, not what its arguments are",
    )


def test_every_failure_has_a_sentence_of_its_own() -> None:
    sentences = [failure.sentence() for failure in _failures() if failure not in KINDS]

    hold(
        "a failure's docstring is the sentence that a person reads, and its own",
        (
            failure.__qualname__
            for failure in _failures()
            if not failure.__doc__
            or not failure.sentence().endswith(".")
            or (failure not in KINDS and sentences.count(failure.sentence()) > 1)
        ),
        "write the sentence: what is the case, and what to do about it",
    )


def test_every_failure_stands_in_the_catalogue() -> None:
    catalogue = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")

    hold(
        "every failure that a caller can meet stands in docs/errors.md",
        (
            failure.code()
            for failure in _failures()
            if failure not in KINDS
            and not failure.__module__.startswith("koncern.cli")
            and f"`{failure.code()}`" not in catalogue
        ),
        "write the pages again: python -m koncern.api.pages",
    )


def test_no_two_failures_have_one_code() -> None:
    codes = [failure.code() for failure in _failures()]

    hold(
        "a code is one failure's",
        {code for code in codes if codes.count(code) > 1},
        "rename one of them after what is the case",
    )


def _public(tree: ast.Module) -> Iterator[Named]:
    for node in tree.body:
        if not isinstance(node, Named) or node.name.startswith("_"):
            continue
        yield node
        if isinstance(node, ast.ClassDef):
            yield from (
                inner
                for inner in node.body
                if isinstance(inner, Named) and not inner.name.startswith("_")
            )


def _failures(root: type[Failure] = Failure) -> list[type[Failure]]:
    for name in module_names():
        if not name.endswith("__main__"):
            import_module(name)
    found = [*root.__subclasses__()]
    below = [inner for kind in found for inner in _failures(kind)]
    return [kind for kind in (*found, *below) if _is_ours(kind)]


def _is_ours(kind: type[Failure]) -> bool:
    return kind.__module__.split(".")[0] == SOURCE.name
