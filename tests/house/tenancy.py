"""Which accesses of a statement to tables name the app, and which do not.

A table is held to the app if `t.app_id = …` is a condition on it, and the other side is the
app: a parameter, `NEW.app_id`, the column of a row variable, or of a table that is held to
the app itself. What an outer join says holds for its optional side only. An INSERT gives
the column its value.
"""

from collections.abc import Iterator
from typing import Any

from conditions import APP, Equality, Relation, Scope, equalities, joined
from dynamic import ANY
from parsed import Statement
from pglast import ast
from syntax import column, is_a, pieces

P_APP = "p_app"


class Reading:
    """One statement, read from its outside to its inside."""

    def __init__(
        self, statement: Statement, tables: set[str], takers: set[str]
    ) -> None:
        self._given = statement
        self._tables = tables
        self._takers = takers  # functions whose first parameter is the app

    def offences(self) -> list[str]:
        """Name each access that names no app."""
        if self._given.tree is None:
            return ["its text cannot be known"]
        return [*self._statement(self._given.tree, Scope(), frozenset())]

    def _statement(
        self, node: Any, outer: Scope, known: frozenset[str]
    ) -> Iterator[str]:
        if is_a(node, ast.SelectStmt):
            yield from self._query(node, outer, known)
        elif is_a(node, ast.InsertStmt):
            yield from self._insert(node, outer, known)
        elif is_a(node, ast.UpdateStmt, ast.DeleteStmt, ast.MergeStmt):
            yield from self._change(node, outer, known)
        elif is_a(node, ast.ExplainStmt):
            yield from self._statement(node.query, outer, known)
        else:
            yield f"{type(node).__name__} names no app"

    def _with(
        self, node: Any, outer: Scope, known: frozenset[str], found: list[str]
    ) -> frozenset[str]:
        for each in node.withClause.ctes if node.withClause else ():
            itself = {each.ctename} if node.withClause.recursive else set()
            found += self._statement(each.ctequery, outer, known | itself)
            known |= {each.ctename}
        return known

    def _query(self, node: Any, outer: Scope, known: frozenset[str]) -> Iterator[str]:
        found: list[str] = []
        for offences, _, _ in self._arms(node, outer, known):
            found += offences
        yield from found

    def _arms(
        self, node: Any, outer: Scope, known: frozenset[str]
    ) -> Iterator[tuple[list[str], Any, Scope]]:
        """Read each SELECT of a UNION; return what it offends, itself and its scope."""
        found: list[str] = []
        known = self._with(node, outer, known, found)
        if node.larg:
            yield from self._arms(node.larg, outer, known)
            yield from self._arms(node.rarg, outer, known)
            rest = (node.sortClause, node.limitCount, node.limitOffset)
            found += self._inside(rest, outer, known)
            yield found, node, outer
            return
        scope = Scope(outer)
        found += self._scope(node.fromClause or (), node.whereClause, scope, known)
        inside = (
            node.targetList,
            node.groupClause,
            node.havingClause,
            node.sortClause,
            node.limitCount,
            node.limitOffset,
            node.windowClause,
            node.distinctClause,
            node.valuesLists,
        )
        found += self._inside(inside, scope, known)
        yield found, node, scope

    def _scope(
        self, sources: Any, where: Any, scope: Scope, known: frozenset[str]
    ) -> Iterator[str]:
        equal = [*equalities(where, None)]
        for source in sources:
            scope.relations |= self._relations(source, known, equal)
        self._hold(equal, scope)
        for alias, relation in scope.relations.items():
            if relation.is_table and not relation.is_held:
                name = relation.name
                named = name if alias == name else f"{name} AS {alias}"
                yield f"{named} is not held to an app"
        yield from self._inside((where, sources), scope, known)

    def _relations(
        self, node: Any, known: frozenset[str], equal: list[Equality]
    ) -> dict[str, Relation]:
        """Return what a part of FROM brings in, and note what its joins make equal."""
        if is_a(node, ast.JoinExpr):
            left = self._relations(node.larg, known, equal)
            right = self._relations(node.rarg, known, equal)
            equal += joined(node, frozenset(left), frozenset(right))
            return left | right
        name = node.relname if is_a(node, ast.RangeVar) else ""
        alias = node.alias.aliasname if node.alias else name
        is_table = name not in known and (name in self._tables or ANY in name)
        is_held = not is_table and not is_a(node, ast.RangeFunction)
        return {alias: Relation(name, is_table, is_held)}

    def _hold(self, equal: list[Equality], scope: Scope) -> None:
        """Follow the conditions from what is held to the app to what is equal to it."""
        pairs = [
            (*sides, each)
            for each in equal
            for sides in ((each.left, each.right), (each.right, each.left))
        ]
        # A round holds at least one relation more than the round before, or none.
        for _ in pairs:
            for one, other, said in pairs:
                alias = self._column_of(one, scope)
                if alias and said.holds_for(alias) and self.is_app(other, scope):
                    scope.relations[alias].is_held = True

    def _column_of(self, node: Any, scope: Scope) -> str | None:
        """Return the relation of this scope whose `app_id` an expression is."""
        names = column(node)
        if names == [APP]:
            tables = [a for a, r in scope.relations.items() if r.is_table]
            return tables[0] if len(tables) == 1 else None
        if len(names) == 2 and names[1] == APP and names[0] in scope.relations:
            return names[0]
        return None

    def is_app(self, node: Any, scope: Scope) -> bool:
        """Tell whether an expression can be no other app than the statement's."""
        if is_a(node, ast.TypeCast):
            return self.is_app(node.arg, scope)
        if is_a(node, ast.ParamRef):
            using = self._given.using
            holds = using[node.number - 1] if 0 < node.number <= len(using) else None
            return holds is not None and self.is_app(holds, Scope())
        return self._is_app_column(column(node), scope)

    def _is_app_column(self, names: list[str], scope: Scope) -> bool:
        if names == [P_APP]:
            return P_APP in self._given.variables
        if names == [APP]:
            seen = [each for each in scope.relations.values() if each.is_table]
            return len(seen) == 1 and seen[0].is_held
        if len(names) != 2 or names[1] != APP:
            return False
        relation = scope.find(names[0])
        return relation.is_held if relation else names[0] in self._given.variables

    def _insert(self, node: Any, outer: Scope, known: frozenset[str]) -> Iterator[str]:
        found: list[str] = []
        known = self._with(node, outer, known, found)
        yield from found
        name = node.relation.relname
        alias = node.relation.alias.aliasname if node.relation.alias else name
        columns = [each.name for each in node.cols or ()]
        arms = [*self._arms(node.selectStmt, outer, known)] if node.selectStmt else []
        for offences, _, _ in arms:
            yield from offences
        if name in self._tables or ANY in name:
            values = [*_values(arms, columns)]
            if not values or not all(self.is_app(*each) for each in values):
                yield f"{name} gets a row without its app"
        written = {alias: Relation(name, True, True)}
        written["excluded"] = written[alias]
        scope = Scope(outer, written)
        clauses = (node.onConflictClause, node.returningClause)
        yield from self._inside(clauses, scope, known)

    def _change(self, node: Any, outer: Scope, known: frozenset[str]) -> Iterator[str]:
        found: list[str] = []
        known = self._with(node, outer, known, found)
        yield from found
        scope = Scope(outer)
        if is_a(node, ast.MergeStmt):
            sources: tuple[Any, ...] = (node.relation, node.sourceRelation)
            where = node.joinCondition
            inside: tuple[Any, ...] = (node.mergeWhenClauses, node.returningClause)
        else:
            extra = getattr(node, "fromClause", None) or getattr(
                node, "usingClause", None
            )
            sources, where = (node.relation, *(extra or ())), node.whereClause
            inside = (getattr(node, "targetList", None), node.returningClause)
        yield from self._scope(sources, where, scope, known)
        for row in ("old", "new"):
            scope.relations.setdefault(row, Relation("", False, True))
        yield from self._inside(inside, scope, known)
        for clause in getattr(node, "mergeWhenClauses", None) or ():
            yield from self._merged(node, clause, scope)

    def _merged(self, node: Any, clause: Any, scope: Scope) -> Iterator[str]:
        columns = [each.name for each in clause.targetList or ()]
        gets = dict(zip(columns, clause.values or (), strict=False))
        if clause.values and not self.is_app(gets.get(APP), scope):
            yield f"{node.relation.relname} gets a row without its app"

    def _inside(self, node: Any, scope: Scope, known: frozenset[str]) -> Iterator[str]:
        """Read the queries and the calls inside expressions."""
        if is_a(node, ast.SelectStmt):
            yield from self._statement(node, scope, known)
            return
        if is_a(node, ast.FuncCall):
            yield from self._call(node, scope)
        for each in pieces(node):
            yield from self._inside(each, scope, known)

    def _call(self, node: Any, scope: Scope) -> Iterator[str]:
        name = node.funcname[-1].sval
        if name in self._takers and not (
            node.args and self.is_app(node.args[0], scope)
        ):
            yield f"{name} is not given the app"


def _values(arms: Any, columns: list[str]) -> Iterator[tuple[Any, Scope]]:
    """List what an INSERT gives the column of the app; nothing if it does not name it."""
    if APP not in columns:
        return
    place = columns.index(APP)
    for _, node, scope in arms:
        for row in node.valuesLists or ():
            yield row[place], scope
        if node.targetList:
            yield node.targetList[place].val, scope
