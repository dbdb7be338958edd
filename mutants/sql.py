"""Mutants of an SQL file: of statements in `queries.sql` and of functions.

A comparison is negated or moves its boundary, a condition is dropped, a number grows by one,
an order is reversed, a NULL test is negated. Mutants that no test can notice are left out by
these rules: comments and texts; assignments, where `=` is no comparison; the app, of which
tests of the house look at every statement; the order in which rows are locked, which only
keeps two from waiting for each other; how much a background job takes at a time; and
estimates for the planner.
"""

import random
import re
from collections.abc import Iterator
from pathlib import Path

from mutants.model import Mutant, one_change

SWAPS: list[tuple[str, str]] = [
    (r"(?<![<>:=!@])=(?![>=])", "<>"),
    (r"<>", "="),
    (r"(?<![-<@&|])<(?![<>=@|])", "<="),
    (r"(?<![<])<=", "<"),
    (r"(?<![-=<>@&|#])>(?![>=])", ">="),
    (r"(?<![>])>=", ">"),
    (r"\bIS NULL\b", "IS NOT NULL"),
    (r"\bIS NOT NULL\b", "IS NULL"),
    (r"\bIS DISTINCT FROM\b", "IS NOT DISTINCT FROM"),
    (r"\bIS NOT DISTINCT FROM\b", "IS DISTINCT FROM"),
    (r"\bNOT EXISTS\b", "EXISTS"),
    (r"(?<!NOT )(?<!IF )\bEXISTS\b", "NOT EXISTS"),
    (r"(?<=\d) DESC\b|(?<=\w) DESC\b", " ASC"),
    (r"(?<=ORDER BY )(\w+(?:\.\w+)?)(?=[,;)\n])", r"\1 DESC"),
    (r"\bleast\b", "greatest"),
    (r"\bgreatest\b", "least"),
    (r"\bmin\(", "max("),
    (r"\bmax\(", "min("),
    (r"\btrue\b", "false"),
    (r"\bfalse\b", "true"),
]
NUMBER = re.compile(r"(?<![\w$.:'])\d+(?![\w.'])")
CONDITION = re.compile(r"(?m)^ *AND (?P<test>[^\n]+)\n")
LITERAL = re.compile(r"--[^\n]*|'(?:[^']|'')*'")
CLAUSE = re.compile(
    r"\b(SET|USING|WHERE|ON|AND|OR|WHEN|IF|HAVING|SELECT|RETURN|CASE|NOT|DEFAULT|VALUES)\b"
)
OF_NO_MATTER = re.compile(
    r"\bapp_id\b|\bCOST\b|\bROWS\b|\bOR REPLACE\b|:app\b|p_app\b|LIMIT \d\d"
)
LOCKS = re.compile(
    r"ORDER BY[^\n]*(\n[^\n]*)?FOR (NO KEY )?(UPDATE|SHARE)|\block\([^)]*\)"
)


def mutant_of(path: Path, text: str, dice: random.Random) -> Mutant | None:
    """Return a mutant of a file that is drawn by lot; None if it has no place for one."""
    found = [*_changes(text)]
    if not found:
        return None
    begin, end, became = dice.choice(found)
    return one_change(path, text, text[:begin] + became + text[end:])


def _changes(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield each change that can be made: from where to where, and what comes there."""
    bare = LITERAL.sub(lambda found: re.sub(r"[^\n]", "~", found[0]), text)
    for pattern, became in SWAPS:
        for found in re.finditer(pattern, bare):
            if _matters(bare, found.start(), is_sign=pattern == SWAPS[0][0]):
                yield *found.span(), found.expand(became)
    for found in NUMBER.finditer(bare):
        if _matters(bare, found.start(), is_sign=False):
            yield *found.span(), str(int(found[0]) + 1)
    for found in CONDITION.finditer(bare):
        if _is_whole(found["test"]) and _matters(
            bare, found.start("test"), is_sign=False
        ):
            yield *found.span(), ""


def _matters(bare: str, at: int, *, is_sign: bool) -> bool:
    begin, end = bare.rfind("\n", 0, at) + 1, bare.find("\n", at)
    if OF_NO_MATTER.search(bare[begin:end]) or bare[begin:end].lstrip().startswith(
        "~~"
    ):
        return False
    if any(found.start() <= at < found.end() for found in LOCKS.finditer(bare)):
        return False
    clauses = [*CLAUSE.finditer(bare, max(0, at - 600), at)]
    return not (is_sign and clauses and clauses[-1][1] in {"SET", "USING"})


def _is_whole(test: str) -> bool:
    """Tell whether a condition ends on its line, so that it can be left out."""
    return (
        test.count("(") == test.count(")")
        and not re.search(r"(\bTHEN|\bLOOP|[;+|=]|\bOR|\bTHEN.*)$", test)
        and " OR " not in test
        and "BETWEEN" not in test
    )
