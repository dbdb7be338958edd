"""Locks are taken in one order by every function, with all that it calls and sets off.

This reads texts from top to bottom: where a function locks, it says what; where it calls
another one, or writes a company, that function or those triggers are read there. A lock
that is held already may be asked for again.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pytest
from routines import written

from house import SOURCE, hold, queries

JOBS = ("'move_job'", "'member_job'")
ORDER = (
    "rows of companies by id",
    "labels and aliases",
    "'tree' (several by lock_number)",
    "claimed numbers",
    "'schedule'",
    "rows of customer organizations",
    "'ownership'",
    "'nesting'",
)
ALONE = "'search'"

ROWS, LABELS, TREE, NUMBERS, SCHEDULE, ORGANIZATIONS, *_ = ORDER

LABEL = r"(?:tag|customer_group|store_group|alias|%I)"
FOR = r"(?: AS [a-z]+)?\b[^;']*?\bFOR (?:NO KEY UPDATE|KEY SHARE|UPDATE|SHARE)"
TAKES = {
    re.compile(rf"\bFROM company{FOR}"): ROWS,
    re.compile(rf"\bFROM {LABEL}{FOR}|\bINSERT INTO alias\b"): LABELS,
    re.compile(rf"\bFROM customer_organization{FOR}"): ORGANIZATIONS,
}
"""What takes a lock that is none of `lock`: rows, and keys of unique indexes."""

CLAIMING = {"status", "country", "organisation_number_claim", "tax_id_vat_number_claim"}
"""The columns of a company by which unique indexes claim its numbers."""

KIND = re.compile(r"\block(?:_shared|_try)?\(\s*[^,]+,\s*('\w+')")
CALL = re.compile(r"\b([a-z_]+)\s*\(")
WRITE = re.compile(
    r"\bINSERT INTO company\b|\bUPDATE company(?: AS [a-z]+)?\s+SET\b([^;]*)"
)
EXIT = re.compile(
    r"(?s)\bIF\b((?:(?!\b(?:IF|ELSIF|ELSE|END)\b).)*?\bRETURN\b[^;]*;)\s*END IF;"
)
"""A branch that ends the function: what it locks is not held by what stands after it."""
FIRES = re.compile(r"(?:OR|BEFORE|AFTER) (INSERT|UPDATE)(?: OF ([a-z_, ]+?) ON)?")


class Trigger(NamedTuple):
    """A trigger on the table company: what fires it, and what it calls."""

    event: str
    columns: frozenset[str]
    is_before: bool
    calls: str


def test_the_order_is_the_documented_one() -> None:
    text = (SOURCE / "db" / "functions.sql").read_text(encoding="utf-8")
    comment = " ".join(re.sub(r"(?m)^-- ", "", text).split())

    assert f"is: {', '.join(ORDER)}." in comment
    assert f"{ALONE} is taken by itself, {' and '.join(JOBS)} before all" in comment
    kinds = {f"'{kind}'" for kind in re.findall(r"WHEN '(\w+)' THEN \d", text)}
    documented = {each.split(" (")[0] for each in (*ORDER, *JOBS, ALONE)}
    assert kinds == {each for each in documented if each.startswith("'")}


def test_every_function_takes_locks_in_order() -> None:
    texts = {each.name: each.text for each in written("functions.sql")}
    statements = {f"{unit}.{query.name}": query.text for unit, query in queries()}
    fired = [*_triggers()]

    hold(
        "locks are taken in the order that is written above the function lock",
        (
            f"{name}: {', then '.join(taken)}"
            for name, text in (texts | statements).items()
            for path in _paths(text)
            if not _is_in_order(taken := [*_taken(path, texts, fired, (name,))])
        ),
        "lock what comes first in the order first, or hold it already",
    )


def test_it_sees_the_locks_of_a_move() -> None:
    texts = {each.name: each.text for each in written("functions.sql")}
    (move,) = [
        query.text
        for unit, query in queries()
        if (unit, query.name) == ("trees/moves", "move")
    ]

    taken = [*dict.fromkeys(_taken(move, texts, [*_triggers()], ()))]

    assert taken == [TREE, SCHEDULE]


@pytest.mark.parametrize(
    "breach",
    [
        "PERFORM lock(p_app, 'schedule'); PERFORM lock(p_app, 'tree', 'a');",
        "PERFORM lock_shared(p_app, 'nesting');\nPERFORM lock(p_app, 'ownership');",
        "PERFORM lock(p_app, 'tree'); PERFORM FROM company AS c WHERE true FOR SHARE;",
        "PERFORM lock(p_app, 'tree'); INSERT INTO alias (app_id) VALUES (p_app);",
        "PERFORM lock(p_app, 'schedule'); PERFORM within();",
        "PERFORM lock(p_app, 'search'); PERFORM lock(p_app, 'tree');",
        "PERFORM lock(p_app, 'tree'); PERFORM lock_try(p_app, 'move_job');",
        "PERFORM lock(p_app, 'nesting'); UPDATE company SET parent = NULL;",
        "PERFORM lock(p_app, 'nesting'); IF a THEN PERFORM within(); RETURN; END IF;",
        "PERFORM lock(p_app, 'ownership'); SELECT FROM customer_organization FOR SHARE;",
    ],
)
def test_a_breach_is_noticed(breach: str) -> None:
    texts = {"within": "PERFORM lock(p_app, 'tree');", "follows": "PERFORM within();"}
    fired = [Trigger("UPDATE", frozenset({"parent"}), False, "follows")]
    again = (
        "PERFORM lock(p_app, 'tree'); PERFORM within(); PERFORM lock(p_app, 'tree');"
    )
    early = (
        "IF a THEN PERFORM lock(p_app, 'nesting'); RETURN; END IF; PERFORM within();"
    )

    def breaks(text: str) -> bool:
        paths = [[*_taken(path, texts, fired, ())] for path in _paths(text)]
        return not all(map(_is_in_order, paths))

    assert breaks(breach)
    assert not breaks(again)
    assert not breaks(early)


def _is_in_order(taken: list[str]) -> bool:
    first = [*dict.fromkeys(taken)]
    if ALONE in first:
        return first == [ALONE]
    ranks = [(*JOBS, *ORDER).index(each) for each in first]
    return ranks == sorted(ranks)


def _paths(text: str) -> Iterator[str]:
    """List the ways through a text: to its end, and to the end of each early branch."""
    sql = re.sub(r"--.*", "", text)
    yield sql
    for match in EXIT.finditer(sql):
        yield EXIT.sub("", sql[: match.start()]) + match[1]


def _taken(
    text: str, texts: Mapping[str, str], fired: list[Trigger], above: tuple[str, ...]
) -> Iterator[str]:
    """List the locks that a text takes, in its order, with those of all that it calls."""
    sql = EXIT.sub("", re.sub(r"--.*", "", text))
    found = [
        (match.start(), kind)
        for way, kind in TAKES.items()
        for match in way.finditer(sql)
    ]
    found += [(match.start(), _named(match[1])) for match in KIND.finditer(sql)]
    found += [
        (match.start(), f"{match[1]}()")
        for match in CALL.finditer(sql)
        if match[1] in texts and match[1] not in above
    ]
    for match in WRITE.finditer(sql):
        found += [(match.start(), each) for each in _written(match, fired)]
    for _, each in sorted(found, key=lambda pair: pair[0]):
        if not each.endswith("()"):
            yield each
        elif (name := each.removesuffix("()")) not in above:
            yield from _taken(texts[name], texts, fired, (*above, name))


def _named(kind: str) -> str:
    """Return a kind of `lock` as the order names it."""
    return next(
        (each for each in (*ORDER, *JOBS, ALONE) if each.split(" (")[0] == kind), kind
    )


def _written(match: re.Match[str], fired: list[Trigger]) -> Iterator[str]:
    """List what a write of a company takes: its numbers, among what its triggers call."""
    event = match[0].split()[0]
    columns = {*re.findall(r"[a-z_]+", match[1] or "")}
    calls = [
        each
        for each in fired
        if each.event == event and (not each.columns or each.columns & columns)
    ]
    yield from (f"{each.calls}()" for each in calls if each.is_before)
    if event == "INSERT" or columns & CLAIMING:
        yield NUMBERS
    yield from (f"{each.calls}()" for each in calls if not each.is_before)


def _triggers() -> Iterator[Trigger]:
    for each in written("triggers.sql"):
        if each.table != "company":
            continue
        text = re.sub(r"--.*", "", each.text)
        calls = re.findall(r"EXECUTE FUNCTION ([a-z_]+)", text)[0]
        for event, columns in FIRES.findall(text):
            names = frozenset(re.findall(r"[a-z_]+", columns))
            yield Trigger(event, names, " BEFORE " in text, calls)
