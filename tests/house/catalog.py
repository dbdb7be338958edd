"""A database to look at: what it is made of, and how it would answer."""

import asyncio
import json
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
        self.run(f"PREPARE planned AS {query.text}")
        facts = ", ".join("NULL" for _ in query.facts)
        call = f"planned({facts})" if facts else "planned"
        (row,) = self.ask(f"EXPLAIN (FORMAT JSON) EXECUTE {call}")
        self.run("DEALLOCATE planned")
        return _flat(json.loads(row["QUERY PLAN"])[0]["Plan"])

    def close(self) -> None:
        """End the connection."""
        self._loop.run_until_complete(self._connection.close())
        self._loop.close()


def _flat(node: dict[str, Any]) -> list[dict[str, Any]]:
    below = [inner for each in node.get("Plans", []) for inner in _flat(each)]
    return [node, *below]
