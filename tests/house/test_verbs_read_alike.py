"""A verb is an async function of `tx`, then the actor, then what it is about."""

import ast
from collections.abc import Iterator
from typing import TypeGuard

from house import DOMAIN, Module, hold, modules

Function = ast.FunctionDef | ast.AsyncFunctionDef

WITHOUT_TX = {
    "people/sessions.prove": "a password is checked while no connection is held",
    "people/users.prove": "the same",
}
"""Verbs that ask nothing of the database, and why."""


def test_verbs_read_alike() -> None:
    hold(
        "a verb reads `async def verb(tx, actor, subject, /, *, facts)`",
        (
            f"{module.at(function)} {function.name}"
            for module, function in _public()
            if f"{module.unit}.{function.name}" not in WITHOUT_TX
            and not _begins_with_tx(function)
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


def _public() -> Iterator[tuple[Module, Function]]:
    for module in modules():
        if module.unit in DOMAIN and module.name.endswith(".actions"):
            yield from ((module, node) for node in module.tree.body if _is_verb(node))


def _is_verb(node: ast.stmt) -> TypeGuard[Function]:
    return isinstance(node, Function) and not node.name.startswith("_")


def _begins_with_tx(function: Function) -> bool:
    first = [each.arg for each in function.args.posonlyargs][:1]
    return isinstance(function, ast.AsyncFunctionDef) and first == ["tx"]


def _names(function: Function) -> list[str]:
    of = function.args
    return [each.arg for each in (*of.posonlyargs, *of.args, *of.kwonlyargs)]
