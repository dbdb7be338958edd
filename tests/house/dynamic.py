"""The texts that a dynamic statement can have, as far as its function alone decides them."""

import re
from collections.abc import Iterator
from typing import Any

from pglast import ast
from syntax import is_a

ANY = "any_name"
"""What stands in a text where only the caller knows it."""

ROUNDS = 16


def texts(node: Any, values: dict[str, list[Any]]) -> list[str]:
    """Return texts in which every piece of the text occurs that stands in the function.

    `values` are the expressions that its variables get. Not every combination is made: a
    round takes, wherever there is a choice, the one of its number.
    """
    return sorted({_text(node, values, turn) for turn in range(ROUNDS)})


def _text(node: Any, values: dict[str, list[Any]], turn: int) -> str:
    if is_a(node, ast.A_Const):
        return _constant(node)
    if is_a(node, ast.A_Expr) and node.name[-1].sval == "||":
        return _text(node.lexpr, values, turn) + _text(node.rexpr, values, turn)
    if is_a(node, ast.CaseExpr):
        results = [*(each.result for each in node.args), node.defresult]
        chosen = results[turn % len(results)]
        return _text(chosen, values, turn // len(results)) if chosen else ""
    if is_a(node, ast.FuncCall):
        return _called(node, values, turn)
    if is_a(node, ast.ColumnRef):
        return _variable(node, values, turn)
    return ANY


def _constant(node: Any) -> str:
    if node.isnull:
        return ""
    return str(node.val.sval if is_a(node.val, ast.String) else node.val.ival)


def _variable(node: Any, values: dict[str, list[Any]], turn: int) -> str:
    name = node.fields[0].sval
    given = values.get(name, [])
    if not given or len(node.fields) > 1:
        return ANY
    # What a variable had before it got more, it has in another round.
    others = {each: what for each, what in values.items() if each != name}
    return _text(given[turn % len(given)], others, turn // len(given))


def _called(node: Any, values: dict[str, list[Any]], turn: int) -> str:
    name = node.funcname[-1].sval
    parts = [_text(each, values, turn) for each in node.args or ()]
    if name == "concat":
        return "".join(parts)
    if name == "concat_ws":
        return parts[0].join(part for part in parts[1:] if part)
    if name == "format":
        given = iter(zip(node.args[1:], parts[1:], strict=True))
        return re.sub(r"%([ILs%])", lambda found: _put(found[1], given), parts[0])
    return ANY


def _put(kind: str, given: Iterator[tuple[Any, str]]) -> str:
    if kind == "%":
        return "%"
    node, text = next(given)
    if kind != "L":
        return text
    is_column = is_a(node, ast.ColumnRef)
    return ".".join(each.sval for each in node.fields) if is_column else "NULL"
