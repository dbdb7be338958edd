"""Trees for tests: companies made through the API, and what the tables say of them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from world import Client, World


def add_company(client: Any, name: str, parent: str | None = None) -> str:
    """Register a company, under a parent or at the top; return its id."""
    body = {"name": name, "parent_id": parent}
    reply = client.post("/organisations", json=body)
    assert reply.status_code == 200, reply.text
    return str(reply.json()["company"]["id"])


def put_parent(client: Client, company: str, parent: str | None, **more: Any) -> Any:
    """Move a company; return the reply."""
    return client.put(
        f"/organisations/{company}/parent", json={"parent_id": parent} | more
    )


def names(reply: Any) -> list[str]:
    """Return the names of the companies that a reply lists."""
    assert reply.status_code == 200, reply.text
    return [each["name"] for each in reply.json()["companies"]]


def in_time(**ahead: float) -> str:
    """Return a time from now, as it is sent."""
    return (datetime.now(UTC) + timedelta(**ahead)).isoformat()


def differences(world: World) -> list[dict[str, Any]]:
    """List where what is derived is not what follows from the parents of today.

    The ways down, what is counted, and the time that is dated as today's.
    """
    return world.operator.query(
        """
        WITH RECURSIVE tree (id, path) AS (
            SELECT id, ARRAY[id] FROM company WHERE app_id = $1 AND parent IS NULL
            UNION ALL
            SELECT c.id, t.path || c.id FROM tree AS t
              JOIN company AS c ON c.app_id = $1 AND c.parent = t.id
        ), counted AS (
            SELECT t.id, t.path,
                   (SELECT count(*) FROM tree AS b
                     WHERE b.path[:cardinality(t.path)] = t.path) - 1 AS below,
                   (SELECT count(*) FROM company AS c
                     WHERE c.app_id = $1 AND c.parent = t.id) AS children
              FROM tree AS t
        )
        SELECT c.id FROM company AS c
          LEFT JOIN counted AS t ON t.id = c.id
          LEFT JOIN ancestry AS a ON a.app_id = $1 AND a.company = c.id
         WHERE c.app_id = $1
           AND (t.path IS NULL OR coalesce(a.path, ARRAY[c.id]) <> t.path
                OR coalesce(a.below, 0) <> t.below
                OR coalesce(a.children, 0) <> t.children
                OR placement_parent($1, 'main', c.id, clock_timestamp())
                   IS DISTINCT FROM c.parent)
        """,
        world.app,
    )
