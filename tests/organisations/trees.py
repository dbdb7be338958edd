"""Trees for tests: companies made through the API, and what the tables say of them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from patience import wait_until
from world import World


def add_company(client: Any, name: str, parent: str | None = None) -> str:
    """Register a company, under a parent or at the top; return its id."""
    body = {"name": name, "parent_id": parent}
    reply = client.post("/organisations", json=body)
    assert reply.status_code == 200, reply.text
    return str(reply.json()["company"]["id"])


def declare(client: Any, slug: str = "sales") -> str:
    """Declare a hierarchy; return its slug."""
    reply = client.post("/hierarchies", json={"slug": slug, "name": slug.capitalize()})
    assert reply.status_code == 201, reply.text
    return slug


def put_parent(
    client: Any,
    company: str,
    parent: str | None,
    hierarchy: str | None = None,
    **more: Any,
) -> Any:
    """Move a company, in the main hierarchy or another one; return the reply."""
    return client.put(
        f"/organisations/{company}/parent",
        params={} if hierarchy is None else {"hierarchy": hierarchy},
        json={"parent_id": parent} | more,
    )


def plan(
    client: Any, company: str, parent: str | None, at: str, hierarchy: str | None = None
) -> dict[str, Any]:
    """Schedule a move; return it."""
    reply = put_parent(client, company, parent, hierarchy, effective_at=at)
    assert reply.status_code == 200, reply.text
    planned: dict[str, Any] = reply.json()["scheduled_move"]
    return planned


def until_decided(client: Any, scheduled: str) -> dict[str, Any]:
    """Wait until a scheduled move is pending no longer; return it."""

    def decided() -> dict[str, Any] | None:
        for each in client.get("/scheduled-moves").json()["scheduled_moves"]:
            if each["id"] == scheduled and each["state"] != "pending":
                return dict(each)
        return None

    return wait_until(decided, "still pending")


def names(reply: Any) -> list[str]:
    """Return the names of the companies that a reply lists."""
    assert reply.status_code == 200, reply.text
    return [each["name"] for each in reply.json()["companies"]]


def code(reply: Any) -> tuple[int, str]:
    """Return the status and the code of a refusal."""
    return reply.status_code, reply.json()["code"]


def in_time(**ahead: float) -> str:
    """Return a time from now, as it is sent."""
    return (datetime.now(UTC) + timedelta(**ahead)).isoformat()


DIFFERENCES = """
WITH RECURSIVE parent (hierarchy, id, parent) AS (
    SELECT 'main', id, parent FROM company WHERE app_id = $1
    UNION ALL
    SELECT h.slug, c.id,
           placement_parent($1, h.slug, c.id, clock_timestamp())
      FROM hierarchy AS h JOIN company AS c ON c.app_id = h.app_id
     WHERE h.app_id = $1 AND h.slug <> 'main'
), tree (hierarchy, id, path) AS (
    SELECT hierarchy, id, ARRAY[id] FROM parent WHERE parent IS NULL
    UNION ALL
    SELECT p.hierarchy, p.id, t.path || p.id FROM tree AS t
      JOIN parent AS p ON p.hierarchy = t.hierarchy AND p.parent = t.id
), below (hierarchy, id, below) AS (
    SELECT t.hierarchy, a.id, count(*) - 1
      FROM tree AS t CROSS JOIN LATERAL unnest(t.path) AS a (id) GROUP BY 1, 2
), children (hierarchy, id, children) AS (
    SELECT hierarchy, parent, count(*) FROM parent GROUP BY 1, 2
)
SELECT p.hierarchy, p.id::text FROM parent AS p
  LEFT JOIN tree AS t USING (hierarchy, id)
  LEFT JOIN below AS b USING (hierarchy, id)
  LEFT JOIN children AS c USING (hierarchy, id)
  LEFT JOIN ancestry AS a
    ON a.app_id = $1 AND a.hierarchy = p.hierarchy AND a.company = p.id
 WHERE t.path IS NULL OR coalesce(a.path, ARRAY[p.id]) <> t.path
    OR coalesce(a.below, 0) <> b.below
    OR coalesce(a.children, 0) <> coalesce(c.children, 0)
    OR placement_parent($1, p.hierarchy, p.id, clock_timestamp())
       IS DISTINCT FROM p.parent
"""


def differences(world: World) -> list[dict[str, Any]]:
    """List where what is derived is not what follows from the parents of today.

    In every hierarchy: the ways down, what is counted, and the time that is dated as
    today's. A company that no way reaches stands in a circle.
    """
    return world.operator.query(DIFFERENCES, world.app)


def circles(world: World) -> list[dict[str, Any]]:
    """List who would stand below themselves at any time, past or to come.

    All that is dated is gone through in its order; who changed is followed upwards.
    """
    changes = world.operator.query(
        """
        SELECT hierarchy, at, array_agg(company) AS companies,
               array_agg(parent) AS parents
          FROM (SELECT hierarchy, upper(valid) AS at, company, NULL AS parent
                  FROM placement WHERE app_id = $1 AND upper(valid) IS NOT NULL
                UNION ALL
                SELECT hierarchy, lower(valid), company, parent
                  FROM placement WHERE app_id = $1
                 ORDER BY parent NULLS FIRST) AS changes
         GROUP BY hierarchy, at ORDER BY at
        """,
        world.app,
    )
    found, above = [], dict[tuple[str, Any], Any]()
    for change in changes:
        where, changed = change["hierarchy"], change["companies"]
        for company, parent in zip(changed, change["parents"], strict=True):
            above[where, company] = parent
        for company in changed:
            each, levels = above[where, company], 1
            while each not in {None, company} and levels < 100:
                each, levels = above.get((where, each)), levels + 1
            if each is not None:
                found.append(change | {"company": company})
    return found
