"""A verb is an async function of `tx`, then the actor, then what it is about."""

import ast
from collections.abc import Iterator

from house import ROOMS, Module, hold, modules


def test_verbs_read_alike() -> None:
    hold(
        "a verb reads `async def verb(tx, actor, subject, /, *, facts)`",
        (
            f"{module.at(function)} {function.name}"
            for module, function in _public()
            if not isinstance(function, ast.AsyncFunctionDef)
            or not function.args.posonlyargs
            or function.args.posonlyargs[0].arg != "tx"
        ),
        "make it async, take `tx` first, and end the subjects with `/`",
    )


def test_the_actor_comes_second() -> None:
    hold(
        "who acts comes right after the unit of work",
        (
            f"{module.at(function)} {function.name}"
            for module, function in _public()
            if "actor" in _names(function) and _names(function)[1:2] != ["actor"]
        ),
        "take `actor` as the second argument",
    )


def _public() -> Iterator[tuple[Module, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for module in modules():
        if module.unit in ROOMS and module.name.endswith(".actions"):
            for node in module.tree.body:
                if isinstance(
                    node, ast.FunctionDef | ast.AsyncFunctionDef
                ) and not node.name.startswith("_"):
                    yield module, node


def _names(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    of = function.args
    return [each.arg for each in (*of.posonlyargs, *of.args, *of.kwonlyargs)]
