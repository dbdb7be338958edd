"""Mutants of a Python file, made with the operators of cosmic-ray.

A comparison is negated or moves its boundary; cosmic-ray offers every other operator too,
many of which mean the same for the values at hand. Mutants that no test can notice are left
out by these rules: annotations, which nobody evaluates; `assert`, which is for the
impossible; the form of a class (`frozen`, `kw_only`), which type checks hold; and what only
speaks to the log.
"""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cosmic_ray.ast import ast_nodes
from cosmic_ray.mutating import MutationVisitor
from cosmic_ray.plugins import get_operator, operator_names
from parso.grammar import load_grammar

from mutants.model import Mutant, one_change

COMPARISONS = {
    "Eq_NotEq",
    "NotEq_Eq",
    "Is_IsNot",
    "IsNot_Is",
    "Lt_LtE",
    "LtE_Lt",
    "Gt_GtE",
    "GtE_Gt",
    "Lt_GtE",
    "LtE_Gt",
    "Gt_LtE",
    "GtE_Lt",
}
ARITHMETIC = {
    "Add_Sub",
    "Sub_Add",
    "Mul_FloorDiv",
    "FloorDiv_Mul",
    "Div_Mul",
    "Mod_Add",
}
OTHERS = {
    "AddNot",
    "ReplaceTrueWithFalse",
    "ReplaceFalseWithTrue",
    "ReplaceAndWithOr",
    "ReplaceOrWithAnd",
    "ReplaceBreakWithContinue",
    "ReplaceContinueWithBreak",
    "NumberReplacer",
    "ZeroIterationForLoop",
    "ReplaceUnaryOperator_Delete_Not",
    "ReplaceUnaryOperator_USub_UAdd",
}
UNNOTICED = {"annassign", "tfpdef", "param", "assert_stmt", "decorator"}
"""Where no change matters: what stands before `=` there is an annotation."""


def _is_used(name: str) -> bool:
    short = name.rpartition("/")[2]
    kind, _, change = short.partition("Operator_")
    if kind.startswith("ReplaceComparison"):
        return change in COMPARISONS
    if kind.startswith("ReplaceBinary"):
        return change in ARITHMETIC
    return short in OTHERS


OPERATORS: list[Any] = [
    get_operator(name)() for name in operator_names() if _is_used(name)
]


def mutant_of(path: Path, text: str, dice: random.Random) -> Mutant | None:
    """Return a mutant of a file that is drawn by lot; None if it has no place for one."""
    places = [*_places(text)]
    dice.shuffle(places)
    for operator, occurrence in places:
        after = MutationVisitor.mutate_code(text, operator, occurrence)
        if after and after != text and _compiles(after):
            return one_change(path, text, after)
    return None


def _places(text: str) -> Iterator[tuple[Any, int]]:
    """Yield each place where an operator can change something, as cosmic-ray counts them."""
    nodes = [(node, _is_noticed(node)) for node in ast_nodes(_parsed(text))]
    for operator in OPERATORS:
        noticed = [
            is_noticed
            for node, is_noticed in nodes
            for _ in operator.mutation_positions(node)
        ]
        yield from ((operator, number) for number, is_in in enumerate(noticed) if is_in)


def _is_noticed(node: Any) -> bool:
    if node.start_pos == (1, 0) and node.type == "file_input":
        return True
    above = node
    while above is not None:
        if above.type in UNNOTICED:
            return _is_default(node, above)
        if _is_form_of_class(above):
            return False
        if above.type == "expr_stmt" and above.get_code().strip().startswith("log."):
            return False
        above = above.parent
    return True


def _is_form_of_class(node: Any) -> bool:
    above = node.parent
    is_named = node.type in {"arglist", "argument"}
    return is_named and above is not None and above.type == "classdef"


def _is_default(node: Any, above: Any) -> bool:
    """Tell whether a node belongs to the value after `=`, not to the annotation."""
    if above.type not in {"annassign", "param"} or "=" not in above.get_code():
        return False
    signs = [child for child in above.children if child.get_code().strip() == "="]
    return bool(signs) and node.start_pos > signs[0].start_pos


def _parsed(text: str) -> Any:
    return load_grammar().parse(text)


def _compiles(text: str) -> bool:
    try:
        compile(text, "mutant", "exec")
    except SyntaxError:
        return False
    return True
