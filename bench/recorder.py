"""The statements that our own verbs run, as scripts for pgbench.

A verb is carried out once, on facts chosen for it. What it asked of PostgreSQL is
then written down statement by statement: facts that change from call to call become
expressions of pgbench's numbers, all others become its variables, so that they
travel and are read as parameters just as they do from the service.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from koncern.db import Connection, Query, Row, Tx


class Step(NamedTuple):
    """One statement that was run, and the facts that it was run with."""

    query: Query
    facts: dict[str, Any]


class Recorder(Tx):
    """A unit of work that keeps what it was asked."""

    __slots__ = ("steps",)

    def __init__(self, connection: Connection, app: UUID) -> None:
        super().__init__(connection, app, "bench")
        self.steps: list[Step] = []

    async def rows(self, query: Query, **facts: Any) -> Sequence[Row]:
        """Return the rows as they are, and keep what was asked for."""
        rows = await super().rows(query, **facts)
        self.steps.append(Step(query, facts | {"app": self.app, "now": self.now}))
        return rows


class Script(NamedTuple):
    """What pgbench is to run over and over, and the variables that it names."""

    text: str
    variables: dict[str, str]


def written(
    steps: Sequence[Step], draw: Sequence[str], changing: Mapping[str, str]
) -> Script:
    """Write steps as a script; `changing` tells the texts that are drawn anew."""
    lines = [*draw]
    variables: dict[str, str] = {}
    for number, step in enumerate(steps):
        places = {
            f"${place}": _put(
                f"s{number}_{name}", step.facts[name], changing, variables
            )
            for place, name in enumerate(step.query.facts, 1)
        }
        text = " ".join(step.query.text.split())
        lines.append(re.sub(r"\$\d+", lambda found: places[found[0]], text) + ";")  # noqa: B023 - used at once
    if len(steps) > 1:
        lines[len(draw) :] = ["BEGIN;", *lines[len(draw) :], "COMMIT;"]
    return Script("\n".join(lines) + "\n", variables)


def _put(
    name: str, value: Any, changing: Mapping[str, str], variables: dict[str, str]
) -> str:
    """Return what stands in the script for a fact, keeping a variable if need be.

    Where something that changes stands within a longer text, `format` puts it there:
    that takes PostgreSQL a microsecond or two.
    """
    if value is None:
        return "NULL"
    text = _plain(value)
    if text in changing:
        return changing[text]
    if isinstance(value, list | tuple) and any(
        _plain(each) in changing for each in value
    ):
        items = (changing.get(_plain(each), f"'{_plain(each)}'") for each in value)
        return f"ARRAY[{', '.join(items)}]"
    found = sorted((each for each in changing if each in text), key=len, reverse=True)
    if not found:
        variables[name] = text
        return f":{name}"
    text = text.replace("%", "%%")
    for place, each in enumerate(found, 1):
        text = text.replace(each, f"%{place}$s")
    variables[name] = text
    return f"format(:{name}::text, {', '.join(changing[each] for each in found)})"


def _plain(value: Any) -> str:
    """Return a value in PostgreSQL's text form."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    if isinstance(value, list | tuple):
        return "{" + ",".join(map(_element, value)) + "}"
    return str(value)


def _element(value: Any) -> str:
    """Return a value as it stands in the text form of an array."""
    if value is None:
        return "NULL"
    return '"' + _plain(value).replace("\\", r"\\").replace('"', r"\"") + '"'
