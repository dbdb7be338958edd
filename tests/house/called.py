"""Functions called with made-up arguments, and the plans of all that runs inside them.

`auto_explain` prints the plan of each nested statement, those of triggers and of foreign
keys included.
"""

import json
import re
from typing import Any, NamedTuple

import asyncpg
from catalog import Catalog, flat
from parsed import Function

ON = """
LOAD 'auto_explain';
SET auto_explain.log_nested_statements = on;
SET auto_explain.log_analyze = off;
SET auto_explain.log_format = 'json';
SET auto_explain.log_level = 'notice';
"""
RUN = "BEGIN; SET LOCAL auto_explain.log_min_duration = 0; {0}; ROLLBACK"

THINGS = """
SELECT c.app_id AS app, t.id AS label, c.id AS company, p.id AS parent,
       (SELECT to_jsonb(x) || jsonb_build_object('id', uuidv7()) FROM company AS x
         WHERE x.app_id = c.app_id AND x.id = c.id)::text AS facts
  FROM spread AS c
  JOIN spread AS p ON p.app_id = c.app_id AND p.n = 1
  JOIN tag AS t ON t.app_id = c.app_id AND t.key = 'tag-3'
 WHERE c.n = 3 LIMIT 1
"""
"""Ids of one app, to call functions with, and what a new company may be."""

NAMED = {
    "p_app": "'{app}'",
    "app": "'{app}'",
    "p_parent": "'{parent}'",
    "p_above": "'{parent}'",
    "p_label": "'{label}'",
    "p_hierarchy": "'main'",
    "p_kind": "'tag'",
    "p_status": "'active'",
    "p_facts": "'{facts}'",
    "p_condition": "$$s.app_id = '{app}'$$",
}
"""Arguments by the name of the parameter, where it is no list."""

TYPED = {
    "uuid": "'{company}'",
    "uuid[]": "ARRAY['{company}']",
    "text": "'tag-3'",
    "text[]": "ARRAY['tag-3']",
    "timestamptz": "now()",
    "tstzrange": "tstzrange(now(), NULL)",
    "int4": "10",
    "int8": "1",
    "int4[]": "ARRAY[1]",
    "json": "'{{}}'",
    "jsonb": "'{{}}'",
    "tsquery": "'a'",
}
"""Arguments by the type of the parameter."""


class Seen(NamedTuple):
    """A statement that ran: the functions around it, its text and its plan's nodes."""

    inside: list[str]
    text: str
    nodes: list[dict[str, Any]]


class Caller:
    """Calls functions, undoes what they did, and collects the plans."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._is_listening = False
        self.seen: list[Seen] = []
        self.refused: dict[str, str] = {}
        self.reached: set[str] = set()
        self.things = catalog.ask(THINGS)[0]
        catalog.hear(self._hear)
        catalog.run(ON)

    def call(self, function: Function) -> None:
        """Call a function twice: with all its conditions true, and with all false."""
        for truth in ("true", "false"):
            given = ", ".join(
                self._argument(each.name, each.type, truth)
                for each in function.parameters
            )
            self.run(f"SELECT * FROM {function.name}({given})")

    def run(self, sql: str) -> None:
        """Run a statement, and undo what it did; note which functions it calls."""
        names = set(re.findall(r"(\w+)\(", sql))
        self._is_listening = True
        try:
            self._catalog.run(RUN.format(sql))
            self.reached |= names
        except asyncpg.PostgresError as error:
            self.refused |= dict.fromkeys(names, str(error))
            self._catalog.run("ROLLBACK")
        self._is_listening = False

    def _argument(self, name: str, kind: str, truth: str) -> str:
        if kind == "bool":
            return truth
        known = NAMED.get(name) if kind in {"uuid", "text", "jsonb"} else None
        known = known or TYPED.get(kind)
        value = known.format(**self.things) if known else self._row(kind)
        return f"{value}::{kind}"

    def _row(self, kind: str) -> str:
        """Return a row of a table, or NULL of another type."""
        if not self._catalog.ask("SELECT WHERE to_regclass($1) IS NOT NULL", kind):
            return "NULL"
        sql = f'SELECT t::text AS row FROM "{kind}" AS t WHERE app_id = $1 LIMIT 1'
        (found,) = self._catalog.ask(sql, self.things["app"])
        return "'{}'".format(found["row"].replace("'", "''"))

    def _hear(self, message: Any) -> None:
        if not self._is_listening or " plan:\n" not in message.message:
            return
        told = json.loads(message.message.partition(" plan:\n")[2])
        inside = re.findall(r'function "?(\w+)', message.context or "")
        self.reached |= {*inside}
        self.seen.append(Seen(inside, told["Query Text"], flat(told["Plan"])))
