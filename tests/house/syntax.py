"""Pieces of SQL as PostgreSQL's parser gives them."""

from collections.abc import Iterator
from typing import Any

from pglast import ast


def is_a(node: Any, *kinds: type) -> bool:
    """Tell whether a piece is of one of these kinds; its attributes are not typed."""
    return isinstance(node, kinds)


def column(node: Any) -> list[str]:
    """Return the parts of a column's name; of `(row).column` too."""
    if is_a(node, ast.ColumnRef):
        return [getattr(each, "sval", "*") for each in node.fields]
    if is_a(node, ast.A_Indirection):
        return [*column(node.arg), *(getattr(e, "sval", "*") for e in node.indirection)]
    return []


def pieces(node: Any) -> list[Any]:
    """Return what a piece consists of."""
    if isinstance(node, tuple | list):
        return [*node]
    if not is_a(node, ast.Node):
        return []
    return [getattr(node, name) for name in node.__slots__]


def nodes_in(node: Any) -> Iterator[Any]:
    """List a piece and everything inside it."""
    yield node
    for each in pieces(node):
        yield from nodes_in(each)


def names_in(node: Any) -> set[str]:
    """Return the names that tables, subqueries and functions have in a statement."""
    found = {"excluded"}
    for each in nodes_in(node):
        if is_a(each, ast.RangeVar):
            found.add(each.relname)
        elif is_a(each, ast.Alias):
            found.add(each.aliasname)
    return found
