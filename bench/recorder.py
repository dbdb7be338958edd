"""The statements that our own verbs run, as scripts for pgbench.

A verb is carried out once, on facts chosen for it. What it asked of PostgreSQL is
then written down statement by statement: facts that change from call to call become
expressions of pgbench's numbers, all others become its variables, so that they
travel and are read as parameters just as they do from the service.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from bench.server import Connection
from koncern.db import Query, Row, Tx


class Step(NamedTuple):
    """One statement that was run: with which facts, and what came back."""

    query: Query
    facts: dict[str, Any]
    rows: Sequence[Row]


class Recorder(Tx):
    """A unit of work that keeps what it was asked."""

    __slots__ = ("steps",)

    def __init__(self, connection: Connection, app: UUID) -> None:
        super().__init__(connection, app, "bench", statements=1000)
        self.steps: list[Step] = []

    async def rows(self, query: Query, **facts: Any) -> Sequence[Row]:
        """Return the rows as they are, and keep what was asked for."""
        rows = await super().rows(query, **facts)
        self.steps.append(Step(query, facts | {"app": self.app, "now": self.now}, rows))
        return rows


class Script(NamedTuple):
    """What pgbench is to run over and over, and the variables that it names."""

    text: str
    variables: dict[str, str]


def written(
    steps: Sequence[Step], draw: Sequence[str], changing: Mapping[Any, str]
) -> Script:
    """Write steps as a script; `changing` tells the facts that are drawn anew.

    A document that comes back and is a fact of a later step is carried there.
    """
    lines = [*draw]
    variables: dict[str, str] = {}
    carried = dict(changing)
    if len(steps) > 1:
        lines.append("BEGIN;")
    for number, step in enumerate(steps):
        places = {
            f"${place}": _put(f"s{number}_{name}", step.facts[name], carried, variables)
            for place, name in enumerate(step.query.facts, 1)
        }
        text = " ".join(step.query.text.split())
        for place in sorted(places, key=len, reverse=True):
            text = text.replace(place, places[place])
        documents = [row["document"] for row in step.rows if "document" in row.keys()]  # noqa: SIM118
        later = [fact for after in steps[number + 1 :] for fact in after.facts.values()]
        if documents and documents[0] in [f for f in later if isinstance(f, str)]:
            carried[documents[0]] = ":document"
            lines.append(f"{text} \\gset")
        else:
            lines.append(f"{text};")
    if len(steps) > 1:
        lines.append("COMMIT;")
    return Script("\n".join(lines) + "\n", variables)


def _put(
    name: str, value: Any, changing: Mapping[Any, str], variables: dict[str, str]
) -> str:
    """Return what stands in the script for a fact, keeping a variable if need be."""
    if value is None:
        return "NULL"
    if isinstance(value, list | tuple):
        if any(item in changing for item in value):
            items = [changing.get(item) or f"'{_plain(item)}'" for item in value]
            return f"ARRAY[{', '.join(items)}]"
    elif value in changing:
        return changing[value]
    variables[name] = _plain(value)
    return f":{name}"


def _plain(value: Any) -> str:
    """Return a value in PostgreSQL's text form."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    if isinstance(value, list | tuple):
        items = (
            _plain(item).replace("\\", r"\\").replace('"', r"\"") for item in value
        )
        return "{" + ",".join(f'"{item}"' for item in items) + "}"
    return str(value)
