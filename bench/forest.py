"""The forest: a realistic shape of trees, and what the triggers would write of them.

Of a million companies, 200,000 stand in two trees of 100,000, another 100,000 in trees of
1,000, and of the others two in three are alone; the rest are groups of up to ten. Fewer
companies make one large tree of two fifths of them. Trees grow as they do in life: a new
company stands under any one that is there, so few are deep (some 20 levels in the largest)
and most have hardly anything below.

A company's place in the forest is not its number: companies of one tree were registered
years apart, and so lie far from each other. Where neighbours are read together they would
be found together, too, and every read would look cheaper than it is.
"""

from itertools import count
from math import gcd

from bench import ids
from koncern.db import Connection

BLOCK = 1000
LARGE = 10_000
GIANT = 100_000
GROUP = 10
SIZES = (1, 1, 1, 1, 1, 2, 3, 6, 10, 10)
COMPANIES_PER_GIANT = 500_000
STRIDE = 61_803


class ForestUntrue(Exception):  # noqa: N818 - says what is the case
    """What is kept of the trees is not what their parents make of them."""


class Forest:
    """The trees of so many companies; each company has one place."""

    def __init__(self, companies: int) -> None:
        self.companies = companies
        whole = LARGE if companies * 2 // 5 >= LARGE else BLOCK
        self.giant = min(GIANT, max(BLOCK, companies * 2 // 5 // whole * whole))
        self.giants = max(1, companies // COMPANIES_PER_GIANT)
        self.in_giants = self.giants * self.giant
        self.in_blocks = self.in_giants + companies // 10 // BLOCK * BLOCK
        self._stride = next(s for s in count(STRIDE) if gcd(s, companies) == 1)
        self.inverse = pow(self._stride, -1, companies)

    def number(self, place: int) -> int:
        """Return the number of the company that stands at a place."""
        return place * self.inverse % self.companies

    def parent(self) -> str:
        """Return SQL for the parent of the company with the number `n`."""
        return (
            f"(SELECT ('{ids.COMPANY_PREFIX}' || {ids.FIRST}"
            f" + q.place * {self.inverse} % {self.companies})::uuid"
            f" FROM (SELECT n::bigint * {self._stride} % {self.companies} AS p) AS x"
            f" CROSS JOIN LATERAL (SELECT {self._above()} AS place) AS q)"
        )

    def _above(self) -> str:
        """Return SQL for the place above a place `p`; NULL at the top."""
        grown = "hashint8extended(p, 41) & 1073741823"
        sizes = ",".join(map(str, SIZES))
        drawn = f"(hashint8extended(p / {GROUP}, 42) & 1073741823) % {len(SIZES)}"
        size = f"('{{{sizes}}}'::integer[])[1 + ({drawn})::integer]"
        return (
            f"CASE WHEN p >= {self.in_blocks} THEN"
            f" CASE WHEN p % {GROUP} BETWEEN 1 AND {size} - 1"
            f" THEN p - p % {GROUP} + ({grown}) % (p % {GROUP}) END"
            f" WHEN p % {BLOCK} > 0 THEN p - p % {BLOCK} + ({grown}) % (p % {BLOCK})"
            f" WHEN p >= {self.in_giants} OR p % {self.giant} = 0 THEN NULL"
            f" WHEN p % {LARGE} > 0 THEN p - p % {LARGE}"
            f" ELSE p - p % {self.giant} END"
        )


async def grow(connection: Connection) -> None:
    """Write who stands under whom, and the ways down, for all parents that are set."""
    for statement in (ANALYZE, PLACEMENTS, WAYS, ANALYZE, COUNTS):
        await connection.execute(statement)
    for name, wrong in UNTRUE.items():
        if found := await connection.fetchval(
            f"SELECT count(*) FROM ({wrong}) AS wrong"
        ):
            raise ForestUntrue(f"{found} {name}")


ANALYZE = "ANALYZE company, placement, ancestry"

PLACEMENTS = """
INSERT INTO placement (app_id, company, parent, valid, recorded_at)
SELECT app_id, id, parent, tstzrange(created_at, NULL), created_at
  FROM company WHERE parent IS NOT NULL"""

WAYS = """
INSERT INTO ancestry (app_id, company, path)
WITH RECURSIVE tree (app_id, company, path) AS (
    SELECT p.app_id, p.id, ARRAY[p.id] FROM company AS p
      JOIN (SELECT DISTINCT app_id, parent FROM company) AS a
        ON a.app_id = p.app_id AND a.parent = p.id
     WHERE p.parent IS NULL
    UNION ALL
    SELECT c.app_id, c.id, t.path || c.id
      FROM tree AS t JOIN company AS c ON c.app_id = t.app_id AND c.parent = t.company)
SELECT app_id, company, path FROM tree"""

COUNTS = """
UPDATE ancestry AS a SET children = n.children, below = n.below
  FROM (SELECT b.app_id, above.company, count(*) - 1 AS below,
               count(*) FILTER (WHERE b.path[cardinality(b.path) - 1] = above.company)
                   AS children
          FROM ancestry AS b CROSS JOIN LATERAL unnest(b.path) AS above (company)
         GROUP BY b.app_id, above.company) AS n
 WHERE n.app_id = a.app_id AND n.company = a.company AND n.below > 0"""

UNTRUE = {
    "companies with a parent are not placed under it": """
SELECT FROM company AS c
  FULL JOIN placement AS p ON p.app_id = c.app_id AND p.company = c.id
 WHERE p.parent IS DISTINCT FROM c.parent
    OR p.parent IS NOT NULL
       AND (p.hierarchy, p.valid) <> ('main', tstzrange(c.created_at, NULL))""",
    "ways down do not go on from the parent's": """
SELECT FROM company AS c
  FULL JOIN ancestry AS a ON a.app_id = c.app_id AND a.company = c.id
  LEFT JOIN ancestry AS u ON u.app_id = c.app_id AND u.company = c.parent
 WHERE (c.parent IS NOT NULL OR a.company IS NOT NULL)
   AND a.path IS DISTINCT FROM coalesce(u.path, '{}') || c.id""",
    "companies stand in no tree and have a way, or the reverse": """
SELECT FROM company AS c
  LEFT JOIN ancestry AS a ON a.app_id = c.app_id AND a.company = c.id
  LEFT JOIN (SELECT DISTINCT app_id, parent FROM company) AS p
    ON p.app_id = c.app_id AND p.parent = c.id
 WHERE (a.company IS NOT NULL) <> (c.parent IS NOT NULL OR p.parent IS NOT NULL)""",
    "counts are not those of the companies below": """
SELECT FROM ancestry AS a
  LEFT JOIN (SELECT c.app_id, c.parent, count(*) AS children, sum(b.below + 1) AS below
               FROM company AS c
               JOIN ancestry AS b ON b.app_id = c.app_id AND b.company = c.id
              GROUP BY c.app_id, c.parent) AS n
    ON n.app_id = a.app_id AND n.parent = a.company
 WHERE (a.children, a.below) <> (coalesce(n.children, 0), coalesce(n.below, 0))""",
}
"""What must find nothing: each looks at the parents, not at how the rest was written."""
