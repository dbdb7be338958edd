"""Nothing is long: what does not fit a screen, or a sitting, holds another noun.

`tx`, `actor`, `self` and `cls` come with every verb and method, so they do not count
as parameters. A limit is never raised in the change that hits it.
"""

import ast
from collections import Counter

from house import (
    BASIS,
    DOMAIN,
    ROOT,
    SOURCE,
    Module,
    all_modules,
    functions,
    hold,
    queries_files,
    verbs,
)

FUNCTION_LINES_MAX = 40
FILE_LINES_MAX = 250
QUERIES_LINES_MAX = 300
PACKAGE_LINES_MAX = 1000
PACKAGE_VERBS_MAX = 12
TEST_FILE_LINES_MAX = 300
PARAMETERS_MAX = 6
NESTING_MAX = 3
PAGES = {"ARCHITECTURE.md": 200, "docs/decisions/*.md": 60}

VERBS_UNTIL_SPLIT = {"billing/organizations": 15}
"""What has more verbs than it may, and how many: none is added, and no package either."""

COMES_WITH_ALL = {"tx", "actor", "self", "cls"}
BLOCKS = (
    ast.If,
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.With,
    ast.AsyncWith,
    ast.Try,
    ast.Match,
)
INNER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)

WAY_OUT = "ask which noun hides here: give it a name, and a place of its own"


def test_no_function_is_long() -> None:
    hold(
        f"a function has at most {FUNCTION_LINES_MAX} lines",
        (
            f"{module.at(function)} {function.name}: {lines}"
            for module in all_modules()
            for function in functions(module)
            if (lines := _lines(function)) > FUNCTION_LINES_MAX
        ),
        WAY_OUT,
    )


def test_no_function_takes_many_parameters() -> None:
    hold(
        f"a function takes at most {PARAMETERS_MAX} parameters beside tx and actor",
        (
            f"{module.at(function)} {function.name}: {count}"
            for module in all_modules()
            for function in functions(module)
            if (count := _parameters(function)) > PARAMETERS_MAX
        ),
        "let a small value carry the facts that belong together",
    )


def test_no_function_is_nested_deeply() -> None:
    hold(
        f"blocks lie in each other at most {NESTING_MAX} deep",
        (
            f"{module.at(function)} {function.name}: {depth}"
            for module in all_modules()
            for function in functions(module)
            if (depth := _depth(function)) > NESTING_MAX
        ),
        "return early, or give the inner block a name",
    )


def test_no_file_is_long() -> None:
    hold(
        f"a Python file has at most {FILE_LINES_MAX} lines, a test file "
        f"{TEST_FILE_LINES_MAX}",
        (
            f"{module.at(module.tree)}: {lines}"
            for module in all_modules()
            if (lines := _count(module.text)) > _most(module)
        ),
        WAY_OUT,
    )


def test_no_queries_file_is_long() -> None:
    hold(
        f"a queries.sql has at most {QUERIES_LINES_MAX} lines",
        (
            f"{path.relative_to(ROOT)}: {lines}"
            for path in queries_files()
            if (lines := _count(path.read_text())) > QUERIES_LINES_MAX
        ),
        "more than about twenty statements are two packages",
    )


def test_no_package_is_large() -> None:
    hold(
        f"a package has at most {PACKAGE_LINES_MAX} lines",
        (
            f"{unit}: {lines}"
            for unit in (*DOMAIN, *BASIS)
            if unit != "db" and (lines := _package_lines(unit)) > PACKAGE_LINES_MAX
        ),
        WAY_OUT,
    )


def test_no_package_has_many_verbs() -> None:
    hold(
        f"a package has at most {PACKAGE_VERBS_MAX} verbs, in all its modules",
        (
            f"{unit}: {count}"
            for unit, count in Counter(module.unit for module, _ in verbs()).items()
            if count > VERBS_UNTIL_SPLIT.get(unit, PACKAGE_VERBS_MAX)
        ),
        WAY_OUT,
    )


def test_no_page_is_long() -> None:
    hold(
        "what everybody should read is short",
        (
            f"{path.relative_to(ROOT)}: {lines} (at most {most})"
            for pattern, most in PAGES.items()
            for path in ROOT.glob(pattern)
            if (lines := _count(path.read_text(encoding="utf-8"))) > most
        ),
        "say less, or say it where it belongs",
    )


def _most(module: Module) -> int:
    is_test = module.name.startswith("tests")
    return TEST_FILE_LINES_MAX if is_test else FILE_LINES_MAX


def _count(text: str) -> int:
    return len(text.splitlines())


def _lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def _parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    of = function.args
    every = (*of.posonlyargs, *of.args, *of.kwonlyargs)
    return len([each for each in every if each.arg not in COMES_WITH_ALL])


def _depth(node: ast.AST, above: int = 0) -> int:
    deepest = above
    for child in ast.iter_child_nodes(node):
        if isinstance(child, INNER):
            continue
        is_elif = (
            isinstance(node, ast.If)
            and isinstance(child, ast.If)
            and child in node.orelse
        )
        inside = above + (isinstance(child, BLOCKS) and not is_elif)
        deepest = max(deepest, _depth(child, inside))
    return deepest


def _package_lines(unit: str) -> int:
    files = (*(SOURCE / unit).glob("*.py"), *(SOURCE / unit).glob("queries.sql"))
    return sum(_count(path.read_text(encoding="utf-8")) for path in files)


def test_a_verb_counts_in_whatever_module_it_stands() -> None:
    found = {(module.name, node.name) for module, node in verbs()}
    package = "koncern.trees.scheduled_moves"

    assert (f"{package}.actions", "arrange") in found
    assert (f"{package}.execution", "carry_out") in found
    assert (f"{package}.states", "lock_pending") not in found
