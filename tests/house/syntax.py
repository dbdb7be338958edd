"""Pieces of SQL as PostgreSQL's parser gives them."""

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
