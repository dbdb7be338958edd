"""What the conditions of a statement make equal, and for which of its relations."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pglast import ast
from pglast.enums import BoolExprType, JoinType
from syntax import is_a

APP = "app_id"


@dataclass
class Relation:
    """What a name in FROM stands for, and whether it is held to the app."""

    name: str
    is_table: bool
    is_held: bool


@dataclass
class Scope:
    """The relations that an expression sees, inner ones first."""

    outer: "Scope | None" = None
    relations: dict[str, Relation] = field(default_factory=dict)

    def find(self, alias: str) -> Relation | None:
        """Return what a name is, seen from here."""
        found = self.relations.get(alias)
        return found or (self.outer.find(alias) if self.outer else None)


@dataclass(frozen=True)
class Equality:
    """Two sides that a condition makes equal, and the relations it holds for."""

    left: Any
    right: Any
    only: frozenset[str] | None

    def holds_for(self, alias: str) -> bool:
        """Tell whether it decides which rows of a relation there are."""
        return self.only is None or alias in self.only


def equalities(node: Any, only: frozenset[str] | None) -> Iterator[Equality]:
    """List what a condition makes equal, whatever else it asks for."""
    if is_a(node, ast.BoolExpr) and node.boolop == BoolExprType.AND_EXPR:
        for each in node.args:
            yield from equalities(each, only)
    elif is_a(node, ast.A_Expr) and node.name[-1].sval == "=":
        if is_a(node.lexpr, ast.RowExpr) and is_a(node.rexpr, ast.RowExpr):
            for left, right in zip(node.lexpr.args, node.rexpr.args, strict=True):
                yield Equality(left, right, only)
        else:
            yield Equality(node.lexpr, node.rexpr, only)


def joined(
    node: Any, left: frozenset[str], right: frozenset[str]
) -> Iterator[Equality]:
    only = {
        JoinType.JOIN_INNER: left | right,
        JoinType.JOIN_LEFT: right,
        JoinType.JOIN_RIGHT: left,
    }.get(node.jointype, frozenset())
    yield from equalities(node.quals, only)
    if any(each.sval == APP for each in node.usingClause or ()):
        for one in left:
            yield from (Equality(_app_of(one), _app_of(two), only) for two in right)


def _app_of(alias: str) -> Any:
    return ast.ColumnRef(fields=(ast.String(sval=alias), ast.String(sval=APP)))
