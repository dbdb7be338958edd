"""A database to look at: what it is made of, and how it would answer."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import asyncpg

from koncern.db import Query


class Catalog:
    """One connection to a migrated database."""

    def __init__(self, url: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._connection = self._loop.run_until_complete(
            asyncpg.connect(
                url,
                server_settings={
                    "plan_cache_mode": "force_generic_plan",
                    "random_page_cost": "1.1",
                    "jit": "off",
                },
            )
        )

    def ask(self, sql: str, *facts: Any) -> list[dict[str, Any]]:
        """Return the rows of a question."""
        rows = self._loop.run_until_complete(self._connection.fetch(sql, *facts))
        return [dict(row) for row in rows]

    def run(self, sql: str) -> None:
        """Carry out statements without facts."""
        self._loop.run_until_complete(self._connection.execute(sql))

    def refusal(self, query: Query) -> str | None:
        """Say why PostgreSQL does not understand a statement, None when it does."""
        try:
            self.run(f"PREPARE understood AS {query.text}")
        except asyncpg.PostgresError as error:
            return str(error)
        self.run("DEALLOCATE understood")
        return None

    def plan(self, query: Query) -> list[dict[str, Any]]:
        """Return the nodes of a statement's generic plan."""
        return self.plan_of(query.text, ["unknown"] * len(query.facts))

    def plan_of(self, text: str, types: list[str]) -> list[dict[str, Any]]:
        """Return the nodes of the generic plan of a text, whose parameters have types."""
        taken = f"({', '.join(types)})" if types else ""
        self.run(f"PREPARE planned {taken} AS {text}")
        facts = f"({', '.join('NULL' for _ in types)})" if types else ""
        try:
            (row,) = self.ask(f"EXPLAIN (FORMAT JSON) EXECUTE planned{facts}")
        finally:
            self.run("DEALLOCATE planned")
        return flat(json.loads(row["QUERY PLAN"])[0]["Plan"])

    def hear(self, listener: Callable[[Any], None]) -> None:
        """Give what the database has to say besides to a listener."""
        self._connection.add_log_listener(lambda _, message: listener(message))

    def close(self) -> None:
        """End the connection."""
        self._loop.run_until_complete(self._connection.close())
        self._loop.close()


def flat(node: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a node of a plan and all below it."""
    below = [inner for each in node.get("Plans", []) for inner in flat(each)]
    return [node, *below]
