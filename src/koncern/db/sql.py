"""Statements: each package's `queries.sql`, read once and compiled for PostgreSQL.

A statement is introduced by one line, `-- its_name: the sentence that says what
it is for`, and ends where the next begins. Facts are named (`:company`), and
become PostgreSQL's numbered parameters here. One that writes only inside a function
that it calls says so by a line `-- It writes.`
"""

import re
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

_HEAD = re.compile(r"^-- ([a-z_]+): (.+)$")
_WRITES = re.compile(r"\b(?:INSERT|DELETE|MERGE)\b|(?<!FOR )(?<!NO KEY )\bUPDATE\b")
_FACT = re.compile(r"(?<![:\w]):([a-z_]+)\b")


class Query(NamedTuple):
    """One statement: its name, what it is for, its SQL and its facts in order.

    If it writes and its reply is lost, nobody knows what it did.
    """

    name: str
    about: str
    text: str
    facts: tuple[str, ...]
    writes: bool = True


class Statements:
    """The statements of one package, as attributes."""

    def __init__(self, queries: dict[str, Query]) -> None:
        self.queries = queries
        vars(self).update(queries)

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Query: ...


def load(package: str) -> Statements:
    """Read the statements that stand beside a package's modules."""
    text = (files(package) / "queries.sql").read_text(encoding="utf-8")
    return Statements({query.name: query for query in parse(text)})


def parse(text: str) -> list[Query]:
    """Split a queries file into its statements."""
    queries: list[Query] = []
    head: re.Match[str] | None = None
    lines: list[str] = []
    for line in [*text.splitlines(), "-- the_end: of the file"]:
        match = _HEAD.match(line)
        if not match:
            lines.append(line)
            continue
        if head:
            queries.append(_compile(head[1], head[2], "\n".join(lines)))
        head, lines = match, []
    return queries


def _compile(name: str, about: str, body: str) -> Query:
    says_so = "-- It writes." in body.splitlines()
    body = "\n".join(
        line for line in body.splitlines() if not line.lstrip().startswith("--")
    )
    facts = tuple(dict.fromkeys(_FACT.findall(body)))
    numbers = {fact: f"${place}" for place, fact in enumerate(facts, 1)}
    text = _FACT.sub(lambda found: numbers[found[1]], body).strip().rstrip(";")
    return Query(name, about, text, facts, says_so or bool(_WRITES.search(text)))
